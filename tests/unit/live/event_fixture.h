/* Events made from the tables, so that a new type or member is tested as soon as it has its row. */
#pragma once

#include "base/clock.h"
#include "live/event.h"
#include "live/event_form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define NOON       INT64_C(1790000000000) /* when the portal takes what these tests send */
#define NOON_TEXT  "2026-09-21T14:13:20Z"
#define EVENT_ROOM (96u << 10)

/* A value that is right for the kind. */
static inline const char *sample_of(const struct event_field *f)
{
	static char text[64];
	switch (f->kind) {
	case EVENT_KIND_MONEY:
		return "12.50";
	case EVENT_KIND_BALANCE:
		return "\"-3.25\"";
	case EVENT_KIND_BOOL:
		return "true";
	case EVENT_KIND_DECIMAL:
		return "-12.5";
	case EVENT_KIND_COUNT:
		return "60";
	case EVENT_KIND_TIME:
		return "\"2026-09-21T00:00:00Z\"";
	case EVENT_KIND_COUNTRY:
		return "\"MT\"";
	case EVENT_KIND_IP:
		return "\"2001:db8::1\"";
	case EVENT_KIND_CARD:
		return "\"4111 1111 1111 1111\"";
	case EVENT_KIND_ENUM:
		snprintf(text, sizeof text, "\"%s\"", f->words->words[1]);
		return text;
	default:
		snprintf(text, sizeof text, "\"%.*s 1\"", STR_ARG(f->name));
		return text;
	}
}

/* What differs from an event that is right. */
struct odd {
	const struct event_field *field; /* NULL: none */
	const char *value;               /* NULL: left out */
	const char *currency;            /* NULL: "EUR" where there is one; "": left out */
	const char *id;                  /* NULL: "1" */
	bool required_only;
};

static inline struct str make_event(char *out, enum event_type t, struct odd odd)
{
	const struct event_form *form = &event_forms[t];
	int n = snprintf(out, EVENT_ROOM,
			 "{\"specversion\":\"1.0\",\"id\":\"%s\",\"source\":\"/operator/games\",\"type\":\"pitboss.%.*s\","
			 "\"subject\":\"CUS-000001\",\"time\":\"" NOON_TEXT "\",\"data\":{",
			 odd.id ? odd.id : "1", STR_ARG(form->name));
	const char *comma = "";
	for (size_t i = 0; i < form->count; i++) {
		const struct event_field *f = &form->fields[i];
		const char *value = f == odd.field ? odd.value : sample_of(f);
		if (!value || (odd.required_only && !f->required && f != odd.field))
			continue;
		n += snprintf(out + n, EVENT_ROOM - (size_t)n, "%s\"%.*s\":%s", comma, STR_ARG(f->name), value);
		comma = ",";
	}
	const char *currency = odd.currency ? odd.currency : "EUR";
	bool wanted = form->currency == EVENT_REQUIRED || (form->currency == EVENT_OPTIONAL && !odd.required_only);
	if (*currency && (wanted || odd.currency))
		n += snprintf(out + n, EVENT_ROOM - (size_t)n, "%s\"currency\":\"%s\"", comma, currency);
	n += snprintf(out + n, EVENT_ROOM - (size_t)n, "}}");
	assert_true((size_t)n < EVENT_ROOM);
	return str_mem(out, (size_t)n);
}
