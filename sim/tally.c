#include "sim/tally.h"

static struct tally_key *find(struct tally *t, struct str key)
{
	for (unsigned i = 0; i < t->count; i++)
		if (str_is(key, t->keys[i].text))
			return &t->keys[i];
	struct tally_key *k = &t->keys[t->next];
	t->next = (t->next + 1) % TALLY_KEYS_MAX;
	t->count = MIN(t->count + 1, TALLY_KEYS_MAX);
	*k = (struct tally_key){0};
	(void)str_copy(k->text, sizeof(k->text), key);
	return k;
}

void tally_received(struct tally *t, struct str key)
{
	t->received++;
	if (key.p)
		find(t, key)->received++;
}

void tally_effect(struct tally *t, struct str key)
{
	t->effects++;
	find(t, key)->effects++;
}

void tally_write(const struct tally *t, struct json_writer *w)
{
	json_open_object(w);
	json_kv_i64(w, STR("received"), (int64_t)t->received);
	json_kv_i64(w, STR("effects"), (int64_t)t->effects);
	json_kv_i64(w, STR("repeated"), (int64_t)t->repeated);
	json_kv_i64(w, STR("refused"), (int64_t)t->refused);
	json_kv_i64(w, STR("reused"), (int64_t)t->reused);
	JSON_KEY(w, "keys");
	json_open_object(w);
	for (unsigned i = 0; i < t->count; i++) {
		const struct tally_key *k = &t->keys[i];
		json_key(w, str_of(k->text));
		json_open_object(w);
		json_kv_i64(w, STR("received"), (int64_t)k->received);
		json_kv_i64(w, STR("effects"), (int64_t)k->effects);
		json_close_object(w);
	}
	json_close_object(w);
	json_close_object(w);
}
