/* sim/tally.h - writes that reached a service since the start, counted by key: tests prove by it that nothing happened twice.
 * Plain data; thread: the simulator's loop. */
#pragma once

#include "base/json_writer.h"
#include "sim/keys.h"

#define TALLY_KEYS_MAX 256u /* the latest */

struct tally_key {
	char text[KEY_MAX + 1];
	uint64_t received, effects;
};

struct tally {
	uint64_t received, effects, repeated, refused, reused;
	struct tally_key keys[TALLY_KEYS_MAX]; /* a ring: .next is the oldest, once it is full */
	unsigned count, next;
};

/* @key p == NULL: it has none. */
void tally_received(struct tally *t, struct str key);
/* A change went to the disk under @key. */
void tally_effect(struct tally *t, struct str key);
void tally_write(const struct tally *t, struct json_writer *w);
