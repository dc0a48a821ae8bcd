#include "access/audit.h"

#include "access/audit_heads.h"
#include "base/clock.h"
#include "base/log.h"

#include <errno.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const char *const kind_names[AUDIT_KIND_COUNT_] = {
	[AUDIT_LOOK] = "look",
	[AUDIT_SEARCH] = "search",
	[AUDIT_REVEAL] = "reveal",
	[AUDIT_DENIED] = "denied",
	[AUDIT_SIGN_ON] = "sign_on",
	[AUDIT_SIGN_OFF] = "sign_off",
	[AUDIT_STREAM_OPEN] = "stream_open",
	[AUDIT_STREAM_CHANGE] = "stream_change",
	[AUDIT_STREAM_CLOSE] = "stream_close",
	[AUDIT_DOCUMENT] = "document",
	[AUDIT_ADMIN] = "admin",
	[AUDIT_STRANGERS] = "strangers",
	[AUDIT_PUSH] = "push",
};

struct audit {
	struct seglog *log;
	struct head_key key;
	char heads_path[PATH_MAX];
	unsigned head_every_s;
	atomic_bool opened, closing;
	/* The writer thread's (before it starts: the opener's). */
	char hash[AUDIT_HASH_TEXT + 1]; /* of the last line that was made */
	bool hash_known;                /* false: the chain comes in from a segment that was not read */
	struct audit_head head;         /* the last signed one */
	uint64_t head_at_ms;            /* monotonic */
	bool head_failed;
};

const char *audit_kind_name(enum audit_kind k)
{
	return (unsigned)k < AUDIT_KIND_COUNT_ ? kind_names[k] : "unknown";
}

static void on_rewind(void *ctx, uint64_t first_seq)
{
	struct audit *a = ctx;
	str_copy(a->hash, sizeof a->hash, STR(AUDIT_HASH_NONE));
	a->hash_known = first_seq == 1;
}

static bool on_accept(void *ctx, uint64_t seq, struct str record)
{
	struct audit *a = ctx;
	struct audit_line line;
	if (audit_line_parse(record, &line) != OK || line.seq != seq || !audit_line_hash_ok(&line))
		return false;
	if (a->hash_known && !str_is(line.prev, a->hash))
		return false;
	if (seq == a->head.seq && !str_is(line.hash, a->head.hash))
		return false;
	str_copy(a->hash, sizeof a->hash, line.hash);
	a->hash_known = true;
	return true;
}

static void on_finish(void *ctx, struct seglog_entry *base, uint64_t seq, struct buf *out)
{
	struct audit *a = ctx;
	const struct audit_entry *e = CONTAINER_OF(base, struct audit_entry, base);
	audit_line_put(out, seq, e->at_ms, a->hash, kind_names[e->kind], e->members, a->hash);
}

static void on_tick(void *ctx, uint64_t durable_seq)
{
	struct audit *a = ctx;
	if (!atomic_load_explicit(&a->opened, memory_order_acquire))
		return;
	uint64_t now = clock_mono_ms();
	bool due = now - a->head_at_ms >= (uint64_t)a->head_every_s * 1000 ||
		   atomic_load_explicit(&a->closing, memory_order_relaxed);
	if (!due)
		return;
	a->head_at_ms = now;
	if (durable_seq == a->head.seq)
		return;
	struct audit_head h = {.seq = durable_seq, .at_ms = clock_wall_ms()};
	memcpy(h.hash, a->hash, sizeof h.hash);
	enum err err = audit_heads_append(a->heads_path, &h, &a->key);
	if (!err)
		a->head = h;
	else if (!a->head_failed)
		log_event(LOG_ERROR, "audit.head_failed", "error", err_name(err), NULL);
	a->head_failed = err != OK;
}

/* The key, its public half beside the chain, and the last head, which the chain must reach. */
static enum err heads_open(struct audit *a, const struct audit_config *c, struct err_info *info)
{
	char pem[PATH_MAX];
	if ((size_t)snprintf(a->heads_path, sizeof a->heads_path, "%s/%s", c->dir, HEADS_FILE) >= sizeof a->heads_path ||
	    (size_t)snprintf(pem, sizeof pem, "%s/%s", c->dir, PUBLIC_KEY_FILE) >= sizeof pem)
		return err_set(info, ERR_TOO_LARGE, NULL, "the record's path is too long");
	if (mkdir(c->dir, 0700) && errno != EEXIST)
		return err_set(info, err_from_errno(errno), NULL, "the record's folder cannot be made");
	/* A new key beside old heads would make them look forged. */
	enum err err = head_key_load(c->key_file, !audit_heads_exist(a->heads_path), &a->key, info);
	if (err)
		return err;
	err = head_public_key_save(pem, a->key.public_key);
	if (err)
		return err_set(info, err, PUBLIC_KEY_FILE,
			       err == ERR_CONFLICT ? "this chain's heads were signed with another key"
						   : "the public key cannot be kept");
	err = audit_heads_last(a->heads_path, a->key.public_key, &a->head);
	if (err && err != ERR_NOT_FOUND)
		return err_set(info, err, HEADS_FILE, "the last head is not one that this key signed");
	return OK;
}

enum err audit_open(const struct audit_config *c, struct audit **ret, struct err_info *info)
{
	if (sodium_init() < 0)
		return err_set(info, ERR_INTERNAL, NULL, "libsodium does not start");
	struct audit *a = calloc(1, sizeof *a);
	if (!a)
		return err_set(info, ERR_NOMEM, NULL, NULL);
	a->head_every_s = c->head_every_s;
	a->head_at_ms = clock_mono_ms();
	const struct seglog_config log = {
		.dir = c->dir,
		.thread_name = "audit",
		.segment_bytes = c->segment_bytes,
		.max_queued_bytes = c->max_queued_bytes,
		.hooks = {.ctx = a, .rewind = on_rewind, .accept = on_accept, .finish = on_finish, .tick = on_tick},
		.io = c->io,
	};
	enum err err = heads_open(a, c, info);
	if (!err)
		err = seglog_open(&log, &a->log, info);
	if (!err && seglog_last_seq(a->log) < a->head.seq)
		err = err_set(info, ERR_CORRUPT, NULL, "the chain ends at record %llu, but record %llu was signed",
			      (unsigned long long)seglog_last_seq(a->log), (unsigned long long)a->head.seq);
	if (err) {
		seglog_close(a->log);
		sodium_memzero(&a->key, sizeof a->key);
		free(a);
		return err;
	}
	atomic_store_explicit(&a->opened, true, memory_order_release);
	*ret = a;
	return OK;
}

void audit_close(struct audit *a)
{
	if (!a)
		return;
	atomic_store(&a->closing, true);
	seglog_close(a->log);
	sodium_memzero(&a->key, sizeof a->key);
	free(a);
}

static void on_logged(struct seglog_entry *base)
{
	struct audit_entry *e = CONTAINER_OF(base, struct audit_entry, base);
	e->outcome = base->outcome;
	e->seq = base->seq;
	e->done(e);
}

enum err audit_append(struct audit *a, struct audit_entry *e)
{
	if (e->members.n > AUDIT_MEMBERS_MAX)
		return ERR_TOO_LARGE;
	MUST((unsigned)e->kind < AUDIT_KIND_COUNT_);
	e->base = (struct seglog_entry){.home = e->home, .done = on_logged, .record = e->members};
	return seglog_append(a->log, &e->base);
}

bool audit_healthy(struct audit *a)
{
	return seglog_healthy(a->log);
}
