#include "app/show.h"

#include "app/format.h"
#include "base/clock.h"

#include <stdio.h>

#define ITEMS_SHOWN 8 /* of a list, unless all are wanted */

/* --- values --- */

struct meaning {
	const char *word;
	enum style style;
};
static const struct meaning meanings[] = {
	{"active", STYLE_GOOD},       {"verified", STYLE_GOOD},
	{"passed", STYLE_GOOD},       {"accepted", STYLE_GOOD},
	{"cleared", STYLE_GOOD},      {"resolved", STYLE_GOOD},
	{"success", STYLE_GOOD},      {"completed", STYLE_GOOD},
	{"paid", STYLE_GOOD},         {"suspended", STYLE_WARN},
	{"pending", STYLE_WARN},      {"requested", STYLE_WARN},
	{"in_review", STYLE_WARN},    {"open", STYLE_NOTICE},
	{"reopened", STYLE_WARN},     {"waiting_for_customer", STYLE_NOTICE},
	{"uploaded", STYLE_WARN},     {"complaint", STYLE_BAD},
	{"dispute", STYLE_BAD},       {"self_excluded", STYLE_ALARM},
	{"closed", STYLE_BAD},        {"rejected", STYLE_BAD},
	{"failed", STYLE_BAD},        {"expired", STYLE_BAD},
	{"confirmed", STYLE_BAD},     {"returned", STYLE_BAD},
	{"critical", STYLE_ALARM},    {"high", STYLE_BAD},
	{"urgent", STYLE_BAD},        {"medium", STYLE_WARN},
	{"low", STYLE_NOTICE},        {"none", STYLE_QUIET},
	{"cooling_off", STYLE_ALARM}, {"forfeited", STYLE_QUIET},
	{"normal", STYLE_PLAIN},
};

enum style show_style(struct str word)
{
	for (size_t i = 0; i < ARRAY_LEN(meanings); i++)
		if (str_is(word, meanings[i].word))
			return meanings[i].style;
	return STYLE_PLAIN;
}

static struct str joined(struct show *s, const struct json_node *list)
{
	struct str all = STR("");
	JSON_EACH(list, it)
	{
		if (it->type == JSON_STRING)
			all = all.n ? format_text(s->arena, "%.*s, %.*s", STR_ARG(all), STR_ARG(it->text)) : it->text;
	}
	return all;
}

struct str show_value(struct show *s, const struct json_node *n, enum show_as as)
{
	if (!json_is_known(n))
		return STR("");
	switch (as) {
	case AS_TEXT:
	case AS_DATE:
		return n->text;
	case AS_WORDS:
		return format_words(s->arena, n->text);
	case AS_MONEY:
		return format_money(s->arena, s->currency, n->text);
	case AS_COUNT:
		return format_count(s->arena, n->text);
	case AS_SHARE:
		return format_share(s->arena, n->text);
	case AS_TIME:
		return format_time(s->arena, n->text, s->now_ms);
	case AS_WHEN:
		return format_when(s->arena, n->text, s->now_ms);
	case AS_DAY:
		return format_day(s->arena, n->text);
	case AS_YES_NO:
		return json_is_true(n) ? STR("yes") : STR("no");
	case AS_MINUTES:
		return format_minutes(s->arena, n->text);
	case AS_STRINGS:
		return joined(s, n);
	}
	return STR("");
}

struct str show_money(struct show *s, const struct json_node *item, const char *path)
{
	return show_value(s, json_at(item, path), AS_MONEY);
}

static enum style style_as(const struct json_node *n, enum show_as as)
{
	if (as == AS_WORDS)
		return show_style(n->text);
	if (as == AS_YES_NO)
		return json_is_true(n) ? STYLE_GOOD : STYLE_WARN;
	return STYLE_PLAIN;
}

bool show_is_masked(const struct show *s, struct str pointer)
{
	JSON_EACH(json_at(s->view, "masked"), it)
	{
		/* A list is masked item by item: /formerEmails/0 marks /formerEmails. */
		if (str_eq(it->text, pointer) ||
		    (it->text.n > pointer.n && it->text.p[pointer.n] == '/' && str_starts(it->text, pointer)))
			return true;
	}
	return false;
}

static bool path_is_masked(const struct show *s, const char *path)
{
	char pointer[128];
	int n = snprintf(pointer, sizeof pointer, "/%s", path);
	for (char *p = pointer; *p; p++)
		if (*p == '.')
			*p = '/';
	return show_is_masked(s, str_mem(pointer, MIN((size_t)n, sizeof pointer - 1)));
}

void show_rows(struct show *s, struct grid *g, const struct show_row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct json_node *n = json_at(s->view, rows[i].path);
		struct str text = show_value(s, n, rows[i].as);
		if (text.n && path_is_masked(s, rows[i].path)) {
			grid_add_masked(g, rows[i].label, text);
			s->masked++;
		} else if (text.n) {
			grid_add(g, rows[i].label, style_as(n, rows[i].as), text);
		} else if (rows[i].always && !s->partial) {
			grid_add(g, rows[i].label, STYLE_QUIET, STR("-"));
		}
	}
}

/* --- inside a section --- */

void show_subhead(struct show *s, const char *title, const struct json_node *list)
{
	if (s->t->out.n != s->heading_end)
		term_line(s->t);
	term_spaces(s->t, LAYOUT_INDENT);
	term_text(s->t, STYLE_STRONG, str_of(title));
	if (list && list->type == JSON_ARRAY && list->count)
		term_text(s->t, STYLE_QUIET, format_text(s->arena, "  %zu", list->count));
	term_line(s->t);
}

bool show_item(struct show *s, struct table *table)
{
	if (!s->all && table->row_count == ITEMS_SHOWN) {
		table->left_out++;
		return false;
	}
	return table_row(table);
}

void show_none(struct show *s, const char *sentence)
{
	term_spaces(s->t, LAYOUT_INDENT);
	term_text(s->t, STYLE_QUIET, str_of(sentence));
	term_line(s->t);
}

/* --- the frame of a section --- */

/* Fixed words of the API to sentences; "the … service" stands before them. */
static const struct {
	const char *error, *sentence;
} reasons[] = {
	{"timeout", "did not answer in time"},
	{"unreachable", "cannot be reached"},
	{"http_error", "answers with an error"},
	{"refused", "does not take the portal's credentials"},
	{"throttled", "asks the portal to slow down"},
	{"malformed", "answers with something that is not JSON"},
	{"truncated", "breaks off in the middle of its answer"},
	{"wrong_type", "answers in a shape that the configuration does not expect"},
	{"wrong_customer", "answered about another customer; that answer was thrown away"},
	{"too_large", "answers with more than the portal takes"},
	{"overloaded", "has too many requests of ours waiting"},
	{"not_found", "does not know this customer"},
	{"not_configured", "is not configured to bring this"},
};

static const char *reason_of(struct str error)
{
	for (size_t i = 0; i < ARRAY_LEN(reasons); i++)
		if (str_is(error, reasons[i].error))
			return reasons[i].sentence;
	return "has not answered yet";
}

static int64_t age_of(const struct json_node *meta)
{
	int64_t ms;
	return str_to_i64(json_text_at(meta, "ageMs"), &ms) == OK ? ms : -1;
}

static bool is_missing(const struct json_node *meta)
{
	return !meta || str_is(json_text_at(meta, "state"), "missing");
}

/* "wallet · stale, 3 min old: timeout" */
static struct str provenance(struct show *s, const struct json_node *meta, enum style *ret_style)
{
	struct str dot = term_sign_text(s->t, SIGN_DOT), state = json_text_at(meta, "state"), error = json_text_at(meta, "error");
	struct str source = json_text_at(meta, "source"), why = format_words(s->arena, error), age = STR("");
	if (age_of(meta) >= 1000)
		age = format_text(s->arena, "%.*s old", STR_ARG(format_age(s->arena, age_of(meta))));
	else
		age = STR("just now");
	*ret_style = is_missing(meta) ? STYLE_BAD : str_is(state, "stale") ? STYLE_WARN : STYLE_GOOD;
	if (is_missing(meta))
		return format_text(s->arena, "%.*s %.*s missing%s%.*s", STR_ARG(source), STR_ARG(dot), why.n ? ": " : "",
				   STR_ARG(why));
	return format_text(s->arena, "%.*s %.*s %.*s, %.*s%s%.*s", STR_ARG(source), STR_ARG(dot), STR_ARG(state), STR_ARG(age),
			   why.n ? ": " : "", STR_ARG(why));
}

static void put_heading(struct show *s, unsigned number, const char *title, const struct json_node *meta)
{
	struct term *t = s->t;
	enum style style;
	struct str from = provenance(s, meta, &style);
	struct str head = format_text(s->arena, "%u  %s ", number, title);
	size_t used = term_columns(t, head) + term_columns(t, from) + 1;
	term_line(t);
	term_text(t, STYLE_HEAD, head);
	term_rule(t, t->width - MIN(used, t->width));
	term_spaces(t, 1);
	term_text(t, style, from);
	term_line(t);
	s->heading_end = t->out.n;
}

static void put_warning(struct show *s, enum style style, struct str sentence)
{
	term_spaces(s->t, LAYOUT_INDENT);
	term_sign(s->t, style, SIGN_WARNING);
	term_spaces(s->t, 1);
	term_paragraph(s->t, style, sentence, LAYOUT_INDENT + 2);
}

static void put_missing(struct show *s, const struct json_node *meta)
{
	put_warning(s, STYLE_BAD,
		    format_text(s->arena, "Not available: the %.*s service %s%s. This is not known; do not read it as empty.",
				STR_ARG(json_text_at(meta, "source")), reason_of(json_text_at(meta, "error")),
				json_is_true(json_at(meta, "breakerOpen")) ? ", and is left alone for a while" : ""));
}

/* A section is made of several services' answers, of which one may be older or missing while the rest stands. */
static void put_weak_parts(struct show *s, const struct json_node *meta)
{
	bool stale = str_is(json_text_at(meta, "state"), "stale"), had_parts = false;
	JSON_EACH(json_at(meta, "parts"), part)
	{
		struct str state = json_text_at(part, "state"), words = format_words(s->arena, part->key);
		had_parts = true;
		if (str_is(state, "fresh") || str_is(state, "live"))
			continue;
		bool missing = str_is(state, "missing"), error = json_text_at(part, "error").n > 0;
		struct str source = json_text_at(part, "source");
		if (missing)
			put_warning(s, STYLE_BAD,
				    format_text(s->arena, "The part \"%.*s\" is missing: the %.*s service %s.", STR_ARG(words),
						STR_ARG(source), reason_of(json_text_at(part, "error"))));
		else if (error)
			put_warning(s, STYLE_WARN,
				    format_text(s->arena, "The part \"%.*s\" is the last that is known: the %.*s service %s.",
						STR_ARG(words), STR_ARG(source), reason_of(json_text_at(part, "error"))));
	}
	if (stale && !had_parts && json_text_at(meta, "error").n)
		put_warning(s, STYLE_WARN,
			    format_text(s->arena, "The last that is known: the %.*s service %s.",
					STR_ARG(json_text_at(meta, "source")), reason_of(json_text_at(meta, "error"))));
}

/* --- all nine --- */

static const struct {
	const char *title, *meta;
	void (*body)(struct show *s);
} sections[] = {
	{"Account overview", "profile", show_overview}, {"Current activity", "activity", show_activity},
	{"Gaming statistics", "gaming", show_gaming},   {"Financial summary", "financial", show_financial},
	{"Compliance", "compliance", show_compliance},  {"Risk indicators", "risk", show_risk},
	{"Support timeline", "support", show_support},  {"Documents", "documents", show_documents},
};

static const struct json_node *meta_of(const struct show *s, const char *name)
{
	const struct json_node *all = json_at(s->view, "meta");
	return json_at(all, name);
}

/* A missing section shows what is left of its parts all the same, below the sentence that says what is not. */
static bool has_living_part(const struct json_node *meta)
{
	JSON_EACH(json_at(meta, "parts"), part)
	{
		if (!is_missing(part))
			return true;
	}
	return false;
}

static void put_section(struct show *s, unsigned number, const char *title, const char *name, void (*body)(struct show *s))
{
	const struct json_node *meta = meta_of(s, name);
	put_heading(s, number, title, meta);
	s->partial = is_missing(meta);
	if (is_missing(meta) && !has_living_part(meta)) {
		put_missing(s, meta);
		return;
	}
	put_weak_parts(s, meta);
	body(s);
}

static void put_legend(struct show *s)
{
	term_line(s->t);
	if (s->masked) {
		term_sign(s->t, STYLE_NOTICE, SIGN_MASKED);
		term_text(s->t, STYLE_QUIET, STR(" masked for your role; a reveal needs a reason and is recorded.  "));
	}
	term_text(s->t, STYLE_QUIET, STR("Times are UTC."));
	term_line(s->t);
}

void show_view(struct show *s, const char *section)
{
	s->currency = json_text_at(s->view, "currency");
	if (!s->currency.n)
		s->currency = json_text_at(s->view, "financial.currency");
	if (!section || strcmp(section, "profile") == 0)
		show_header(s);
	for (size_t i = 0; i < ARRAY_LEN(sections); i++)
		if (!section || strcmp(section, sections[i].meta) == 0)
			put_section(s, (unsigned)i + 2, sections[i].title, sections[i].meta, sections[i].body);
	put_legend(s);
}
