/* Sections 6 and 7: what the rules ask, and what worries. */
#include "app/format.h"
#include "app/show.h"

#include <stdlib.h>

/* --- 6 compliance --- */

static const struct show_row compliance_rows[] = {
	{"KYC", "kycStatus", AS_WORDS, true},
	{"Verification", "verificationType", AS_WORDS, false},
	{"Identity verified", "compliance.kycVerified", AS_YES_NO, true},
	{"Address verified", "compliance.proofOfAddressVerified", AS_YES_NO, true},
	{"Funds verified", "compliance.sourceOfFundsVerified", AS_YES_NO, true},
	{"Source of funds", "compliance.sourceOfFunds", AS_WORDS, false},
	{"Next review", "compliance.nextReviewAt", AS_TIME, false},
};

/* "since …, until …": an exclusion without an end is told so. */
static void add_term(struct show *s, struct grid *g, const char *label, const char *path, const char *endless)
{
	const struct json_node *compliance = json_at(s->view, "compliance"), *term = json_at(compliance, path);
	if (!term)
		return;
	if (!json_is_known(term)) {
		/* Null is "none" only when the service that keeps it has answered. */
		bool known = json_is_known(json_at(compliance, "limits"));
		grid_add(g, label, known ? STYLE_PLAIN : STYLE_BAD, known ? STR("none") : STR("not known"));
		return;
	}
	struct str since = format_time(s->arena, json_text_at(term, "since"), 0);
	struct str until = show_value(s, json_at(term, "until"), AS_TIME), scheme = json_text_at(term, "scheme");
	grid_add(g, label, STYLE_BAD,
		 format_text(s->arena, "since %.*s, %s%.*s%s%.*s", STR_ARG(since), until.n ? "until " : endless, STR_ARG(until),
			     scheme.n ? ", " : "", STR_ARG(scheme)));
}

static struct str limit_value(struct show *s, const struct json_node *limit, const char *money, const char *minutes)
{
	struct str v = show_money(s, limit, money);
	return v.n ? v : show_value(s, json_at(limit, minutes), AS_MINUTES);
}

static struct str limit_name(struct show *s, const struct json_node *limit)
{
	struct str kind = format_words(s->arena, json_text_at(limit, "kind")), basis = json_text_at(limit, "basis");
	bool money = json_is_known(json_at(limit, "amount"));
	return basis.n && money ? format_text(s->arena, "%.*s, %.*s", STR_ARG(kind), STR_ARG(basis)) : kind;
}

static double number_at(const struct json_node *n, const char *path)
{
	char z[64];
	return str_copy(z, sizeof z, json_text_at(n, path)) ? strtod(z, NULL) : 0;
}

/* How near to the limit, as a colour; for nothing else is money a float here. */
static enum style limit_style(const struct json_node *limit)
{
	bool money = json_is_known(json_at(limit, "amount"));
	double most = number_at(limit, money ? "amount" : "minutes"), used = number_at(limit, money ? "used" : "usedMinutes");
	return used <= 0 ? STYLE_PLAIN : used >= most ? STYLE_BAD : used >= 0.8 * most ? STYLE_WARN : STYLE_PLAIN;
}

static struct str limit_pending(struct show *s, const struct json_node *limit)
{
	struct str next = limit_value(s, limit, "pending.amount", "pending.minutes");
	struct str from = format_time(s->arena, json_text_at(limit, "pending.effectiveAt"), 0);
	return next.n ? format_text(s->arena, "%.*s from %.*s", STR_ARG(next), STR_ARG(from)) : STR("");
}

static void put_limits(struct show *s)
{
	static const struct table_column columns[] = {
		{"Limit", false, true},   {"Per", false, false},   {"At most", true, false}, {"Used", true, false},
		{"Resets", false, false}, {"Set by", false, true}, {"Will be", false, true},
	};
	const struct json_node *list = json_at(s->view, "compliance.limits");
	struct table table;
	if (!json_is_known(list))
		return;
	show_subhead(s, "Limits", list);
	if (!list->count) {
		show_none(s, "No limit is set.");
		return;
	}
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		if (!show_item(s, &table))
			continue;
		struct str at_most = limit_value(s, it, "amount", "minutes");
		table_set(&table, 0, STYLE_PLAIN, limit_name(s, it));
		table_set(&table, 1, STYLE_PLAIN, json_text_at(it, "period"));
		table_set(&table, 2, STYLE_STRONG, at_most.n ? at_most : STR("none"));
		table_set(&table, 3, limit_style(it), limit_value(s, it, "used", "usedMinutes"));
		table_set(&table, 4, STYLE_QUIET, format_time(s->arena, json_text_at(it, "resetsAt"), 0));
		table_set(&table, 5, STYLE_QUIET, json_text_at(it, "setBy"));
		table_set(&table, 6, STYLE_WARN, limit_pending(s, it));
	}
	table_print(s->t, &table);
}

static void put_checks(struct show *s)
{
	static const struct table_column columns[] = {{"Check", false, true},
						      {"Outcome", false, false},
						      {"By", false, true},
						      {"Checked", false, false},
						      {"Valid until", false, false}};
	const struct json_node *list = json_at(s->view, "compliance.checks");
	struct table table;
	if (!json_is_known(list) || !list->count)
		return;
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		struct str status = json_text_at(it, "status");
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, STYLE_PLAIN, format_words(s->arena, json_text_at(it, "kind")));
		table_set(&table, 1, show_style(status), format_words(s->arena, status));
		table_set(&table, 2, STYLE_QUIET, json_text_at(it, "provider"));
		table_set(&table, 3, STYLE_PLAIN, show_value(s, json_at(it, "checkedAt"), AS_WHEN));
		table_set(&table, 4, STYLE_QUIET, show_value(s, json_at(it, "validUntil"), AS_DAY));
	}
	show_subhead(s, "KYC checks", list);
	table_print(s->t, &table);
}

static void put_screening(struct show *s)
{
	static const struct table_column columns[] = {{"List", false, true},  {"Kind", false, false}, {"State", false, false},
						      {"Score", true, false}, {"Why", false, true},   {"When", false, false}};
	const struct json_node *list = json_at(s->view, "compliance.screening");
	struct table table;
	if (!json_is_known(list) || !list->count)
		return;
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		struct str status = json_text_at(it, "status");
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, STYLE_PLAIN, json_text_at(it, "list"));
		table_set(&table, 1, STYLE_PLAIN, json_text_at(it, "kind"));
		table_set(&table, 2, show_style(status), format_words(s->arena, status));
		table_set(&table, 3, STYLE_PLAIN, json_text_at(it, "score"));
		table_set(&table, 4, STYLE_QUIET, json_text_at(it, "reason"));
		table_set(&table, 5, STYLE_PLAIN, show_value(s, json_at(it, "at"), AS_WHEN));
	}
	show_subhead(s, "Screening", list);
	table_print(s->t, &table);
}

void show_compliance(struct show *s)
{
	struct grid g = {.count = 0};
	show_rows(s, &g, compliance_rows, ARRAY_LEN(compliance_rows));
	add_term(s, &g, "Self-exclusion", "selfExclusionStatus", "without an end");
	add_term(s, &g, "Cooling off", "coolingOffPeriod", "without an end");
	grid_print(s->t, &g);
	put_limits(s);
	put_checks(s);
	put_screening(s);
}

/* --- 7 risk --- */

void show_risk(struct show *s)
{
	static const struct table_column columns[] = {{"Severity", false, false},   {"Flag", false, true},
						      {"Description", false, true}, {"Class", false, false},
						      {"State", false, false},      {"Detected", false, false}};
	static const struct show_row rows[] = {{"Risk level", "riskLevel", AS_WORDS, true}};
	const struct json_node *list = json_at(s->view, "riskFlags");
	struct grid g = {.count = 0};
	struct table table;
	show_rows(s, &g, rows, ARRAY_LEN(rows));
	grid_print(s->t, &g);
	if (!json_is_known(list))
		return;
	if (!list->count) {
		show_none(s, "No flag.");
		return;
	}
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		struct str severity = json_text_at(it, "severity");
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, show_style(severity), severity);
		table_set(&table, 1, STYLE_PLAIN, format_words(s->arena, json_text_at(it, "type")));
		table_set(&table, 2, STYLE_PLAIN, json_text_at(it, "description"));
		table_set(&table, 3, STYLE_QUIET, json_text_at(it, "category"));
		table_set(&table, 4, STYLE_QUIET, format_words(s->arena, json_text_at(it, "status")));
		table_set(&table, 5, STYLE_PLAIN, show_value(s, json_at(it, "detectedAt"), AS_WHEN));
	}
	show_subhead(s, "Flags", list);
	table_print(s->t, &table);
}
