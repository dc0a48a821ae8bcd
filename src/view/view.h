/* view/view.h - one customer's answer: looks at the parts that are asked for, waits for those that are not known, and puts
 * fragments together.
 *
 *   view_begin -> (parts known? at once : on_part as each arrives) -> on_done when all have answered or their deadlines passed
 *   view_write puts the JSON together from what is there at that moment.
 * Thread: the loop that asked. Life: view_begin .. view_end (cancels what is still waited for, drops references). */
#pragma once

#include "base/blob.h"
#include "view/section.h"

struct view_env {
	struct sources *sources;
	struct cache *cache;
	struct live_state *live; /* what events say; NULL: there are none */
};

struct view {
	struct view_env *env;
	struct loop *loop;
	struct str customer;               /* the caller's memory */
	bool at_once;                      /* nothing had to be waited for */
	uint64_t generation;               /* of the customer, before the looks */
	unsigned wanted, needed, answered; /* bits of parts; done when all that is needed has answered */
	unsigned again;                    /* bits of parts that were asked for anew because of events */
	unsigned live;                     /* bits of parts that are as events of the last minute say */
	struct look looks[PART_COUNT_];
	struct look_ticket *tickets[PART_COUNT_];
	void (*on_part)(struct view *v, enum part p); /* may be NULL */
	void (*on_done)(struct view *v);              /* not called when view_begin said true */
};

/* Asks for @parts and waits for @needed of them. True: what is needed is known already; on_done will not be called (on_part may
 * be, until view_end). */
bool view_begin(struct view *v, struct view_env *env, struct loop *l, struct str customer, unsigned parts, unsigned needed,
		void (*on_part)(struct view *v, enum part p), void (*on_done)(struct view *v));
void view_end(struct view *v);
/* Does @p still lack what only its service can tell of an event, as it was asked a moment ago already? */
bool view_is_behind(const struct view *v, enum part p);

enum view_existence {
	VIEW_EXISTS,  /* something is known */
	VIEW_NO_SUCH, /* the customer service says so itself */
	VIEW_UNKNOWN, /* nothing known, and the source that would know does not answer */
};
enum view_existence view_existence(const struct view *v);

/* A list of chunks that together are the body; text that is not a fragment's is written into @scratch. */
#define VIEW_CHUNKS_MAX 48
struct view_text {
	struct chunk *chunks; /* VIEW_CHUNKS_MAX of them, the caller's; owners are references */
	size_t count;
	struct buf *scratch; /* fixed memory (max == cap) with VIEW_SCRATCH_BYTES free: chunks point into it */
	struct buf *audit;   /* "parts":{"profile":"<version>",…} for the record; may be NULL */
	uint64_t etag;
	uint64_t version; /* of what is shown, whenever it was fetched */
};
#define VIEW_SCRATCH_BYTES 16384

/* The whole view, or one section of it: the same names in the same places. ERR_NOMEM. */
NODISCARD enum err view_write(struct view *v, unsigned sections, unsigned sight, int64_t now_ms, struct view_text *ret);
/* The whole view without any look, if one was kept that is still what looks would give: then true, and there is nothing to begin
 * or end. */
bool view_write_kept(struct view_env *env, struct loop *l, struct str customer, unsigned sight, int64_t now_ms,
		     struct view_text *ret);
