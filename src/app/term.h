/* app/term.h - what a terminal is shown: gathered in memory, written at once. Text that came from elsewhere goes through
 * term_text(), which never lets a control character, an escape sequence or an invisible re-ordering mark pass; columns are
 * counted as terminals count them. Thread: one. Life: term_open .. term_* .. term_close (writes). */
#pragma once

#include "base/buf.h"

#include <stdbool.h>

enum style {
	STYLE_PLAIN,
	STYLE_STRONG,
	STYLE_QUIET,
	STYLE_GOOD,
	STYLE_NOTICE, /* worth a look */
	STYLE_WARN,
	STYLE_BAD,
	STYLE_ALARM, /* the worst: set off from all else */
	STYLE_HEAD,
	STYLE_COUNT_
};

/* Signs of ours, with a form for terminals without UTF-8. */
enum sign {
	SIGN_RULE,
	SIGN_DOT, /* between things in a row */
	SIGN_YES,
	SIGN_NO,
	SIGN_UNKNOWN,
	SIGN_MASKED,
	SIGN_ELLIPSIS,
	SIGN_WARNING,
	SIGN_COUNT_
};

#define TERM_WIDTH_MIN 60
#define TERM_WIDTH_MAX 132

struct term {
	struct buf out;
	int fd;
	unsigned width;
	bool colour, utf8;
};

/* Width from the terminal or $COLUMNS, else 100; colour on a terminal that can, unless $NO_COLOR is set and not empty
 * (no-color.org). */
void term_open(struct term *t, int fd);
/* Writes; ERR_IO when that fails, ERR_NOMEM when there was too much. */
NODISCARD enum err term_close(struct term *t);

/* Columns that @s takes. */
size_t term_columns(const struct term *t, struct str s);
/* Text in a style. Anybody's text. */
void term_text(struct term *t, enum style style, struct str s);
/* Exactly @columns wide: padded, or cut with an ellipsis. */
void term_cell(struct term *t, enum style style, struct str s, size_t columns, bool right);
void term_spaces(struct term *t, size_t n);
void term_sign(struct term *t, enum style style, enum sign g);
/* A line across @columns. */
void term_rule(struct term *t, size_t columns);
struct str term_sign_text(const struct term *t, enum sign g);
void term_line(struct term *t);

/* Several lines of at most @columns, broken at blanks where possible, each after the first behind @indent spaces. */
void term_paragraph(struct term *t, enum style style, struct str s, size_t indent);

/* JSON as it came, but for control and re-ordering characters, which get escaped: they can only stand inside strings. */
void term_json(struct term *t, struct str json);
