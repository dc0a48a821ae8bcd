/* access/audit.h - the record: one append-only log, a JSON line a record, each with the hash of the one before (SHA-256); group
 * commit on a writer thread. No answer leaves before its record is durable: audit_append's done() is the permission to send.
 *
 * A line: {"seq":N,"at":"…","prev":"<hex>","kind":"look",…the record's members…,"hash":"<hex>"} where hash = SHA-256 over the
 * line's bytes before ,"hash". Records hold ids, field names and section versions, never values; free text lies in portal.db as
 * (salt, text) and only H(salt || text) is chained. Heads (seq, hash, at) are signed each minute (Ed25519) into heads.jsonl,
 * which can be kept elsewhere. Thread: audit_append from any loop. Life: audit_open (recovers: cuts a torn last line, verifies
 * the tail) .. audit_close (flushes, signs a head). */
#pragma once

#include "base/arena.h"
#include "store/log.h"

struct audit;

struct audit_config {
	const char *dir;         /* DATA/audit/<instance> */
	const char *key_file;    /* Ed25519 seed, made when missing, mode 0600; its public half goes to <dir>/public.pem */
	size_t segment_bytes;    /* a new file past this */
	size_t max_queued_bytes; /* waiting records; past it audit_append is ERR_LIMIT */
	unsigned head_every_s;
	const struct seglog_io *io; /* NULL: the system's; tests put failing calls here */
};
/* ERR_CORRUPT with position; ERR_BUSY: another process writes this chain. */
NODISCARD enum err audit_open(const struct audit_config *c, struct audit **ret, struct err_info *info);
void audit_close(struct audit *a);

enum audit_kind {
	AUDIT_LOOK,
	AUDIT_SEARCH,
	AUDIT_REVEAL,
	AUDIT_DENIED,
	AUDIT_SIGN_ON,
	AUDIT_SIGN_OFF,
	AUDIT_STREAM_OPEN,
	AUDIT_STREAM_CHANGE,
	AUDIT_STREAM_CLOSE,
	AUDIT_DOCUMENT,
	AUDIT_ADMIN,
	AUDIT_STRANGERS,
	AUDIT_PUSH, /* a message to a person's browser, or that person's wishes about them */
	AUDIT_KIND_COUNT_
};
const char *audit_kind_name(enum audit_kind k);

struct audit_entry {
	struct seglog_entry base;               /* private */
	struct loop *home;                      /* where done() runs; NULL: on the writer */
	enum err outcome;                       /* OK: durable. ERR_FULL, ERR_IO: not written, show nothing */
	uint64_t seq;                           /* set when durable */
	void (*done)(struct audit_entry *self); /* exactly once for an accepted entry; frees it */
	enum audit_kind kind;
	int64_t at_ms;
	/* The members after "kind", as JSON without braces: "who":"agent","customer":"CUS-1",… made by the caller; at most
	 * AUDIT_MEMBERS_MAX bytes. Must stay valid until done(). */
	struct str members;
};
#define AUDIT_MEMBERS_MAX 65536
/* ERR_SHAPE: the members hold a line break or NUL; ERR_TOO_LARGE; ERR_LIMIT: too much waiting; ERR_UNAVAILABLE: the log failed
 * and is closed for writing until it can be reopened (tried again each second). */
NODISCARD enum err audit_append(struct audit *a, struct audit_entry *e);
/* Is the log able to take records now? For /readyz. */
bool audit_healthy(struct audit *a);

struct audit_verdict {
	uint64_t records, first_seq, last_seq, heads_checked;
	char last_hash[65];
	/* On ERR_CORRUPT: */
	uint64_t bad_seq;
	char file[64];
	uint64_t offset;
	char reason[160]; /* "altered", "missing", "reordered", "truncated against kept heads", "bad signature"... with detail */
};
/* Reads the whole chain; @heads_file (NULL: the chain's own) may be a copy kept elsewhere. @public_key_file NULL:
 * <dir>/public.pem.
 */
NODISCARD enum err audit_verify(const char *dir, const char *heads_file, const char *public_key_file, struct audit_verdict *ret);

/* Reading for the browser of the record: newest first from @before_seq (0: end), filtered; calls @each per line until false. Any
 * thread, blocks: use a worker. */
struct audit_filter {
	struct str who, customer, kind;
	int64_t from_ms, to_ms;
};
NODISCARD enum err audit_read(const char *dir, uint64_t before_seq, const struct audit_filter *f, size_t limit,
			      bool (*each)(void *ctx, uint64_t seq, struct str line), void *ctx);
