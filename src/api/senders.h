/* api/senders.h - who may send events: systems, not people. A sender has one CloudEvents source and one token; of the token only
 * a hash is kept. Read only after start; any thread, but for the counts. */
#pragma once

#include "base/str.h"

#include <stdatomic.h>
#include <stdbool.h>

#define SENDERS_MAX      64
#define SENDER_TOKEN_MAX 512

struct sender {
	const char *source; /* outlives the senders */
	unsigned char digest[32];
	/* Since the last record of them. */
	atomic_ullong requests, accepted, repeated, aside, refused;
};

struct senders {
	struct sender items[SENDERS_MAX];
	size_t count;
};

/* ERR_LIMIT; ERR_CONFLICT: the token or the source is another sender's. */
NODISCARD enum err senders_add(struct senders *s, const char *source, struct str token);
/* By the token, in a time that tells nothing about it; NULL: nobody's. */
struct sender *senders_find(struct senders *s, struct str token);
