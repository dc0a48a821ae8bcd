#include "view/composite.h"

#include <stdlib.h>

#define KEY_MAX 80
/* Sights that make a difference to no fragment have no composite of their own. */
#define SIGHT_KEY (SIGHT_CONTACT | SIGHT_PERSONAL | SIGHT_DOCUMENT | SIGHT_AML)

/* Parts stand under keys that begin with a capital letter (sources). */
static bool key_of(const struct view *v, unsigned sight, char space[KEY_MAX], struct str *ret)
{
	if (v->customer.n > KEY_MAX - 2)
		return false;
	space[0] = 'v';
	space[1] = (char)(sight & SIGHT_KEY);
	memcpy(space + 2, v->customer.p, v->customer.n);
	*ret = str_mem(space, v->customer.n + 2);
	return true;
}

struct composite *composite_find(const struct view *v, unsigned sight, int64_t now_ms)
{
	char space[KEY_MAX];
	struct str key;
	struct cache_value *value = key_of(v, sight, space, &key) ? cache_get(v->env->cache, key) : NULL;
	if (!value)
		return NULL;
	struct composite *c = CONTAINER_OF(value, struct composite, base);
	bool same = now_ms < c->valid_until_ms;
	for (unsigned p = 0; p < PART_COUNT_ && same; p++)
		same = part_serial(v->looks[p].snapshot) == c->serials[p];
	if (same)
		return c;
	cache_value_unref(value);
	return NULL;
}

static void destroy(struct cache_value *value)
{
	struct composite *c = CONTAINER_OF(value, struct composite, base);
	blob_unref(c->text);
	free(c);
}

static size_t bytes_of(const struct chunk *chunks, size_t count)
{
	size_t n = 0;
	for (size_t i = 0; i < count; i++)
		n += chunks[i].bytes.n;
	return n;
}

static char *copy_chunks(char *at, const struct chunk *chunks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		memcpy(at, chunks[i].bytes.p, chunks[i].bytes.n);
		at += chunks[i].bytes.n;
	}
	return at;
}

void composite_keep(const struct view *v, unsigned sight, const uint64_t versions[PART_COUNT_], int64_t valid_until_ms,
		    const struct chunk *members, size_t member_count, const struct chunk *masked, size_t masked_count,
		    struct str record)
{
	char space[KEY_MAX];
	struct str key;
	size_t members_n = bytes_of(members, member_count), masked_n = bytes_of(masked, masked_count),
	       all = members_n + masked_n + record.n;
	struct composite *c = all <= UINT32_MAX && key_of(v, sight, space, &key) ? calloc(1, sizeof *c) : NULL;
	if (!c)
		return;
	atomic_init(&c->base.refs, 1);
	c->base.destroy = destroy;
	c->base.size_bytes = sizeof *c + sizeof *c->text + all;
	c->text = blob_new(all);
	if (c->text) {
		char *at = copy_chunks(c->text->p, members, member_count);
		at = copy_chunks(at, masked, masked_count);
		memcpy(at, record.p, record.n);
		c->members = (uint32_t)members_n;
		c->masked = (uint32_t)masked_n;
		c->record = (uint32_t)record.n;
		c->valid_until_ms = valid_until_ms;
		memcpy(c->versions, versions, sizeof c->versions);
		for (unsigned p = 0; p < PART_COUNT_; p++)
			c->serials[p] = part_serial(v->looks[p].snapshot);
		(void)!cache_put(v->env->cache, key, &c->base); /* too large to keep is no failure */
	}
	cache_value_unref(&c->base);
}
