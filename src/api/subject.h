/* api/subject.h - the customer whom a call is about: looked up first, since only the customer service says who exists; then a
 * source is asked about that customer.
 * Thread: the call's loop. Life: subject_find or subject_ask .. subject_end (also from on_abort). */
#pragma once

#include "api/api.h"

struct subject {
	struct call *c;
	struct view view;
	struct ask_ticket *ticket; /* of what a source was asked; NULL: nothing is under way. The callback clears it. */
	void (*then)(struct subject *s);
};

/* Looks at the profile and @parts of the customer in the path and calls @then when they are there or given up; or answers 404
 * itself. The resource sets c->on_abort before; that calls subject_end(), and is called before the 404 too. */
void subject_find(struct subject *s, struct call *c, unsigned parts, void (*then)(struct subject *s));
/* The same for a resource that has nothing else to let go: on_abort ends @s, which becomes the call's state. */
void subject_ask(struct subject *s, struct call *c, unsigned parts, void (*then)(struct subject *s));
/* Whether a source could be asked. If not, the subject ends and the call is answered. */
void subject_asked(struct subject *s, enum err e);
/* Lets go of the looks, and calls off what is under way. Any number of times. */
void subject_end(struct subject *s);

/* The name of the service that has @part. */
const char *subject_source(const struct subject *s, enum part part);

/* The customer service knows this customer; false: it does not answer. */
bool subject_known(const struct subject *s);
/* NULL when not known. */
const struct currency *subject_currency(const struct subject *s);
/* IANA name; "UTC" when not known. */
struct str subject_time_zone(const struct subject *s);
/* What that service's failure is to the client, recorded with @members; ends the subject. */
void subject_answer_failed(struct subject *s, enum part part, enum source_error e, struct str members);
/* The same about the customer service. */
void subject_answer_unknown(struct subject *s);

/* "meta":{"source":…,"fetchedAt":…,"ageMs":…,"state":…,"error":…} of something asked for just now. */
void meta_put_now(struct json_writer *w, const char *source);
void meta_put_look(struct json_writer *w, const char *source, const struct look *l);
