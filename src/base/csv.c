#include "base/csv.h"

#include "base/utf8.h"

void csv_init(struct csv *c)
{
	memset(c, 0, sizeof *c);
	buf_init(&c->unquoted, CSV_RECORD_MAX);
	c->next_line = 1;
}

void csv_done(struct csv *c)
{
	buf_done(&c->unquoted);
}

void csv_place(const struct csv *c, size_t offset, uint32_t *ret_line, uint32_t *ret_column)
{
	uint64_t line = c->line;
	uint32_t column = 1;
	for (size_t i = 0; i < MIN(offset, c->raw.n); i++) {
		if (c->raw.p[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)c->raw.p[i] & 0xC0) != 0x80) {
			column++;
		}
	}
	*ret_line = line > UINT32_MAX ? UINT32_MAX : (uint32_t)line;
	*ret_column = column;
}

static enum csv_result bad(struct csv *c, struct str in, size_t at, enum err code, const char *why, struct err_info *info)
{
	uint32_t line, column;
	c->raw = str_mem(in.p, MIN(at, in.n));
	csv_place(c, at, &line, &column);
	(void)!err_set(info, code, NULL, "%s", why);
	if (info) {
		info->line = line;
		info->column = column;
	}
	return CSV_BAD;
}

/* Where a record's scan stands. */
struct scan {
	struct str in;
	size_t at;
	bool last;
};

static enum csv_result need_more(struct csv *c, const struct scan *s, struct err_info *info)
{
	if (s->at > CSV_RECORD_MAX)
		return bad(c, s->in, 0, ERR_TOO_LARGE, "a record of more than 256 KiB; is a quote not closed?", info);
	return CSV_MORE;
}

/* The text between quotes, with doubled ones made one; s->at stands behind the opening quote and ends behind the closing one. */
static enum csv_result scan_quoted(struct csv *c, struct scan *s, struct csv_field *f, struct err_info *info)
{
	size_t start = s->at, doubled = 0, opening = s->at - 1;
	for (;; s->at++) {
		const char *quote = memchr(s->in.p + s->at, '"', s->in.n - s->at);
		s->at = quote ? (size_t)(quote - s->in.p) : s->in.n;
		if (!quote && s->last)
			return bad(c, s->in, opening, ERR_SYNTAX, "a quote that is opened here is never closed", info);
		/* At the very end it may yet be the first of two. */
		if (!quote || (s->at + 1 == s->in.n && !s->last))
			return need_more(c, s, info);
		if (s->at + 1 == s->in.n || s->in.p[s->at + 1] != '"')
			break;
		doubled++;
		s->at++;
	}
	f->text = str_mem(s->in.p + start, s->at - start);
	f->quoted = true;
	s->at++;
	if (!doubled)
		return CSV_RECORD;
	char *to = buf_reserve(&c->unquoted, f->text.n);
	if (!to)
		return bad(c, s->in, opening, ERR_TOO_LARGE, "a record of more than 256 KiB", info);
	size_t n = 0;
	for (size_t i = 0; i < f->text.n; i++) {
		to[n++] = f->text.p[i];
		i += f->text.p[i] == '"';
	}
	buf_commit(&c->unquoted, n);
	f->text = str_mem(to, n);
	return CSV_RECORD;
}

static enum csv_result scan_plain(struct csv *c, struct scan *s, struct csv_field *f, struct err_info *info)
{
	size_t start = s->at;
	for (; s->at < s->in.n; s->at++) {
		char ch = s->in.p[s->at];
		if (ch == ',' || ch == '\n' || ch == '\r')
			break;
		if (ch == '"')
			return bad(c, s->in, s->at, ERR_SYNTAX, "a quote inside a field that is not quoted", info);
	}
	if (s->at == s->in.n && !s->last)
		return need_more(c, s, info);
	f->text = str_mem(s->in.p + start, s->at - start);
	f->quoted = false;
	return CSV_RECORD;
}

/* What ends a field: a comma, or the end of the record, which *ret_over tells. */
static enum csv_result scan_end(struct csv *c, struct scan *s, bool *ret_over, struct err_info *info)
{
	*ret_over = true;
	if (s->at == s->in.n)
		return s->last ? CSV_RECORD : need_more(c, s, info);
	char ch = s->in.p[s->at];
	if (ch == ',') {
		s->at++;
		*ret_over = false;
		return CSV_RECORD;
	}
	if (ch == '\r') {
		if (s->at + 1 == s->in.n && !s->last)
			return need_more(c, s, info);
		if (s->at + 1 == s->in.n || s->in.p[s->at + 1] != '\n')
			return bad(c, s->in, s->at, ERR_SYNTAX, "a carriage return without a line feed", info);
		s->at++;
	} else if (ch != '\n') {
		return bad(c, s->in, s->at, ERR_SYNTAX, "text behind a closing quote", info);
	}
	s->at++;
	return CSV_RECORD;
}

static enum csv_result scan_record(struct csv *c, struct scan *s, struct err_info *info)
{
	bool over = false;
	c->count = 0;
	buf_reset(&c->unquoted);
	/* Fields point into it: it must not move. */
	if (!buf_reserve(&c->unquoted, MIN(s->in.n, CSV_RECORD_MAX)))
		return bad(c, s->in, 0, ERR_NOMEM, "out of memory", info);
	while (!over) {
		if (c->count == CSV_FIELDS_MAX)
			return bad(c, s->in, s->at, ERR_TOO_LARGE, "more than 256 fields", info);
		struct csv_field *f = &c->fields[c->count++];
		f->offset = (uint32_t)s->at;
		bool quoted = s->at < s->in.n && s->in.p[s->at] == '"';
		s->at += quoted;
		enum csv_result e = quoted ? scan_quoted(c, s, f, info) : scan_plain(c, s, f, info);
		if (e == CSV_RECORD)
			e = scan_end(c, s, &over, info);
		if (e != CSV_RECORD)
			return e;
	}
	return CSV_RECORD;
}

static enum csv_result check_text(struct csv *c, struct str raw, struct err_info *info)
{
	size_t at = utf8_invalid_at(raw);
	if (at != SIZE_MAX)
		return bad(c, raw, at, ERR_SYNTAX, "a byte that is not UTF-8; save the file as UTF-8", info);
	const char *nul = memchr(raw.p, '\0', raw.n);
	if (nul)
		return bad(c, raw, (size_t)(nul - raw.p), ERR_SYNTAX, "a NUL byte; is it UTF-16? save the file as UTF-8", info);
	return CSV_RECORD;
}

static size_t skip_mark(struct csv *c, struct str in, bool last)
{
	if (c->begun || (in.n < 3 && !last))
		return 0;
	c->begun = true;
	return str_starts(in, STR("\xEF\xBB\xBF")) ? 3 : 0;
}

enum csv_result csv_next(struct csv *c, struct str in, bool last, size_t *ret_used, struct err_info *info)
{
	size_t used = skip_mark(c, in, last);
	*ret_used = 0;
	if (!c->begun)
		return CSV_MORE;
	for (;;) {
		struct scan s = {.in = str_mem(in.p + used, in.n - used), .last = last};
		*ret_used = used;
		c->line = c->next_line;
		if (s.in.n == 0)
			return last ? CSV_END : CSV_MORE;
		if (str_starts(s.in, STR("\xFF\xFE")) || str_starts(s.in, STR("\xFE\xFF")))
			return bad(c, s.in, 0, ERR_SYNTAX, "UTF-16; save the file as UTF-8", info);
		enum csv_result e = scan_record(c, &s, info);
		if (e != CSV_RECORD)
			return e;
		if (s.at > CSV_RECORD_MAX)
			return bad(c, s.in, 0, ERR_TOO_LARGE, "a record of more than 256 KiB", info);
		c->raw = str_mem(s.in.p, s.at);
		if ((e = check_text(c, c->raw, info)) != CSV_RECORD)
			return e;
		for (size_t i = 0; (i = str_find(c->raw, '\n', i)) != SIZE_MAX; i++)
			c->next_line++;
		*ret_used = used += s.at;
		if (c->count > 1 || c->fields[0].text.n || c->fields[0].quoted)
			return CSV_RECORD;
	}
}
