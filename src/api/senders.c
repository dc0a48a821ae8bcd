#include "api/senders.h"

#include <sodium.h>
#include <string.h>

static void digest_of(struct str token, unsigned char ret[32])
{
	crypto_generichash(ret, 32, (const unsigned char *)token.p, token.n, NULL, 0);
}

enum err senders_add(struct senders *s, const char *source, struct str token)
{
	unsigned char digest[32];
	if (s->count == SENDERS_MAX)
		return ERR_LIMIT;
	digest_of(token, digest);
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->items[i].source, source) == 0 || memcmp(s->items[i].digest, digest, sizeof digest) == 0)
			return ERR_CONFLICT;
	struct sender *n = &s->items[s->count++];
	n->source = source;
	memcpy(n->digest, digest, sizeof n->digest);
	return OK;
}

struct sender *senders_find(struct senders *s, struct str token)
{
	unsigned char digest[32];
	struct sender *found = NULL;
	if (!token.n || token.n > SENDER_TOKEN_MAX)
		return NULL;
	digest_of(token, digest);
	for (size_t i = 0; i < s->count; i++)
		if (sodium_memcmp(s->items[i].digest, digest, sizeof digest) == 0)
			found = &s->items[i];
	return found;
}
