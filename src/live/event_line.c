/* Lines of the journal and of what was set aside. Written by this file alone, so they are taken apart as they are written: any
 * other form is not one of ours. */
#include "base/crc32c.h"
#include "base/json_writer.h"
#include "live/event.h"
#include "live/event_reading.h"

#define LINE_AT    "{\"at\":"
#define LINE_EVENT ",\"event\":"
#define LINE_SUM   ",\"sum\":\""
#define SUM_DIGITS 8
#define KEPT_MAX   (6u * EVENT_JSON_MAX) /* a byte becomes \u003c at worst */

/* JSON without its white space. What is inside a string has no control characters: that was checked. */
static void put_compact(struct buf *out, struct str json)
{
	char *begin = buf_reserve(out, json.n), *o = begin;
	if (!begin)
		return;
	bool inside = false;
	for (const char *p = json.p, *end = json.p + json.n; p < end; p++) {
		char c = *p;
		if (!inside && (c == ' ' || c == '\n' || c == '\t' || c == '\r'))
			continue;
		*o++ = c;
		if (c == '"')
			inside = !inside;
		else if (c == '\\')
			*o++ = *++p;
	}
	buf_commit(out, (size_t)(o - begin));
}

static void put_event(struct buf *out, const struct live_event *e)
{
	struct str rest = e->json;
	for (const struct event_cut *c = e->cuts; c; c = c->next) {
		put_compact(out, str_mem(rest.p, (size_t)(c->from.p - rest.p)));
		buf_str(out, c->to);
		const char *behind = c->from.p + c->from.n;
		rest = str_mem(behind, (size_t)(rest.p + rest.n - behind));
	}
	put_compact(out, rest);
}

/* {"at":…,"sum":"…","event": */
static void put_head(struct buf *out, int64_t at_ms, struct str event)
{
	static const char digits[] = "0123456789abcdef";
	char sum[SUM_DIGITS];
	BUF_LIT(out, LINE_AT);
	size_t from = out->n;
	buf_i64(out, at_ms);
	if (buf_ok(out) != OK)
		return;
	uint32_t crc = crc32c(crc32c(0, event), str_mem(out->p + from, out->n - from));
	for (int i = 0; i < SUM_DIGITS; i++)
		sum[i] = digits[crc >> (4 * (SUM_DIGITS - 1 - i)) & 15];
	BUF_LIT(out, LINE_SUM);
	buf_add(out, sum, sizeof sum);
	BUF_LIT(out, "\"" LINE_EVENT);
}

void event_line_put(struct buf *out, const struct live_event *e)
{
	char head[EVENT_LINE_ROOM];
	struct buf b = {.p = head, .cap = sizeof head, .max = sizeof head};
	size_t from = out->n;
	/* The head is as long whatever its sum is. */
	put_head(&b, e->received_ms, STR_NONE);
	buf_add(out, head, b.n);
	put_event(out, e);
	buf_char(out, '}');
	if (buf_ok(out) != OK)
		return;
	size_t n = b.n;
	b.n = 0;
	put_head(&b, e->received_ms, str_mem(out->p + from + n, out->n - 1 - from - n));
	memcpy(out->p + from, head, n);
}

struct str event_line_around(const struct live_event *e)
{
	char head[EVENT_LINE_ROOM];
	struct buf b = {.p = head, .cap = sizeof head, .max = sizeof head};
	if (!e->compact || e->cuts)
		return STR_NONE;
	put_head(&b, e->received_ms, e->json);
	if (buf_ok(&b) != OK)
		return STR_NONE;
	char *json = (char *)(uintptr_t)e->json.p, *line = json - b.n;
	memcpy(line, head, b.n);
	json[e->json.n] = '}';
	return str_mem(line, b.n + e->json.n + 1);
}

void event_aside_put(struct buf *out, const struct live_event *e, const struct err_info *why)
{
	BUF_LIT(out, LINE_AT);
	buf_i64(out, e->received_ms);
	BUF_LIT(out, ",\"field\":");
	json_escape(out, str_of(why->field));
	BUF_LIT(out, ",\"reason\":");
	json_escape(out, str_of(why->text));
	BUF_LIT(out, LINE_EVENT);
	put_event(out, e);
	buf_char(out, '}');
}

/* Cuts the sum off @rest. True: it is that of @at and of the event, or there is none. */
static bool take_sum(struct str at, struct str *rest)
{
	const struct str head = STR(LINE_SUM);
	uint32_t sum = 0;
	if (!str_starts(*rest, head))
		return true;
	if (rest->n < head.n + SUM_DIGITS + 1 + sizeof LINE_EVENT - 1 || rest->p[head.n + SUM_DIGITS] != '"')
		return false;
	for (size_t i = 0; i < SUM_DIGITS; i++) {
		char c = rest->p[head.n + i];
		if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f'))
			return false;
		sum = sum << 4 | (uint32_t)(c <= '9' ? c - '0' : c - 'a' + 10);
	}
	size_t n = head.n + SUM_DIGITS + 1, m = n + sizeof LINE_EVENT - 1;
	bool same = sum == crc32c(crc32c(0, str_mem(rest->p + m, rest->n - m)), at);
	*rest = str_mem(rest->p + n, rest->n - n);
	return same;
}

enum err event_line_parse(struct str line, uint64_t seq, struct arena *a, struct live_event *ret, struct err_info *info)
{
	const struct str head = STR(LINE_AT), middle = STR(LINE_EVENT);
	int64_t at_ms;
	size_t comma = str_find(line, ',', 0);
	if (!str_starts(line, head) || comma == SIZE_MAX || !str_ends(line, STR("}")))
		return err_set(info, ERR_CORRUPT, "", "not a line of the journal");
	struct str at = str_mem(line.p + head.n, comma - head.n), rest = str_mem(line.p + comma, line.n - comma - 1);
	if (!take_sum(at, &rest))
		return err_set(info, ERR_CORRUPT, "", "a line of the journal that was altered");
	if (str_to_i64(at, &at_ms) != OK || !str_starts(rest, middle))
		return err_set(info, ERR_CORRUPT, "", "not a line of the journal");
	enum err err = event_parse_within(str_mem(rest.p + middle.n, rest.n - middle.n), KEPT_MAX, at_ms, a, ret, info);
	if (!err)
		ret->seq = seq;
	return err == OK || err == ERR_UPSTREAM || err == ERR_NOMEM ? err : ERR_CORRUPT;
}

static void read_envelope(struct str json, struct arena *a, struct event_aside *s)
{
	struct json_reader r;
	struct str name;
	json_reader_init(&r, json, JSON_LIMITS_DEFAULT);
	json_enter_object(&r);
	while (json_next_key(&r, a, &name)) {
		struct str *to = str_is(name, "id")       ? &s->id
				 : str_is(name, "source") ? &s->source
				 : str_is(name, "type")   ? &s->type
							  : NULL;
		if (to && json_peek(&r) == JSON_STRING)
			json_get_string(&r, a, to);
		else
			json_skip(&r, NULL);
	}
}

enum err event_aside_parse(struct str line, struct arena *a, struct event_aside *ret)
{
	struct event_aside s = {0};
	struct json_reader r;
	struct str name;
	bool at = false;
	json_reader_init(&r, line, JSON_LIMITS_DEFAULT);
	json_enter_object(&r);
	while (json_next_key(&r, a, &name)) {
		if (str_is(name, "at"))
			at = json_get_i64(&r, &s.at_ms);
		else if (str_is(name, "field"))
			json_get_string(&r, a, &s.field);
		else if (str_is(name, "reason"))
			json_get_string(&r, a, &s.reason);
		else if (str_is(name, "event"))
			json_skip(&r, &s.json);
		else
			json_skip(&r, NULL);
	}
	enum err err = json_finish(&r);
	if (err == ERR_NOMEM)
		return err;
	if (err || !at || !s.reason.p || !s.json.p)
		return ERR_CORRUPT;
	read_envelope(s.json, a, &s);
	if (!s.id.p || !s.source.p || !s.type.p)
		return ERR_CORRUPT;
	*ret = s;
	return OK;
}
