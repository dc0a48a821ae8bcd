#include "app/packs_write.h"

#include "base/json_writer.h"

#define OUT_MAX (8u << 20)

static void put_names(struct json_writer *w, struct str key, const char *const *names, size_t count)
{
	json_key(w, key);
	json_open_array(w);
	for (size_t i = 0; i < count; i++)
		json_put_string(w, str_of(names[i]));
	json_close_array(w);
}

static void put_unverified(struct json_writer *w, const struct pack *p)
{
	const char *last = "";
	JSON_KEY(w, "unverified");
	json_open_array(w);
	for (size_t i = 0; i < p->rule_count; i++)
		if (!p->rules[i]->verified && strcmp(p->rules[i]->id, last) != 0) {
			last = p->rules[i]->id;
			json_put_string(w, str_of(last));
		}
	json_close_array(w);
}

static void put_pack(struct json_writer *w, const struct pack *p, bool whole)
{
	char date[16], digest[24];
	clock_format_date(p->dated, date);
	snprintf(digest, sizeof digest, "%016llx", (unsigned long long)p->digest);
	json_open_object(w);
	json_kv_str(w, STR("pack"), str_of(p->code));
	json_kv_str(w, STR("name"), str_of(p->name));
	json_kv_i64(w, STR("version"), p->version);
	json_kv_str(w, STR("dated"), str_of(date));
	json_kv_str(w, STR("file"), str_of(p->file));
	json_kv_str(w, STR("digest"), str_of(digest));
	json_kv_str(w, STR("timeZone"), str_of(p->zone.name));
	put_names(w, STR("jurisdictions"), p->jurisdictions, p->jurisdiction_count);
	put_names(w, STR("licences"), p->licences, p->licence_count);
	json_kv_i64(w, STR("ownRules"), (int64_t)p->own_count);
	json_kv_i64(w, STR("rules"), (int64_t)p->rule_count);
	if (p->days.holiday_count) {
		clock_format_date(p->days.known_until, date);
		json_kv_str(w, STR("holidaysKnownUntil"), str_of(date));
	}
	put_unverified(w, p);
	if (whole) {
		JSON_KEY(w, "inForce");
		json_open_array(w);
		for (size_t i = 0; i < p->rule_count; i++)
			rule_write(p->rules[i], w);
		json_close_array(w);
	}
	json_close_object(w);
}

enum err packs_write(const struct packs *packs, const struct pack *one, FILE *to)
{
	struct buf out;
	struct json_writer w;
	buf_init(&out, OUT_MAX);
	json_writer_init(&w, &out);
	if (one) {
		put_pack(&w, one, true);
	} else {
		json_open_array(&w);
		for (size_t i = 0; i < packs_count(packs); i++)
			put_pack(&w, packs_at(packs, i), false);
		json_close_array(&w);
	}
	buf_char(&out, '\n');
	enum err e = buf_ok(&out);
	if (e == OK && (fwrite(out.p, 1, out.n, to) != out.n || fflush(to) != 0))
		e = ERR_IO;
	buf_done(&out);
	return e;
}
