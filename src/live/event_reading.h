/* live/event_reading.h - what the two halves of the parser share: event_parse.c (envelope and data) and event_value.c (the kinds
 * of members). Private to them. */
#pragma once

#include "live/event.h"
#include "live/event_form.h"

/* An amount waits for its currency. */
struct event_sum {
	struct str text; /* p == NULL: none */
	bool number;
};

struct event_reading {
	struct json_reader r;
	struct arena *a;
	struct live_event *e;
	struct err_info *info;
	enum err verdict; /* OK, ERR_UPSTREAM, ERR_SHAPE */
	struct event_cut **cuts_end;
	struct json_reader data; /* where it stands, when it came before the type */
	bool data_waits;
	uint32_t members; /* of the envelope that were there */
	unsigned extensions;
};

/* The first failure of the gravest kind stays. @name may be anybody's text. */
void event_refuse(struct event_reading *p, enum err verdict, const char *folder, struct str name, const char *why);
static inline void event_wrong(struct event_reading *p, const struct event_field *f, const char *why)
{
	event_refuse(p, ERR_UPSTREAM, "/data/", f->name, why);
}
bool event_has_controls(struct str s);
/* A member whose value is a card's number, whatever it looks like. */
bool event_names_card(struct str name);
/* A value that nobody here understands is kept, but no card number in it; @card: it is said to be one. */
void event_keep_value(struct event_reading *p, struct json_reader *r, bool card);
/* False: refused, or not JSON. @ret_raw is its place in the JSON. */
bool event_get_text(struct event_reading *p, struct json_reader *r, const struct event_field *f, struct str *ret,
		    struct str *ret_raw);
/* Reads and checks the value of @f into the event, an amount into @sum: it is settled when its currency is known. */
void event_read_value(struct event_reading *p, struct json_reader *r, const struct event_field *f, struct event_sum *sum);
void event_settle_amount(struct event_reading *p, const struct event_field *f, struct event_sum sum);
/* As event_parse(), for texts of up to @max_bytes: what is kept may be longer than what was sent, where card numbers were cut. */
NODISCARD enum err event_parse_within(struct str json, size_t max_bytes, int64_t received_ms, struct arena *a,
				      struct live_event *ret, struct err_info *info);
