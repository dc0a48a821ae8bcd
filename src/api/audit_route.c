/* api/audit_route.c - the record, for those who may read it: all chains of the installation, newest first, filtered.
 * Reading scans files, so it is a worker's job; the job keeps what it needs, as the client may leave meanwhile. */
#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "base/clock.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define AUDIT_LIMIT_USUAL 50
#define AUDIT_BODY_MAX    (16u << 20)
#define AUDIT_CHAINS_MAX  64
#define AUDIT_CHAIN_NAME  64
#define AUDIT_DEADLINE_MS 10000
#define AUDIT_FILTER_MAX  128
#define AUDIT_LINES_MAX   (8u << 20) /* of one chain in one answer */

struct line {
	uint64_t seq;
	size_t start, length;
};

struct chain {
	char name[AUDIT_CHAIN_NAME];
	uint64_t before_seq; /* 0: from the end */
	bool over;           /* nothing older */
	struct buf text;
	struct line *lines;
	size_t count, used;
};

struct reading {
	struct job job;
	struct http_handle handle;
	struct api_loop *al;
	char dir[512];
	char who[AUDIT_FILTER_MAX], customer[AUDIT_FILTER_MAX], kind[AUDIT_FILTER_MAX];
	struct audit_filter filter;
	size_t limit;
	struct chain *chains;
	size_t chain_count;
	struct buf items;
	size_t shown;
};

static void reading_free(struct reading *r)
{
	for (size_t i = 0; i < r->chain_count; i++) {
		buf_done(&r->chains[i].text);
		free(r->chains[i].lines);
	}
	free(r->chains);
	buf_done(&r->items);
	free(r);
}

/* --- on a worker --- */

struct collecting {
	struct chain *chain;
	size_t limit;
};

static bool collect(void *ctx, uint64_t seq, struct str text)
{
	struct collecting *g = ctx;
	struct chain *k = g->chain;
	size_t start = k->text.n;
	buf_str(&k->text, text);
	if (buf_ok(&k->text) != OK)
		return false;
	k->lines[k->count] = (struct line){.seq = seq, .start = start, .length = text.n};
	return ++k->count < g->limit;
}

static enum err read_chain(struct reading *r, struct chain *k)
{
	char dir[sizeof r->dir + AUDIT_CHAIN_NAME + 1];
	struct collecting g = {.chain = k, .limit = r->limit + 1}; /* one more tells whether there are more */
	k->lines = calloc(g.limit, sizeof *k->lines);
	if (!k->lines)
		return ERR_NOMEM;
	buf_init(&k->text, AUDIT_LINES_MAX);
	snprintf(dir, sizeof dir, "%s/%s", r->dir, k->name);
	enum err e = audit_read(dir, k->before_seq, &r->filter, g.limit, collect, &g);
	return e == OK && buf_ok(&k->text) != OK ? buf_ok(&k->text) : e;
}

/* "at" of a line; lines of equal moment keep their chain's order. The member stands second in each: see access/audit.h. */
static struct str at_of(const struct chain *k, size_t i)
{
	static const char member[] = "\"at\":\"";
	struct str text = str_mem(k->text.p + k->lines[i].start, k->lines[i].length);
	const char *found = memmem(text.p, text.n, member, sizeof member - 1);
	if (!found)
		return STR("");
	const char *from = found + sizeof member - 1;
	size_t left = text.n - (size_t)(from - text.p);
	const char *quote = memchr(from, '"', left);
	return quote ? str_mem(from, (size_t)(quote - from)) : STR("");
}

static struct chain *newest_chain(struct reading *r)
{
	struct chain *best = NULL;
	struct str best_at = STR_NONE;
	for (size_t i = 0; i < r->chain_count; i++) {
		struct chain *k = &r->chains[i];
		if (k->used == k->count)
			continue;
		struct str at = at_of(k, k->used);
		if (!best || str_cmp(at, best_at) > 0) {
			best = k;
			best_at = at;
		}
	}
	return best;
}

static void merge(struct reading *r)
{
	struct chain *k;
	while (r->shown < r->limit && (k = newest_chain(r))) {
		const struct line *line = &k->lines[k->used++];
		if (r->shown++)
			buf_char(&r->items, ',');
		buf_add(&r->items, k->text.p + line->start, line->length);
		k->before_seq = line->seq;
	}
	for (size_t i = 0; i < r->chain_count; i++)
		r->chains[i].over = r->chains[i].used == r->chains[i].count && r->chains[i].count <= r->limit;
}

static bool is_folder(const char *dir, const char *name)
{
	char path[1024];
	struct stat st;
	snprintf(path, sizeof path, "%s/%s", dir, name);
	return name[0] != '.' && strlen(name) < AUDIT_CHAIN_NAME && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* The chains that are there now, beside those that the cursor names. */
static enum err find_chains(struct reading *r)
{
	DIR *d = opendir(r->dir);
	struct dirent *entry;
	if (!d)
		return ERR_IO;
	while ((entry = readdir(d)) && r->chain_count < AUDIT_CHAINS_MAX) {
		bool known = !is_folder(r->dir, entry->d_name);
		for (size_t i = 0; !known && i < r->chain_count; i++)
			known = strcmp(r->chains[i].name, entry->d_name) == 0;
		if (!known)
			str_copy(r->chains[r->chain_count++].name, AUDIT_CHAIN_NAME, str_of(entry->d_name));
	}
	closedir(d);
	return OK;
}

static void run(struct job *j)
{
	struct reading *r = CONTAINER_OF(j, struct reading, job);
	j->outcome = find_chains(r);
	for (size_t i = 0; j->outcome == OK && i < r->chain_count; i++)
		if (!r->chains[i].over)
			j->outcome = read_chain(r, &r->chains[i]);
	if (j->outcome != OK)
		return;
	merge(r);
	j->outcome = buf_ok(&r->items);
}

/* --- cursors: "chain seq\n" for each, seq "-" when it is over --- */

static struct str position_of(struct call *c, const struct reading *r)
{
	struct buf b;
	bool more = false;
	if (!call_buf(c, AUDIT_CHAINS_MAX * (AUDIT_CHAIN_NAME + 24), &b))
		return STR_NONE;
	for (size_t i = 0; i < r->chain_count; i++) {
		const struct chain *k = &r->chains[i];
		more |= !k->over;
		if (k->over)
			buf_printf(&b, "%s -\n", k->name);
		else
			buf_printf(&b, "%s %llu\n", k->name, (unsigned long long)k->before_seq);
	}
	return more ? buf_view(&b) : STR_NONE;
}

static bool resume(struct reading *r, struct str position)
{
	struct str line;
	while (position.n && str_split(&position, '\n', &line) && line.n) {
		size_t blank = str_find(line, ' ', 0);
		if (blank == SIZE_MAX || r->chain_count == AUDIT_CHAINS_MAX)
			return false;
		struct chain *k = &r->chains[r->chain_count++];
		struct str seq = str_mem(line.p + blank + 1, line.n - blank - 1);
		str_copy(k->name, sizeof k->name, str_mem(line.p, blank));
		k->over = str_is(seq, "-");
		if (!k->over && str_to_u64(seq, &k->before_seq) != OK)
			return false;
	}
	return true;
}

/* --- the answer --- */

static struct reply page(struct call *c, const struct reading *r)
{
	struct buf body;
	struct json_writer w;
	struct str position = position_of(c, r), sealed = call_cursor_seal(c, position);
	buf_init(&body, AUDIT_BODY_MAX);
	json_writer_init(&w, &body);
	json_open_object(&w);
	JSON_KEY(&w, "items");
	json_open_array(&w);
	buf_str(&body, buf_view(&r->items));
	json_close_array(&w);
	JSON_KEY(&w, "nextCursor");
	if (sealed.p)
		json_put_string(&w, sealed);
	else
		json_put_null(&w);
	json_close_object(&w);
	return reply_owned(c, 200, &body);
}

static void done(struct job *j)
{
	struct reading *r = CONTAINER_OF(j, struct reading, job);
	struct http_exchange *x = http_handle_find(r->handle);
	if (!x) {
		reading_free(r);
		return;
	}
	struct call *c = call_of(x);
	struct reply reply = j->outcome == OK ? page(c, r) : problem_of(c, j->outcome, NULL);
	reading_free(r);
	call_answer(c, AUDIT_LOOK, STR("\"list\":\"audit\""), &reply);
}

static bool read_kind(struct call *c)
{
	struct str kind = call_query(c, "kind");
	if (!kind.p)
		return true;
	for (enum audit_kind k = 0; k < AUDIT_KIND_COUNT_; k++)
		if (str_is(kind, audit_kind_name(k)))
			return true;
	call_invalid(c, "kind", "is not a kind of record");
	return false;
}

static bool keep(struct call *c, const char *name, char *space, struct str *ret)
{
	struct str text = call_query(c, name);
	if (!str_copy(space, AUDIT_FILTER_MAX, text)) {
		call_invalid(c, name, "is too long");
		return false;
	}
	*ret = text.p ? str_of(space) : STR_NONE;
	return true;
}

static bool read_filter(struct call *c, struct reading *r)
{
	struct str position;
	if (!read_kind(c) || !keep(c, "who", r->who, &r->filter.who) || !keep(c, "customer", r->customer, &r->filter.customer) ||
	    !keep(c, "kind", r->kind, &r->filter.kind) || !call_limit(c, AUDIT_LIMIT_USUAL, &r->limit) ||
	    !call_range(c, &r->filter.from_ms, &r->filter.to_ms) || !call_cursor_open(c, call_query(c, "cursor"), &position))
		return false;
	if (resume(r, position))
		return true;
	call_invalid(c, "cursor", "is not one that this list gave");
	return false;
}

void audit_list(struct call *c)
{
	struct reading *r = calloc(1, sizeof *r);
	if (r)
		r->chains = calloc(AUDIT_CHAINS_MAX, sizeof *r->chains);
	if (!r || !r->chains) {
		free(r);
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	buf_init(&r->items, AUDIT_BODY_MAX);
	if (!read_filter(c, r)) {
		reading_free(r);
		return;
	}
	snprintf(r->dir, sizeof r->dir, "%s", c->al->api->audit_dir);
	r->al = c->al;
	r->handle = http_exchange_handle(c->exchange);
	r->job = (struct job){.home = c->al->loop,
			      .deadline_ns = clock_mono_ns() + AUDIT_DEADLINE_MS * UINT64_C(1000000),
			      .run = run,
			      .done = done};
	enum err e = worker_submit(c->al->api->workers, &r->job);
	if (e == OK)
		return;
	reading_free(r);
	call_problem(c, e, NULL);
}
