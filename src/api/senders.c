#include "api/senders.h"

#include <sodium.h>
#include <string.h>

static void digest_of(struct str token, unsigned char ret[32])
{
	crypto_generichash(ret, 32, (const unsigned char *)token.p, token.n, NULL, 0);
}

void senders_init(struct senders *s)
{
	memset(s, 0, sizeof *s);
	pthread_rwlock_init(&s->lock, NULL);
}

void senders_done(struct senders *s)
{
	pthread_rwlock_destroy(&s->lock);
}

/* Those that went are found too: who comes back is the same one. */
static size_t place_of(const struct senders *s, struct str source)
{
	size_t i = 0, count = atomic_load(&s->count);
	while (i < count && !str_is(source, s->items[i].source))
		i++;
	return i;
}

enum err senders_check(const struct senders *s, const struct sender_wish *wishes, size_t count, size_t *ret_at)
{
	size_t known = atomic_load(&s->count), more = 0;
	for (size_t i = 0; i < count; i++) {
		*ret_at = i;
		if (wishes[i].source.n > SENDER_SOURCE_MAX || wishes[i].token.n > SENDER_TOKEN_MAX)
			return ERR_TOO_LARGE;
		for (size_t k = 0; k < i; k++)
			if (str_eq(wishes[k].source, wishes[i].source) || str_eq(wishes[k].token, wishes[i].token))
				return ERR_CONFLICT;
		more += place_of(s, wishes[i].source) == known;
		if (known + more > SENDERS_MAX)
			return ERR_LIMIT;
	}
	return OK;
}

void senders_set(struct senders *s, const struct sender_wish *wishes, size_t count)
{
	pthread_rwlock_wrlock(&s->lock);
	for (size_t i = 0; i < atomic_load(&s->count); i++)
		s->items[i].gone = true;
	for (size_t i = 0; i < count; i++) {
		size_t at = place_of(s, wishes[i].source);
		struct sender *n = &s->items[at];
		str_copy(n->source, sizeof n->source, wishes[i].source);
		digest_of(wishes[i].token, n->digest);
		n->gone = false;
		if (at == atomic_load(&s->count))
			atomic_store(&s->count, at + 1); /* who walks over them without the lock sees whole ones */
	}
	pthread_rwlock_unlock(&s->lock);
}

struct sender *senders_find(struct senders *s, struct str token)
{
	unsigned char digest[32];
	struct sender *found = NULL;
	if (!token.n || token.n > SENDER_TOKEN_MAX)
		return NULL;
	digest_of(token, digest);
	pthread_rwlock_rdlock(&s->lock);
	for (size_t i = 0; i < atomic_load(&s->count); i++)
		if (sodium_memcmp(s->items[i].digest, digest, sizeof digest) == 0 && !s->items[i].gone)
			found = &s->items[i];
	pthread_rwlock_unlock(&s->lock);
	return found;
}
