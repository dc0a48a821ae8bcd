/* Sections 8 and 9: what was said, and what was handed in. */
#include "app/format.h"
#include "app/show.h"

#include <stdio.h>

/* --- 8 support --- */

void show_support(struct show *s)
{
	static const struct table_column columns[] = {
		{"Ticket", false, false}, {"Subject", false, true}, {"State", false, false},    {"Priority", false, false},
		{"By", false, false},     {"Opened", false, false}, {"Resolved", false, false},
	};
	const struct json_node *list = json_at(s->view, "supportHistory");
	struct table table;
	if (!json_is_known(list))
		return;
	if (!list->count) {
		show_none(s, "No ticket.");
		return;
	}
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		struct str status = json_text_at(it, "status"), priority = json_text_at(it, "priority");
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, STYLE_PLAIN, json_text_at(it, "ticketId"));
		table_set(&table, 1, STYLE_PLAIN, json_text_at(it, "subject"));
		table_set(&table, 2, show_style(status), format_words(s->arena, status));
		table_set(&table, 3, show_style(priority), priority);
		table_set(&table, 4, STYLE_QUIET, json_text_at(it, "channel"));
		table_set(&table, 5, STYLE_PLAIN, show_value(s, json_at(it, "createdAt"), AS_WHEN));
		table_set(&table, 6, STYLE_QUIET, format_time(s->arena, json_text_at(it, "resolvedAt"), 0));
	}
	table_print(s->t, &table);
}

/* --- 9 documents --- */

static struct str size_of(struct show *s, const struct json_node *document)
{
	uint64_t bytes;
	return str_to_u64(json_text_at(document, "sizeBytes"), &bytes) == OK ? format_bytes(s->arena, bytes) : STR("");
}

/* A table's cell has no room for a sign of its own: it stands behind the masked text. */
static struct str number_of(struct show *s, const struct json_node *document, size_t index)
{
	char pointer[64];
	struct str number = json_text_at(document, "number");
	int n = snprintf(pointer, sizeof pointer, "/documents/%zu/number", index);
	if (!number.n || !show_is_masked(s, str_mem(pointer, (size_t)n)))
		return number;
	s->masked++;
	return format_text(s->arena, "%.*s %.*s", STR_ARG(number), STR_ARG(term_sign_text(s->t, SIGN_MASKED)));
}

void show_documents(struct show *s)
{
	static const struct table_column columns[] = {
		{"Document", false, false}, {"Kind", false, true},   {"State", false, false},
		{"Number", false, false},   {"From", false, false},  {"Uploaded", false, false},
		{"Expires", false, false},  {"Reason", false, true}, {"Size", true, false},
	};
	const struct json_node *list = json_at(s->view, "documents");
	struct table table;
	size_t index = 0;
	if (!json_is_known(list))
		return;
	if (!list->count) {
		show_none(s, "No document.");
		return;
	}
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		struct str status = json_text_at(it, "status");
		size_t at = index++;
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, STYLE_PLAIN, json_text_at(it, "documentId"));
		table_set(&table, 1, STYLE_PLAIN, format_words(s->arena, json_text_at(it, "kind")));
		table_set(&table, 2, show_style(status), format_words(s->arena, status));
		table_set(&table, 3, STYLE_PLAIN, number_of(s, it, at));
		table_set(&table, 4, STYLE_PLAIN, json_text_at(it, "issuingCountry"));
		table_set(&table, 5, STYLE_PLAIN, show_value(s, json_at(it, "uploadedAt"), AS_DAY));
		table_set(&table, 6, STYLE_PLAIN, show_value(s, json_at(it, "expiresAt"), AS_DAY));
		table_set(&table, 7, STYLE_WARN, format_words(s->arena, json_text_at(it, "rejectReason")));
		table_set(&table, 8, STYLE_QUIET, size_of(s, it));
	}
	table_print(s->t, &table);
}
