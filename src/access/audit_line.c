#include "access/audit_line.h"

#include "access/sha256.h"
#include "base/clock.h"
#include "base/codec.h"

#define HASH_MEMBER ",\"hash\":\""
#define HASH_TAIL   (sizeof HASH_MEMBER - 1 + AUDIT_HASH_TEXT + 2) /* the member, its text, quote and brace */
#define LINE_FIXED  384                                            /* everything but the members, generously */

static bool take(struct str *s, const char *literal)
{
	struct str l = str_of(literal);
	if (!str_starts(*s, l))
		return false;
	s->p += l.n;
	s->n -= l.n;
	return true;
}

/* Up to the next quote, which is consumed. */
static bool take_text(struct str *s, struct str *ret)
{
	size_t i = str_find(*s, '"', 0);
	if (i == SIZE_MAX)
		return false;
	*ret = str_mem(s->p, i);
	s->p += i + 1;
	s->n -= i + 1;
	return true;
}

static bool take_number(struct str *s, uint64_t *ret)
{
	size_t i = 0;
	while (i < s->n && s->p[i] >= '0' && s->p[i] <= '9')
		i++;
	if (str_to_u64(str_mem(s->p, i), ret) != OK)
		return false;
	s->p += i;
	s->n -= i;
	return true;
}

static bool is_hash(struct str s)
{
	if (s.n != AUDIT_HASH_TEXT)
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= '0' && s.p[i] <= '9') || (s.p[i] >= 'a' && s.p[i] <= 'f')))
			return false;
	return true;
}

/* The hash stands at a fixed distance from the end, so nothing in the members can be taken for it. */
static bool split_hash(struct str line, struct audit_line *l)
{
	if (line.n < HASH_TAIL)
		return false;
	l->covered = str_mem(line.p, line.n - HASH_TAIL);
	struct str tail = str_mem(line.p + l->covered.n, HASH_TAIL);
	return take(&tail, HASH_MEMBER) && take_text(&tail, &l->hash) && is_hash(l->hash) && str_is(tail, "}");
}

enum err audit_line_parse(struct str line, struct audit_line *ret)
{
	struct audit_line l = {0};
	if (!split_hash(line, &l))
		return ERR_SYNTAX;
	struct str s = l.covered, at;
	if (!take(&s, "{\"seq\":") || !take_number(&s, &l.seq) || !take(&s, ",\"at\":\"") || !take_text(&s, &at) ||
	    clock_parse_rfc3339(at, &l.at_ms) != OK || !take(&s, ",\"prev\":\"") || !take_text(&s, &l.prev) || !is_hash(l.prev) ||
	    !take(&s, ",\"kind\":\"") || !take_text(&s, &l.kind))
		return ERR_SYNTAX;
	if (s.n && !take(&s, ","))
		return ERR_SYNTAX;
	l.members = s;
	*ret = l;
	return OK;
}

static void hash_text(struct str covered, char out[AUDIT_HASH_TEXT + 1])
{
	unsigned char h[SHA256_BYTES];
	sha256(covered.p, covered.n, h);
	codec_hex(h, sizeof h, out);
}

bool audit_line_hash_ok(const struct audit_line *l)
{
	char hex[AUDIT_HASH_TEXT + 1];
	hash_text(l->covered, hex);
	return memcmp(hex, l->hash.p, AUDIT_HASH_TEXT) == 0;
}

/* Always with milliseconds, so that the texts of two moments sort as the moments do. */
static void put_moment(struct buf *out, int64_t ms)
{
	char at[CLOCK_RFC3339_MAX];
	clock_format_rfc3339(ms, at);
	buf_add(out, at, sizeof "2026-11-22T09:14:02" - 1);
	if (ms % 1000 == 0)
		BUF_LIT(out, ".000Z");
	else
		buf_str(out, str_of(at + sizeof "2026-11-22T09:14:02" - 1));
}

void audit_line_put(struct buf *out, uint64_t seq, int64_t at_ms, const char *prev, const char *kind, struct str members,
		    char ret_hash[AUDIT_HASH_TEXT + 1])
{
	/* Room for all at once: the appends below only copy. */
	if (!buf_reserve(out, LINE_FIXED + members.n))
		return;
	size_t begin = out->n;
	BUF_LIT(out, "{\"seq\":");
	buf_u64(out, seq);
	BUF_LIT(out, ",\"at\":\"");
	put_moment(out, at_ms);
	BUF_LIT(out, "\",\"prev\":\"");
	buf_add(out, prev, AUDIT_HASH_TEXT);
	BUF_LIT(out, "\",\"kind\":\"");
	buf_str(out, str_of(kind));
	buf_char(out, '"');
	if (members.n) {
		buf_char(out, ',');
		buf_str(out, members);
	}
	hash_text(str_mem(out->p + begin, out->n - begin), ret_hash);
	BUF_LIT(out, HASH_MEMBER);
	buf_add(out, ret_hash, AUDIT_HASH_TEXT);
	BUF_LIT(out, "\"}");
}
