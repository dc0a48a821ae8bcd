/* api/presence.h - who looks at which customer, over all loops: a room for each customer, and in it the people whose streams show
 * it. Somebody with many tabs is there once.
 *
 * There are two crowds: those who may see that AML exists see everybody; the others see each other, and nothing tells them of the
 * first (product.md, "Tipping-off"): not what is listed, not how much, not when.
 *
 * Thread: any; one lock over all rooms, held for a change or a copy of one, never across a callback. Life: presence_new .. rooms
 * are taken and given back .. presence_free. */
#pragma once

#include "access/identity.h"
#include "access/perm.h"

#define PRESENCE_TOLD_MAX 32 /* people of one room that somebody is told of; of more only how many */
#define PRESENCE_LOOPS    64

enum presence_crowd { PRESENCE_PLAIN, PRESENCE_ENTITLED, PRESENCE_CROWDS };
static inline enum presence_crowd presence_crowd_of(unsigned sight)
{
	return sight & SIGHT_AML ? PRESENCE_ENTITLED : PRESENCE_PLAIN;
}

struct presence;
struct presence_room;

NODISCARD enum err presence_new(struct presence **ret);
void presence_free(struct presence *p); /* NULL is fine; every room was given back */

/* A reference to the customer's room. NULL: no memory. */
NODISCARD struct presence_room *presence_take(struct presence *p, struct str customer);
void presence_give(struct presence *p, struct presence_room *r);

/* The loops (bits) where somebody of each crowd hears of a change, to be told by the caller. */
struct presence_news {
	uint64_t loops[PRESENCE_CROWDS];
};
/* @who looks, with one stream more. ERR_NOMEM: is not seen. */
NODISCARD enum err presence_come(struct presence *p, struct presence_room *r, const struct person *who,
				 struct presence_news *ret);
/* With one stream less; the last one takes the person away. */
void presence_go(struct presence *p, struct presence_room *r, uint64_t person_id, struct presence_news *ret);
/* Somebody of @crowd on @loop is to be told of changes, or nobody any more. */
void presence_hear(struct presence *p, struct presence_room *r, unsigned loop, enum presence_crowd crowd, bool hears);

struct presence_viewer {
	char username[USERNAME_MAX + 1];
	enum role role;
	int64_t since_ms;
};
/* Whom @crowd sees but for @self, who came first first; returns how many are in @ret. */
size_t presence_list(struct presence *p, const struct presence_room *r, enum presence_crowd crowd, uint64_t self,
		     struct presence_viewer ret[PRESENCE_TOLD_MAX], size_t *ret_more);

struct presence_counts {
	uint64_t rooms, viewers;
};
struct presence_counts presence_counts(struct presence *p);
