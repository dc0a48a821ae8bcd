/* Reads a chain from its first record to its last and holds the signed heads against it. */
#include "access/audit.h"
#include "access/audit_heads.h"
#include "store/log_lines.h"
#include "store/log_reader.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

struct head_source {
	int fd; /* -1: no heads */
	struct line_reader lines;
	uint64_t size;          /* when the check began: the portal may be signing new ones */
	struct audit_head next; /* the head to be met next */
	bool have;
	unsigned char public_key[crypto_sign_PUBLICKEYBYTES];
};

struct verifier {
	const char *dir;
	struct audit_verdict verdict;
	struct head_source heads;
	char prev[AUDIT_HASH_TEXT + 1];
	uint64_t expected;
};

static enum err bad(struct verifier *v, uint64_t seq, const char *file, uint64_t offset, const char *reason)
{
	v->verdict.bad_seq = seq;
	v->verdict.offset = offset;
	str_copy(v->verdict.file, sizeof v->verdict.file, str_of(file));
	str_copy(v->verdict.reason, sizeof v->verdict.reason, str_of(reason));
	return ERR_CORRUPT;
}

/* Loads the next head; OK with have == false at the end. */
static enum err head_advance(struct verifier *v)
{
	struct head_source *h = &v->heads;
	uint64_t last = h->have ? h->next.seq : 0, at = h->lines.offset;
	struct str line;
	h->have = false;
	if (h->fd < 0 || at >= h->size)
		return OK;
	enum line_result got = line_next(&h->lines, &line);
	if (got == LINE_FAILED)
		return h->lines.err;
	if (got != LINE_RECORD)
		return bad(v, 0, HEADS_FILE, at, "altered: the heads' last line has no end");
	enum err err = audit_head_parse(line, h->public_key, &h->next);
	if (err)
		return bad(v, 0, HEADS_FILE, at, err == ERR_CORRUPT ? "bad signature of a head" : "altered: not a head");
	if (h->next.seq <= last)
		return bad(v, h->next.seq, HEADS_FILE, at, "reordered: heads out of order");
	h->have = true;
	return OK;
}

static enum err heads_start(struct verifier *v, const char *heads_file, const char *public_key_file)
{
	char own_heads[PATH_MAX], own_key[PATH_MAX];
	struct head_source *h = &v->heads;
	if ((size_t)snprintf(own_heads, sizeof own_heads, "%s/%s", v->dir, HEADS_FILE) >= sizeof own_heads ||
	    (size_t)snprintf(own_key, sizeof own_key, "%s/%s", v->dir, PUBLIC_KEY_FILE) >= sizeof own_key)
		return ERR_TOO_LARGE;
	h->fd = open(heads_file ? heads_file : own_heads, O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (h->fd < 0)
		return errno == ENOENT && !heads_file ? OK : err_from_errno(errno);
	if (fstat(h->fd, &st))
		return err_from_errno(errno);
	h->size = (uint64_t)st.st_size;
	line_reader_init(&h->lines, h->fd, 0);
	enum err err = head_public_key_load(public_key_file ? public_key_file : own_key, h->public_key);
	if (err == ERR_CORRUPT)
		return bad(v, 0, PUBLIC_KEY_FILE, 0, "the public key is not one");
	return err ? err : head_advance(v);
}

/* The record before this one is not where it should be: further on, or nowhere? */
static const char *missing_or_reordered(struct seglog_reader *r, uint64_t wanted)
{
	uint64_t place;
	struct str text;
	struct audit_line line;
	while (seglog_reader_next(r, &place, &text))
		if (audit_line_parse(text, &line) == OK && line.seq == wanted)
			return "reordered: a record stands behind later ones";
	return "missing: a record is gone";
}

static enum err check_record(struct verifier *v, struct seglog_reader *r, uint64_t place, struct str text)
{
	struct seglog_place at;
	struct audit_line line;
	const char *hash_trouble = NULL;
	seglog_reader_place(r, &at, NULL);
	if (audit_line_parse(text, &line) != OK)
		hash_trouble = "altered: not a record's form";
	else if (!audit_line_hash_ok(&line))
		hash_trouble = "altered: the hash does not fit the record";
	if (hash_trouble)
		return bad(v, v->expected, at.file, at.offset, hash_trouble);
	if (line.seq > v->expected)
		return bad(v, v->expected, at.file, at.offset, missing_or_reordered(r, v->expected));
	if (line.seq < v->expected)
		return bad(v, line.seq, at.file, at.offset, "reordered or repeated: the number came before");
	/* @place is what the file's name says. */
	if (line.seq != place)
		return bad(v, line.seq, at.file, at.offset, "reordered: the file's name does not fit its records");
	if (!str_is(line.prev, v->prev))
		return bad(v, line.seq, at.file, at.offset, "altered: the record does not follow the one before it");
	str_copy(v->prev, sizeof v->prev, line.hash);
	if (!v->verdict.records++)
		v->verdict.first_seq = line.seq;
	v->verdict.last_seq = line.seq;
	v->expected = line.seq + 1;
	if (!v->heads.have || v->heads.next.seq != line.seq)
		return OK;
	if (!str_is(line.hash, v->heads.next.hash))
		return bad(v, line.seq, at.file, at.offset, "altered: the chain was written anew, a signed head differs");
	v->verdict.heads_checked++;
	return head_advance(v);
}

static enum err check_chain(struct verifier *v)
{
	struct seglog_reader *r;
	enum err err = seglog_reader_open(v->dir, 0, &r);
	if (err)
		return err;
	uint64_t place;
	struct str text;
	while (!err && seglog_reader_next(r, &place, &text))
		err = check_record(v, r, place, text);
	struct seglog_place at;
	const char *trouble;
	seglog_reader_place(r, &at, &trouble);
	enum err read_err = seglog_reader_close(r);
	if (!err && read_err == ERR_CORRUPT)
		return bad(v, v->expected, at.file, at.offset, trouble);
	return err ? err : read_err;
}

enum err audit_verify(const char *dir, const char *heads_file, const char *public_key_file, struct audit_verdict *ret)
{
	if (sodium_init() < 0)
		return ERR_INTERNAL;
	struct verifier v = {.dir = dir, .expected = 1, .heads.fd = -1, .prev = AUDIT_HASH_NONE};
	enum err err = heads_start(&v, heads_file, public_key_file);
	if (!err)
		err = check_chain(&v);
	if (!err && v.heads.have)
		err = bad(&v, v.heads.next.seq, "", 0, "truncated against kept heads: a signed record is gone from the end");
	if (v.heads.fd >= 0) {
		line_reader_done(&v.heads.lines);
		close(v.heads.fd);
	}
	str_copy(v.verdict.last_hash, sizeof v.verdict.last_hash, str_of(v.prev));
	/* The verdict is the answer also when it is a bad one. */
	*ret = v.verdict;
	return err;
}
