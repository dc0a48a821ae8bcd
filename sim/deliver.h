/* sim/deliver.h - takes events from the outbox to whoever wants them: CloudEvents in batches, by POST, at least once.
 *
 * Each service sends for itself, with its own token, one request at a time, oldest first: so the order of a source's events is
 * kept whatever fails. What can't be delivered is sent again, later and later, the same bytes; only what the other side calls
 * unusable by itself (sent alone, answered 400, 413 or 422) is set aside, so that it doesn't hold up the rest.
 *
 *   resting ──wake──▶ under way ──2xx──▶ resting, or the next batch
 *                        │ anything else: a failure
 *                        ▼
 *                     waiting ──its time──▶ under way        (refused: half as many at a time, down to one)
 *
 * Thread: the loop's. Life: deliver_new .. deliver_wake* .. deliver_free; the outbox lives longer. */
#pragma once

#include "base/json_writer.h"
#include "net/loop.h"
#include "sim/outbox.h"

#define DELIVER_BATCH_MAX       100u
#define DELIVER_BATCH_BYTES_MAX (1u << 20)
#define DELIVER_WAIT_MIN_MS     200u
#define DELIVER_WAIT_MAX_MS     30000u

struct deliver;

/* @url: http or https. @token_dir holds <service>.events.token, a line each. ERR_SHAPE, ERR_NOT_FOUND with info. */
NODISCARD enum err deliver_new(struct loop *l, struct outbox *o, const char *url, const char *token_dir, struct deliver **ret,
			       struct err_info *info);
void deliver_free(struct deliver *d);
/* These services (bits) have new events. */
void deliver_wake(struct deliver *d, unsigned services);
/* {"to": URL, "services": {"customer": {"delivered": 1, "pending": 0, "retried": 0, "refused": 0}, ...}}: since the start, but
 * pending and refused, which are all that there are. */
void deliver_write_stats(const struct deliver *d, struct json_writer *w);
