/* Reading the record for the browser of it: a cheap look for the members asked for, then a strict one. */
#include "access/audit.h"
#include "access/audit_line.h"
#include "base/json_writer.h"
#include "store/log_reader.h"

#define NEEDLE_MAX 1024 /* a filter's text, escaped */

struct needle {
	struct str key, value; /* value.p NULL: not asked for */
	struct buf text;       /* "key":"value" as the line holds it */
};

struct reading {
	const struct audit_filter *filter;
	struct needle who, customer;
	size_t left;
	bool (*each)(void *ctx, uint64_t seq, struct str line);
	void *ctx;
	enum err err;
};

static enum err needle_init(struct needle *n, struct str key, struct str value)
{
	*n = (struct needle){.key = key, .value = value};
	buf_init(&n->text, NEEDLE_MAX);
	if (!value.p)
		return OK;
	json_escape(&n->text, key);
	buf_char(&n->text, ':');
	json_escape(&n->text, value);
	return buf_ok(&n->text);
}

static bool needle_near(const struct needle *n, struct str line)
{
	return !n->value.p || memmem(line.p, line.n, n->text.p, n->text.n);
}

/* At the top of the record, not within one of its lists. */
static bool members_match(const struct reading *g, struct str line)
{
	if (!g->who.value.p && !g->customer.value.p)
		return true;
	bool who = !g->who.value.p, customer = !g->customer.value.p;
	struct arena a;
	arena_init(&a, 2 * AUDIT_MEMBERS_MAX);
	struct json_reader r;
	struct str key, value;
	json_reader_init(&r, line, JSON_LIMITS_DEFAULT);
	json_enter_object(&r);
	while (json_next_key(&r, &a, &key)) {
		bool is_who = str_eq(key, g->who.key), is_customer = str_eq(key, g->customer.key);
		if (json_peek(&r) != JSON_STRING || !(is_who || is_customer)) {
			json_skip(&r, NULL);
			continue;
		}
		if (!json_get_string(&r, &a, &value))
			break;
		who = who || (is_who && str_eq(value, g->who.value));
		customer = customer || (is_customer && str_eq(value, g->customer.value));
	}
	bool ok = json_finish(&r) == OK && who && customer;
	arena_done(&a);
	return ok;
}

static bool on_record(void *ctx, uint64_t place, struct str text)
{
	(void)place;
	struct reading *g = ctx;
	const struct audit_filter *f = g->filter;
	struct audit_line line;
	if (audit_line_parse(text, &line) != OK) {
		g->err = ERR_CORRUPT;
		return false;
	}
	if ((f->kind.p && !str_eq(f->kind, line.kind)) || (f->from_ms && line.at_ms < f->from_ms) ||
	    (f->to_ms && line.at_ms >= f->to_ms))
		return true;
	if (!needle_near(&g->who, line.members) || !needle_near(&g->customer, line.members) || !members_match(g, text))
		return true;
	g->left--;
	return g->each(g->ctx, line.seq, text) && g->left > 0;
}

enum err audit_read(const char *dir, uint64_t before_seq, const struct audit_filter *f, size_t limit,
		    bool (*each)(void *ctx, uint64_t seq, struct str line), void *ctx)
{
	if (!limit)
		return OK;
	struct reading g = {.filter = f, .left = limit, .each = each, .ctx = ctx};
	enum err err = needle_init(&g.who, STR("who"), f->who);
	if (!err)
		err = needle_init(&g.customer, STR("customer"), f->customer);
	else
		buf_init(&g.customer.text, 0);
	if (!err)
		err = seglog_read_back(dir, before_seq, on_record, &g);
	buf_done(&g.who.text);
	buf_done(&g.customer.text);
	return err ? err : g.err;
}
