/* app/show.h - a customer's view on a terminal: the nine sections of the screen, each with its source, age and state. A value
 * that is masked says so; a section that is missing says why, and is never mistaken for an empty one. Pure but for the terminal
 * it fills. Thread: one. */
#pragma once

#include "app/json_tree.h"
#include "app/layout.h"

struct show {
	struct term *t;
	struct arena *arena;
	const struct json_node *view; /* the portal's answer */
	struct str currency;          /* of the account, "" when not known */
	int64_t now_ms;
	size_t masked;      /* values marked so far */
	size_t heading_end; /* where in the terminal's text the last heading ended */
	bool all;           /* lists in full */
	bool partial;       /* the section lacks a part: a value that isn't there is not known, rather than none */
};

/* @section: a name of the API ("financial"), or NULL for everything. */
void show_view(struct show *s, const char *section);

/* --- for the sections' files --- */

enum show_as {
	AS_TEXT,
	AS_WORDS, /* a fixed word, coloured by what it means */
	AS_MONEY,
	AS_COUNT,
	AS_SHARE,
	AS_TIME, /* with how long ago */
	AS_WHEN, /* the same for tables: only within a month */
	AS_DAY,
	AS_DATE,
	AS_YES_NO,
	AS_MINUTES,
	AS_STRINGS,
};

struct show_row {
	const char *label, *path;
	enum show_as as;
	bool always; /* also when there is none: then as a dash */
};
/* Values of the view by their paths, marked where masked. */
void show_rows(struct show *s, struct grid *g, const struct show_row *rows, size_t count);
/* One value; @n may be NULL. */
struct str show_value(struct show *s, const struct json_node *n, enum show_as as);
/* Money of a list's item, in the account's currency. */
struct str show_money(struct show *s, const struct json_node *item, const char *path);
enum style show_style(struct str word);
/* Is the value under this JSON Pointer masked? */
bool show_is_masked(const struct show *s, struct str pointer);

/* A line inside a section: "Open sessions", with a count when there is one. */
void show_subhead(struct show *s, const char *title, const struct json_node *list);
/* Begins the next item's row, within the bounds of a terminal. */
bool show_item(struct show *s, struct table *table);
/* The sentence for an empty list. */
void show_none(struct show *s, const char *sentence);

/* Bodies; each is called only when its section is there. */
void show_header(struct show *s);
void show_overview(struct show *s);
void show_activity(struct show *s);
void show_gaming(struct show *s);
void show_financial(struct show *s);
void show_compliance(struct show *s);
void show_risk(struct show *s);
void show_support(struct show *s);
void show_documents(struct show *s);
