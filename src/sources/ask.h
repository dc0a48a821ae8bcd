/* sources/ask.h - what lists, details and contents have in common: a ticket that is answered once, on its loop, never from inside
 * the call that made it. Private to src/sources. Thread: the loop's. Life: ask_new .. ask_begin .. answer or ask cancelled. */
#pragma once

#include "sources/house.h"

struct ask_ticket {
	struct list link; /* of its loop */
	struct source_loop *on;
	struct catalog *catalog;
	struct source *source;
	struct call call;
	unsigned timeout_ms; /* 0: the source's */
	struct arena arena;
	struct str customer, object; /* in the arena */
	/* Tells whoever asked, once; the ticket goes away behind it. */
	void (*answer)(struct ask_ticket *t, enum source_error e);
	/* May be NULL: what this kind holds besides. */
	void (*dispose)(struct ask_ticket *t);
	void (*done_fn)(void); /* the asker's, cast back by its kind */
	void *ctx;
	enum source_error early; /* an error known at once, told by letter */
	struct letter letter;
	bool posted, cancelled;
};

/* @size: of the kind's own struct, which begins with the ticket. @source may be NULL: not configured. NULL: no memory. */
NODISCARD struct ask_ticket *ask_new(struct sources *s, struct loop *l, struct source *source, size_t size, struct str customer,
				     struct str object, size_t arena_max);
/* Starts the ticket's call; what fails at once is told by letter. */
void ask_begin(struct ask_ticket *t);
/* Tells @e later, on this loop. */
void ask_answer_later(struct ask_ticket *t, enum source_error e);
/* Answers now and frees. */
void ask_answer(struct ask_ticket *t, enum source_error e);
