#include "app/term.h"

#include "base/utf8.h"

#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unicode/uchar.h>
#include <unistd.h>

#define OUT_MAX       (64u << 20)
#define WIDTH_DEFAULT 100

static const char *const styles[STYLE_COUNT_] = {
	[STYLE_PLAIN] = NULL,      [STYLE_STRONG] = "\033[1m",      [STYLE_QUIET] = "\033[2m",
	[STYLE_GOOD] = "\033[32m", [STYLE_NOTICE] = "\033[36m",     [STYLE_WARN] = "\033[33m",
	[STYLE_BAD] = "\033[31m",  [STYLE_ALARM] = "\033[1;97;41m", [STYLE_HEAD] = "\033[1;34m",
};

static const char *const signs[SIGN_COUNT_][2] = {
	[SIGN_RULE] = {"-", "─"},    [SIGN_DOT] = {"|", "·"},    [SIGN_YES] = {"+", "✓"},       [SIGN_NO] = {"x", "✗"},
	[SIGN_UNKNOWN] = {"?", "?"}, [SIGN_MASKED] = {"#", "◌"}, [SIGN_ELLIPSIS] = {"..", "…"}, [SIGN_WARNING] = {"!", "▲"},
};

/* --- opening --- */

/* A terminal of our days speaks UTF-8 unless the locale says something else outright. */
static bool speaks_utf8(void)
{
	static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
	const char *said = NULL;
	for (size_t i = 0; i < ARRAY_LEN(names) && !said; i++) {
		said = getenv(names[i]);
		if (said && !*said)
			said = NULL;
	}
	if (!said)
		return true;
	if (strcasestr(said, "utf-8") || strcasestr(said, "utf8"))
		return true; /* also where that locale's files are not installed */
	setlocale(LC_CTYPE, "");
	return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}

static unsigned width_of(int fd)
{
	struct winsize w;
	const char *columns = getenv("COLUMNS");
	uint64_t n = 0;
	if (ioctl(fd, TIOCGWINSZ, &w) == 0 && w.ws_col)
		n = w.ws_col;
	else if (!columns || str_to_u64(str_of(columns), &n) != OK || !n)
		n = WIDTH_DEFAULT;
	return (unsigned)MIN(MAX(n, TERM_WIDTH_MIN), TERM_WIDTH_MAX);
}

static bool wants_colour(int fd)
{
	const char *no = getenv("NO_COLOR"), *kind = getenv("TERM");
	return isatty(fd) && !(no && *no) && kind && *kind && strcmp(kind, "dumb") != 0;
}

void term_open(struct term *t, int fd)
{
	*t = (struct term){.fd = fd, .width = width_of(fd), .colour = wants_colour(fd), .utf8 = speaks_utf8()};
	buf_init(&t->out, OUT_MAX);
}

enum err term_close(struct term *t)
{
	enum err e = buf_ok(&t->out);
	struct str left = buf_view(&t->out);
	while (e == OK && left.n) {
		ssize_t n = write(t->fd, left.p, left.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			e = ERR_IO;
		else
			left = str_mem(left.p + n, left.n - (size_t)n);
	}
	buf_done(&t->out);
	return e;
}

/* --- safe characters --- */

/* What may change how the rest of the line is read, or can't be seen at all. The joiners U+200C and U+200D are spelling in
 * Persian, Hindi and others. */
static bool is_treacherous(uint32_t cp)
{
	if (cp < 0x20 || (cp >= 0x7f && cp < 0xa0))
		return true;
	if (cp < 0xad || cp == 0x200c || cp == 0x200d)
		return false;
	int8_t category = u_charType((UChar32)cp);
	return category == U_FORMAT_CHAR || category == U_LINE_SEPARATOR || category == U_PARAGRAPH_SEPARATOR ||
	       category == U_CONTROL_CHAR || category == U_SURROGATE || category == U_UNASSIGNED ||
	       category == U_PRIVATE_USE_CHAR;
}

static unsigned columns_of(uint32_t cp)
{
	if (cp < 0x300)
		return 1;
	int8_t category = u_charType((UChar32)cp);
	if (category == U_NON_SPACING_MARK || category == U_ENCLOSING_MARK || category == U_FORMAT_CHAR)
		return 0;
	if (cp >= 0x1160 && cp <= 0x11ff)
		return 0; /* Hangul vowels and finals join what stands before */
	int wide = u_getIntPropertyValue((UChar32)cp, UCHAR_EAST_ASIAN_WIDTH);
	return wide == U_EA_FULLWIDTH || wide == U_EA_WIDE ? 2 : 1;
}

struct glyph {
	char bytes[4];
	size_t n;
	unsigned columns;
};

/* The next character of @rest as it may be shown; false at the end. */
static bool glyph_next(const struct term *t, struct str *rest, struct glyph *ret)
{
	uint32_t cp = 0;
	if (!rest->n)
		return false;
	size_t n = utf8_decode(rest->p, rest->p + rest->n, &cp);
	if (n == 0 || is_treacherous(cp))
		cp = 0xfffd;
	*rest = str_mem(rest->p + MAX(n, 1u), rest->n - MAX(n, 1u));
	if (!t->utf8 && cp >= 0x80)
		cp = columns_of(cp) ? '?' : 0;
	ret->n = cp ? utf8_encode(cp, ret->bytes) : 0;
	ret->columns = cp ? columns_of(cp) : 0;
	return true;
}

size_t term_columns(const struct term *t, struct str s)
{
	struct glyph g;
	size_t sum = 0;
	while (glyph_next(t, &s, &g))
		sum += g.columns;
	return sum;
}

/* --- writing --- */

static void begin(struct term *t, enum style style)
{
	if (t->colour && styles[style])
		buf_str(&t->out, str_of(styles[style]));
}

static void end(struct term *t, enum style style)
{
	if (t->colour && styles[style])
		BUF_LIT(&t->out, "\033[0m");
}

/* Until @columns are full; what is left over stays in @s. */
static size_t put_glyphs(struct term *t, struct str *s, size_t columns)
{
	struct glyph g;
	size_t used = 0;
	for (struct str rest = *s; glyph_next(t, &rest, &g) && used + g.columns <= columns; *s = rest) {
		buf_add(&t->out, g.bytes, g.n);
		used += g.columns;
	}
	return used;
}

void term_text(struct term *t, enum style style, struct str s)
{
	if (!s.n)
		return;
	begin(t, style);
	put_glyphs(t, &s, SIZE_MAX);
	end(t, style);
}

void term_spaces(struct term *t, size_t n)
{
	while (n--)
		buf_char(&t->out, ' ');
}

void term_cell(struct term *t, enum style style, struct str s, size_t columns, bool right)
{
	size_t wants = term_columns(t, s);
	if (right && wants < columns)
		term_spaces(t, columns - wants);
	begin(t, style);
	size_t used = wants;
	if (wants <= columns) {
		put_glyphs(t, &s, columns);
	} else {
		struct str dots = term_sign_text(t, SIGN_ELLIPSIS);
		size_t room = columns - MIN(columns, term_columns(t, dots));
		used = put_glyphs(t, &s, room) + put_glyphs(t, &dots, columns - room);
	}
	end(t, style);
	/* A text that was cut before a wide character leaves a column over, whichever side it stands on. */
	if (used < columns && (!right || wants > columns))
		term_spaces(t, columns - used);
}

struct str term_sign_text(const struct term *t, enum sign g)
{
	return str_of(signs[g][t->utf8]);
}

void term_sign(struct term *t, enum style style, enum sign g)
{
	term_text(t, style, term_sign_text(t, g));
}

void term_rule(struct term *t, size_t columns)
{
	begin(t, STYLE_QUIET);
	for (size_t i = 0; i < columns; i++)
		buf_str(&t->out, term_sign_text(t, SIGN_RULE));
	end(t, STYLE_QUIET);
}

void term_line(struct term *t)
{
	while (t->out.n && t->out.p[t->out.n - 1] == ' ') /* nobody copies blanks at a line's end on purpose */
		t->out.n--;
	buf_char(&t->out, '\n');
}

void term_paragraph(struct term *t, enum style style, struct str s, size_t indent)
{
	size_t column = indent, room = t->width > indent + 20 ? t->width : indent + 20;
	struct str word;
	bool first = true;
	while (str_split(&s, ' ', &word)) {
		size_t n = term_columns(t, word);
		if (!first && column + 1 + n > room) {
			term_line(t);
			term_spaces(t, indent);
			column = indent;
		} else if (!first) {
			buf_char(&t->out, ' ');
			column++;
		}
		term_text(t, style, word);
		column += n;
		first = false;
	}
	term_line(t);
}

void term_json(struct term *t, struct str json)
{
	while (json.n) {
		uint32_t cp = 0;
		size_t n = utf8_decode(json.p, json.p + json.n, &cp);
		if (n == 0) {
			BUF_LIT(&t->out, "\\ufffd");
			n = 1;
		} else if (cp == '\n' || cp == '\t' || cp == '\r' || !is_treacherous(cp)) {
			buf_add(&t->out, json.p, n);
		} else if (cp < 0x10000) {
			buf_printf(&t->out, "\\u%04x", (unsigned)cp);
		} else {
			buf_printf(&t->out, "\\u%04x\\u%04x", (unsigned)(0xd800 + ((cp - 0x10000) >> 10)),
				   (unsigned)(0xdc00 + ((cp - 0x10000) & 0x3ff)));
		}
		json = str_mem(json.p + n, json.n - n);
	}
}
