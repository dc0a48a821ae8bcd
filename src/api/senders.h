/* api/senders.h - who may send events: systems, not people. A sender has one CloudEvents source and one token; of the token only
 * a hash is kept. Thread: any. Life: senders_init .. senders_done; a sender that was found stays where it is, also when it may
 * send no more. */
#pragma once

#include "base/str.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define SENDERS_MAX       64 /* those that went count until the next start */
#define SENDER_TOKEN_MAX  512
#define SENDER_SOURCE_MAX 256

struct sender {
	char source[SENDER_SOURCE_MAX + 1];
	unsigned char digest[32];
	bool gone;
	/* Since the last record of them. */
	atomic_ullong requests, accepted, repeated, aside, refused;
};

struct senders {
	pthread_rwlock_t lock;
	struct sender items[SENDERS_MAX];
	atomic_size_t count;
};

/* One that shall be. */
struct sender_wish {
	struct str source, token;
};

void senders_init(struct senders *s);
void senders_done(struct senders *s);
/* Could these take the place of those that are? ERR_LIMIT; ERR_CONFLICT: the token or the source is another one's; ERR_TOO_LARGE.
 * @ret_at: which. */
NODISCARD enum err senders_check(const struct senders *s, const struct sender_wish *wishes, size_t count, size_t *ret_at);
/* After senders_check(): from now on these and no others. */
void senders_set(struct senders *s, const struct sender_wish *wishes, size_t count);
/* By the token, in a time that tells nothing about it; NULL: nobody's. */
struct sender *senders_find(struct senders *s, struct str token);
