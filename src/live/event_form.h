/* live/event_form.h - the tables made of event_types.h that the parser goes by. Private to live/event*.c. */
#pragma once

#include "live/event.h"

enum event_kind {
	EVENT_KIND_ID,
	EVENT_KIND_TEXT,
	EVENT_KIND_PROSE,
	EVENT_KIND_MONEY,
	EVENT_KIND_BALANCE,
	EVENT_KIND_BOOL,
	EVENT_KIND_DECIMAL,
	EVENT_KIND_COUNT,
	EVENT_KIND_TIME,
	EVENT_KIND_COUNTRY,
	EVENT_KIND_IP,
	EVENT_KIND_CARD,
	EVENT_KIND_ENUM,
	EVENT_KIND_COUNT_
};

enum event_presence { EVENT_OPTIONAL, EVENT_REQUIRED, EVENT_NONE };

struct event_words {
	const char *const *words; /* [0] is NULL */
	size_t count;             /* with it */
};

struct event_field {
	struct str name;
	enum event_kind kind;
	bool required;
	size_t offset; /* in struct live_event */
	int64_t limit;
	const struct event_words *words; /* ENUM */
};
#define EVENT_FIELDS_MAX 16 /* of one type */

struct event_form {
	struct str name; /* without the prefix */
	enum event_presence currency;
	const struct event_field *fields;
	size_t count;
};

/* [EVENT_TYPE_COUNT_] is the form without fields of a type that is none of ours. */
extern const struct event_form event_forms[EVENT_TYPE_COUNT_ + 1];
