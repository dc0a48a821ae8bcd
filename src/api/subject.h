/* api/subject.h - the customer whom a call is about: looked up first, since only the customer service says who exists.
 * Thread: the call's loop. Life: subject_find .. subject_end (also from on_abort). */
#pragma once

#include "api/api.h"

struct subject {
	struct call *c;
	struct view view;
	void (*then)(struct subject *s);
};

/* Looks at the profile and @parts of the customer in the path and calls @then when they are there or given up; or answers 404
 * itself. The resource sets c->on_abort before; that calls subject_end(), and is called before the 404 too. */
void subject_find(struct subject *s, struct call *c, unsigned parts, void (*then)(struct subject *s));
void subject_end(struct subject *s);

/* The customer service knows this customer; false: it does not answer. */
bool subject_known(const struct subject *s);
/* NULL when not known. */
const struct currency *subject_currency(const struct subject *s);
/* IANA name; "UTC" when not known. */
struct str subject_time_zone(const struct subject *s);
/* 503 about the customer service, recorded; ends the subject. */
void subject_answer_unknown(struct subject *s);

/* "meta":{"source":…,"fetchedAt":…,"ageMs":…,"state":…,"error":…} of something asked for just now. */
void meta_put_now(struct json_writer *w, const char *source);
void meta_put_look(struct json_writer *w, const char *source, const struct look *l);
