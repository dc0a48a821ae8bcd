#include "view/composite.h"

#include <stdlib.h>

#define KEY_MAX 80
/* Sights that make a difference to no fragment have no composite of their own. */
#define SIGHT_KEY (SIGHT_CONTACT | SIGHT_PERSONAL | SIGHT_DOCUMENT | SIGHT_AML)

/* Parts stand under keys that begin with a capital letter (sources). */
static bool key_of(struct str customer, unsigned sight, char space[KEY_MAX], struct str *ret)
{
	if (customer.n > KEY_MAX - 2)
		return false;
	space[0] = 'v';
	space[1] = (char)(sight & SIGHT_KEY);
	memcpy(space + 2, customer.p, customer.n);
	*ret = str_mem(space, customer.n + 2);
	return true;
}

struct composite *composite_find(struct view_env *env, struct str customer, unsigned sight, int64_t now_ms, uint64_t now_mono_ms)
{
	char space[KEY_MAX];
	struct str key;
	struct cache_value *value = key_of(customer, sight, space, &key) ? cache_get(env->cache, key) : NULL;
	if (!value)
		return NULL;
	struct composite *c = CONTAINER_OF(value, struct composite, base);
	if (now_ms < c->valid_until_ms && now_mono_ms < c->fresh_until_mono_ms &&
	    c->generation == sources_generation(env->sources, customer))
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

static void note_parts(struct composite *c, const struct view *v)
{
	c->fresh_until_mono_ms = UINT64_MAX;
	for (unsigned p = 0; p < PART_COUNT_; p++) {
		const struct snapshot *s = v->looks[p].snapshot;
		uint64_t until = s->fetched_mono_ms + sources_part_ttl_ms(v->env->sources, (enum part)p);
		c->fetched_ms[p] = s->fetched_ms;
		c->fetched_mono_ms[p] = s->fetched_mono_ms;
		c->fresh_until_mono_ms = MIN(c->fresh_until_mono_ms, until);
	}
}

void composite_keep(const struct view *v, unsigned sight, const struct composite_parts *parts)
{
	char space[KEY_MAX];
	struct str key;
	size_t members = bytes_of(parts->members, parts->member_count), masked = bytes_of(parts->masked, parts->masked_count);
	size_t all = members + masked + parts->record.n;
	struct composite *c = all <= UINT32_MAX && key_of(v->customer, sight, space, &key) ? calloc(1, sizeof *c) : NULL;
	if (!c)
		return;
	atomic_init(&c->base.refs, 1);
	c->base.destroy = destroy;
	c->base.size_bytes = sizeof *c + sizeof *c->text + all;
	c->text = blob_new(all);
	if (c->text) {
		char *at = copy_chunks(c->text->p, parts->members, parts->member_count);
		at = copy_chunks(at, parts->masked, parts->masked_count);
		memcpy(at, parts->record.p, parts->record.n);
		c->members = (uint32_t)members;
		c->masked = (uint32_t)masked;
		c->record = (uint32_t)parts->record.n;
		c->generation = v->generation;
		c->valid_until_ms = parts->valid_until_ms;
		memcpy(c->versions, parts->versions, sizeof c->versions);
		note_parts(c, v);
		(void)!cache_put(v->env->cache, key, &c->base); /* too large to keep is no failure */
	}
	cache_value_unref(&c->base);
}
