#include "app/chain.h"

#include "base/clock.h"

#include <pthread.h>
#include <time.h>

#define CLI_SEGMENT_BYTES (16u << 20)
#define CLI_QUEUE_BYTES   (2u << 20)
#define CLI_HEAD_EVERY_S  60
#define BUSY_RETRY_MS     50

enum err chain_open_cli(const struct datadir *d, struct audit **ret, struct err_info *info)
{
	const struct audit_config c = {.dir = datadir_path(d, DATA_AUDIT_CLI),
				       .key_file = datadir_path(d, DATA_AUDIT_KEY),
				       .segment_bytes = CLI_SEGMENT_BYTES,
				       .max_queued_bytes = CLI_QUEUE_BYTES,
				       .head_every_s = CLI_HEAD_EVERY_S};
	uint64_t until = clock_mono_ms() + CHAIN_WAIT_MS;
	for (;;) {
		enum err e = audit_open(&c, ret, info);
		if (e != ERR_BUSY || clock_mono_ms() >= until)
			return e;
		/* Another command writes here: it holds a file lock, whose release nobody announces. */
		nanosleep(&(struct timespec){.tv_nsec = BUSY_RETRY_MS * 1000000L}, NULL);
	}
}

struct note {
	struct audit_entry entry;
	pthread_mutex_t lock;
	pthread_cond_t written;
	bool done;
};

static void note_done(struct audit_entry *e)
{
	struct note *n = CONTAINER_OF(e, struct note, entry);
	pthread_mutex_lock(&n->lock);
	n->done = true;
	pthread_cond_signal(&n->written);
	pthread_mutex_unlock(&n->lock);
}

enum err chain_note(struct audit *a, enum audit_kind kind, struct str members)
{
	struct note n = {.entry = {.done = note_done, .kind = kind, .at_ms = clock_wall_ms(), .members = members},
			 .lock = PTHREAD_MUTEX_INITIALIZER,
			 .written = PTHREAD_COND_INITIALIZER};
	enum err e = audit_append(a, &n.entry);
	if (e == OK) {
		pthread_mutex_lock(&n.lock);
		while (!n.done)
			pthread_cond_wait(&n.written, &n.lock);
		pthread_mutex_unlock(&n.lock);
		e = n.entry.outcome;
	}
	pthread_cond_destroy(&n.written);
	pthread_mutex_destroy(&n.lock);
	return e;
}
