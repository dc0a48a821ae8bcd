#include "live/live_snapshot.h"

#include "base/kill_point.h"
#include "base/log.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SHARD_BYTES_MAX (1u << 30)
#define PIECES          (LIVE_SHARDS + 1)
#define PATH_BYTES      1024
#define NAME_PREFIX     "snapshot-"
#define NAME_DIGITS     20
#define FILES_MAX       64

static const char magic[8] = "PBLIVE1";
static const char magic_end[8] = "PBLIVEE";

struct file_head {
	char magic[8];
	uint64_t layout;
};

struct shard_head {
	uint64_t shard, seq, bytes;
	unsigned char sum[16]; /* BLAKE2b-128 of what stands before in this head, and of the bytes */
};

uint64_t live_shard_seqs_min(const struct live_shard_seqs *q)
{
	uint64_t least = q->seq[0];
	for (unsigned i = 1; i < PIECES; i++)
		least = MIN(least, q->seq[i]);
	return least;
}

static void sum_of(const struct shard_head *h, struct str text, unsigned char ret[16])
{
	crypto_generichash_state state;
	crypto_generichash_init(&state, NULL, 0, 16);
	crypto_generichash_update(&state, (const unsigned char *)h, offsetof(struct shard_head, sum));
	crypto_generichash_update(&state, (const unsigned char *)text.p, text.n);
	crypto_generichash_final(&state, ret, 16);
}

/* Writing ---------------------------------------------------------------------------------------------------------------- */

static bool write_all(int fd, const void *p, size_t n)
{
	const char *at = p;
	while (n) {
		ssize_t got = write(fd, at, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

/* What is written is the same form if all of it is. */
static uint64_t layout(void)
{
	return live_state_layout() * 31 + wall_layout();
}

static enum err temporary_open(const char *dir, int *ret)
{
	char path[PATH_BYTES];
	if (mkdir(dir, 0700) != 0 && errno != EEXIST)
		return err_from_errno(errno);
	if (snprintf(path, sizeof path, "%s/snapshot.tmp", dir) >= (int)sizeof path)
		return ERR_TOO_LARGE;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_from_errno(errno);
	struct file_head h = {.layout = layout()};
	memcpy(h.magic, magic, sizeof h.magic);
	if (!write_all(fd, &h, sizeof h)) {
		enum err e = err_from_errno(errno);
		close(fd);
		return e;
	}
	*ret = fd;
	return OK;
}

static enum err shard_put(int fd, unsigned shard, uint64_t seq, struct str text)
{
	struct shard_head h = {.shard = shard, .seq = seq, .bytes = text.n};
	sum_of(&h, text, h.sum);
	KILL_POINT("snapshot.shard");
	return write_all(fd, &h, sizeof h) && write_all(fd, text.p, text.n) ? OK : err_from_errno(errno);
}

static bool name_parse(const char *name, uint64_t *ret)
{
	struct str s = str_of(name);
	size_t prefix = strlen(NAME_PREFIX);
	return s.n == prefix + NAME_DIGITS && str_starts(s, STR(NAME_PREFIX)) &&
	       str_to_u64(str_mem(s.p + prefix, NAME_DIGITS), ret) == OK;
}

/* Of the snapshots of @dir, newest first; at most FILES_MAX. */
static size_t list_files(const char *dir, uint64_t ret[FILES_MAX])
{
	size_t n = 0;
	DIR *d = opendir(dir);
	for (struct dirent *e; d && (e = readdir(d));) {
		uint64_t seq;
		size_t at = n;
		if (!name_parse(e->d_name, &seq))
			continue;
		while (at && ret[at - 1] < seq)
			at--;
		if (at == FILES_MAX)
			continue;
		n = MIN(n + 1, FILES_MAX);
		memmove(ret + at + 1, ret + at, (n - 1 - at) * sizeof *ret);
		ret[at] = seq;
	}
	if (d)
		closedir(d);
	return n;
}

static void path_of(const char *dir, uint64_t seq, char path[PATH_BYTES])
{
	snprintf(path, PATH_BYTES, "%s/" NAME_PREFIX "%0*llu", dir, NAME_DIGITS, (unsigned long long)seq);
}

static void remove_from(const char *dir, size_t first)
{
	uint64_t files[FILES_MAX];
	char path[PATH_BYTES];
	size_t n = list_files(dir, files);
	for (size_t i = first; i < n; i++) {
		path_of(dir, files[i], path);
		(void)!unlink(path);
	}
}

void live_snapshot_forget(const char *dir)
{
	remove_from(dir, 0);
}

/* Closes @fd in any case. */
static enum err temporary_finish(const char *dir, int fd, uint64_t seq)
{
	char path[PATH_BYTES], temporary[PATH_BYTES];
	KILL_POINT("snapshot.ending");
	bool ok = write_all(fd, magic_end, sizeof magic_end) && fsync(fd) == 0;
	enum err e = ok ? OK : err_from_errno(errno);
	close(fd);
	if (e != OK)
		return e;
	path_of(dir, seq, path);
	snprintf(temporary, sizeof temporary, "%s/snapshot.tmp", dir);
	KILL_POINT("snapshot.written");
	if (rename(temporary, path) != 0)
		return err_from_errno(errno);
	KILL_POINT("snapshot.named");
	int folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder >= 0) {
		fsync(folder);
		close(folder);
	}
	remove_from(dir, LIVE_SNAPSHOTS_KEPT);
	KILL_POINT("snapshot.kept");
	return OK;
}

static void piece_write(const struct live_state *s, const struct wall *wall, unsigned piece, struct buf *out)
{
	buf_reset(out);
	if (piece < LIVE_SHARDS)
		live_state_write_shard(s, piece, out);
	else if (wall)
		wall_write(wall, out);
}

enum err live_snapshot_save(const char *dir, const struct live_state *s, const struct wall *wall, uint64_t seq)
{
	struct buf text;
	int fd;
	enum err e = temporary_open(dir, &fd);
	if (e != OK)
		return e;
	buf_init(&text, SHARD_BYTES_MAX);
	for (unsigned i = 0; i < PIECES && e == OK; i++) {
		piece_write(s, wall, i, &text);
		e = buf_ok(&text);
		if (e == OK)
			e = shard_put(fd, i, seq, buf_view(&text));
	}
	buf_done(&text);
	if (e == OK)
		return temporary_finish(dir, fd, seq);
	close(fd);
	return e;
}

/* Reading ---------------------------------------------------------------------------------------------------------------- */

static bool read_all(int fd, void *p, size_t n)
{
	char *at = p;
	while (n) {
		ssize_t got = read(fd, at, n);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		n -= (size_t)got;
	}
	return true;
}

static enum err piece_read(struct live_state *s, struct wall *wall, unsigned piece, struct str text)
{
	if (piece < LIVE_SHARDS)
		return live_state_read_shard(s, piece, text);
	return wall ? wall_read(wall, text) : OK;
}

static enum err read_shard(int fd, unsigned shard, struct live_state *s, struct wall *wall, uint64_t *ret_seq)
{
	struct shard_head h;
	unsigned char sum[16];
	if (!read_all(fd, &h, sizeof h) || h.shard != shard || h.bytes > SHARD_BYTES_MAX)
		return ERR_CORRUPT;
	char *text = malloc(h.bytes + 1);
	if (!text)
		return ERR_NOMEM;
	enum err e = read_all(fd, text, h.bytes) ? OK : ERR_CORRUPT;
	if (e == OK) {
		sum_of(&h, str_mem(text, h.bytes), sum);
		e = memcmp(sum, h.sum, sizeof sum) == 0 ? piece_read(s, wall, shard, str_mem(text, h.bytes)) : ERR_CORRUPT;
	}
	free(text);
	*ret_seq = h.seq;
	return e;
}

static enum err load_file(const char *path, struct live_state *s, struct wall *wall, struct live_shard_seqs *ret)
{
	struct file_head h;
	char end[8];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	bool ours = read_all(fd, &h, sizeof h) && memcmp(h.magic, magic, sizeof magic) == 0 && h.layout == layout();
	enum err e = ours ? OK : ERR_CORRUPT;
	for (unsigned i = 0; i < PIECES && e == OK; i++)
		e = read_shard(fd, i, s, wall, &ret->seq[i]);
	if (e == OK && (!read_all(fd, end, sizeof end) || memcmp(end, magic_end, sizeof end) != 0))
		e = ERR_CORRUPT;
	close(fd);
	if (e != OK)
		live_state_clear(s);
	if (e != OK && wall)
		wall_clear(wall);
	return e;
}

enum err live_snapshot_load(const char *dir, struct live_state *s, struct wall *wall, struct live_shard_seqs *ret)
{
	uint64_t files[FILES_MAX];
	char path[PATH_BYTES];
	size_t n = list_files(dir, files);
	for (size_t i = 0; i < n; i++) {
		struct live_shard_seqs seqs = {0};
		path_of(dir, files[i], path);
		enum err e = load_file(path, s, wall, &seqs);
		if (e == OK) {
			*ret = seqs;
			return OK;
		}
		log_event(LOG_WARN, "live.snapshot_passed_over", "seq", log_num((int64_t)files[i]), "error", err_name(e), NULL);
		if (e == ERR_NOMEM)
			return e;
	}
	return ERR_NOT_FOUND;
}

/* While events go on ----------------------------------------------------------------------------------------------------- */

struct live_snapshots {
	struct live_snapshots_config config;
	char *dir;
	struct worker_pool *pool;
	struct job job;
	bool busy, stopping, waits;
	unsigned shard; /* the next one */
	uint64_t least; /* smallest number of the shards so far */
	uint64_t shard_seq;
	struct buf text;
	int fd;
	enum err outcome;
};

static void next_step(struct live_snapshots *s);
static void submit_step(struct live_snapshots *s);

/* On the worker. */
static void step_run(struct job *j)
{
	struct live_snapshots *s = CONTAINER_OF(j, struct live_snapshots, job);
	if (s->shard == 0 && s->fd < 0)
		s->outcome = temporary_open(s->dir, &s->fd);
	if (s->outcome == OK && s->shard < PIECES)
		s->outcome = shard_put(s->fd, s->shard, s->shard_seq, buf_view(&s->text));
	if (s->outcome == OK && s->shard + 1 >= PIECES) {
		int fd = s->fd;
		s->fd = -1;
		s->outcome = temporary_finish(s->dir, fd, s->least);
	}
}

static void finish(struct live_snapshots *s)
{
	if (s->fd >= 0)
		close(s->fd);
	s->fd = -1;
	s->busy = false;
	buf_done(&s->text);
	if (!s->stopping)
		s->config.saved(s->config.ctx, s->outcome, s->least);
}

static void step_done(struct job *j)
{
	struct live_snapshots *s = CONTAINER_OF(j, struct live_snapshots, job);
	if (j->outcome != OK && s->outcome == OK)
		s->outcome = j->outcome;
	s->shard++;
	if (s->outcome != OK || s->shard == PIECES || s->stopping)
		finish(s);
	else
		next_step(s);
}

/* One shard is copied a turn of the loop, so that events wait for no more than that. */
static void next_step(struct live_snapshots *s)
{
	s->shard_seq = s->config.seq(s->config.ctx);
	s->least = MIN(s->least, s->shard_seq);
	piece_write(s->config.state, s->config.wall, s->shard, &s->text);
	s->outcome = buf_ok(&s->text);
	s->job = (struct job){.home = s->config.loop, .run = step_run, .done = step_done};
	if (s->outcome != OK) {
		finish(s);
		return;
	}
	/* With the last piece the file is whole. None is of later events than this one. */
	s->waits = s->shard + 1 == PIECES && s->config.ready && !s->config.ready(s->config.ctx, s->shard_seq);
	if (!s->waits)
		submit_step(s);
}

void live_snapshots_go_on(struct live_snapshots *s)
{
	if (!s->waits || s->stopping || !s->config.ready(s->config.ctx, s->shard_seq))
		return;
	s->waits = false;
	submit_step(s);
}

static void submit_step(struct live_snapshots *s)
{
	enum err e = worker_submit(s->pool, &s->job); /* from here on the worker's, but for a refusal */
	if (e == OK)
		return;
	s->outcome = e;
	finish(s);
}

enum err live_snapshots_new(const struct live_snapshots_config *c, struct live_snapshots **ret)
{
	struct live_snapshots *s = calloc(1, sizeof *s);
	if (!s)
		return ERR_NOMEM;
	s->config = *c;
	s->fd = -1;
	s->dir = strdup(c->dir);
	buf_init(&s->text, SHARD_BYTES_MAX);
	enum err e = s->dir ? worker_pool_new("snapshot", 1, 4, &s->pool) : ERR_NOMEM;
	if (e != OK) {
		free(s->dir);
		free(s);
		return e;
	}
	*ret = s;
	return OK;
}

void live_snapshots_begin(struct live_snapshots *s)
{
	if (s->busy)
		return;
	s->busy = true;
	s->shard = 0;
	s->least = UINT64_MAX;
	s->outcome = OK;
	buf_init(&s->text, SHARD_BYTES_MAX);
	next_step(s);
}

void live_snapshots_stop(struct live_snapshots *s)
{
	if (!s || s->stopping)
		return;
	s->stopping = true;
	worker_pool_free(s->pool);
}

void live_snapshots_free(struct live_snapshots *s)
{
	if (!s)
		return;
	live_snapshots_stop(s);
	if (s->fd >= 0)
		close(s->fd);
	buf_done(&s->text);
	free(s->dir);
	free(s);
}
