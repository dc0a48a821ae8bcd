/* store/log.h - an append-only log of records in numbered segment files, with group commit. (The noun is `seglog`: base/log.h is
 * the program's logger.)
 *
 * A record is one line: any bytes but LF and NUL, at most SEGLOG_RECORD_MAX. Its sequence number is its place, from 1. A segment
 * is named after its first record (20 digits + ".log"), preallocated and zeroed a little ahead, so that a commit overwrites
 * blocks that exist already and fdatasync has no metadata to write (measured on ext4: 61 us of CPU a commit, against 88 into
 * merely fallocated blocks and 129 when the file grows). What lies behind the last record is zeros.
 *
 * Thread: seglog_append from any; hooks run on the writer thread, or during seglog_open on its caller's. Life: seglog_open
 * (recovers: cuts a torn tail) .. seglog_close (commits what was accepted, trims the last segment). */
#pragma once

#include "base/buf.h"
#include "net/loop.h"

#include <sys/types.h>

#define SEGLOG_RECORD_MAX (1u << 20)
#define SEGLOG_BATCH_MAX  (4u << 20)                             /* bytes that one commit gathers before it starts */
#define SEGLOG_TORN_MAX   (SEGLOG_BATCH_MAX + SEGLOG_RECORD_MAX) /* a crash cannot have torn more than this */
#define SEGLOG_AHEAD      (256u << 10)                           /* zeroed ahead of the end */
#define SEGLOG_RETRY_MS   1000                                   /* between attempts to reopen after a failure */

struct seglog;

struct seglog_entry {
	struct letter home_letter;               /* private */
	struct list link;                        /* private */
	struct loop *home;                       /* where done() runs; NULL: on the writer */
	enum err outcome;                        /* OK: durable. ERR_FULL, ERR_IO...: not written */
	uint64_t seq;                            /* set when durable */
	void (*done)(struct seglog_entry *self); /* exactly once for an accepted entry; frees it */
	struct str record;                       /* must stay valid until done() */
};

/* What makes records more than bytes to their owner. All optional. */
struct seglog_hooks {
	void *ctx;
	/* A recovery begins: the records from @first_seq on follow by accept(); forget what is known. */
	void (*rewind)(void *ctx, uint64_t first_seq);
	/* A stored record. False: not one that was ever written here. */
	bool (*accept)(void *ctx, uint64_t seq, struct str record);
	/* Appends what shall be written for @e as number @seq, without LF. Without this hook: e->record as it is. */
	void (*finish)(void *ctx, struct seglog_entry *e, uint64_t seq, struct buf *out);
	/* After each durable batch, and about each second when there is none. */
	void (*tick)(void *ctx, uint64_t durable_seq);
	/* A segment is finished: the next begins with record @first_seq, of which nothing is durable yet. Not during recovery. */
	void (*sealed)(void *ctx, uint64_t first_seq);
};

/* The system calls that can fail for reasons of the disk; tests put failing ones here. */
struct seglog_io {
	ssize_t (*pwrite)(int fd, const void *p, size_t n, off_t at);
	int (*fdatasync)(int fd);
};

struct seglog_config {
	const char *dir;         /* made when missing (its parent must exist) */
	const char *thread_name; /* at most 15 bytes */
	size_t segment_bytes;    /* a new file past this */
	size_t max_queued_bytes; /* waiting records; past it ERR_LIMIT */
	struct seglog_hooks hooks;
	const struct seglog_io *io; /* NULL: the system's */
};

/* ERR_BUSY: another process writes here; ERR_CORRUPT: the newest segment holds what no crash explains (@info says where). */
NODISCARD enum err seglog_open(const struct seglog_config *c, struct seglog **ret, struct err_info *info);
void seglog_close(struct seglog *l);
/* ERR_LIMIT: too much waiting; ERR_UNAVAILABLE: closed for writing after a failure, reopened as soon as possible. */
NODISCARD enum err seglog_append(struct seglog *l, struct seglog_entry *e);
/* All of @entries (linked by their link, in order) or none: their records follow each other without others between, and the
 * writer wakes once, so that they share a commit unless they are more than one takes. */
NODISCARD enum err seglog_append_all(struct seglog *l, struct list *entries);
bool seglog_healthy(const struct seglog *l);
/* The last durable record's number, 0 when there is none. */
uint64_t seglog_last_seq(const struct seglog *l);
