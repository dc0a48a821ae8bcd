/* live/alert.h - an alert: a hit of an instant rule, or a flag that a service told of by a fraud.alert event; one noun for the
 * page, the list, the wall and what is pushed. Also how the rules see an event. Pure.
 *
 * An alert's id is a hash of what makes it one, (customer, rule, opened) or (source, flag): the same when the journal is read
 * again, and telling nothing of its order. What is lent lives as long as the call that hands the alert out. Thread: any. */
#pragma once

#include "live/event.h"
#include "rules/signals.h"

/* False: no rule looks at events of this kind. */
bool alert_signal_of(const struct live_event *e, struct signal_event *ret);

#define ALERT_ID_BYTES 16
#define ALERT_ID_MAX   (2 * ALERT_ID_BYTES)

enum alert_origin { ALERT_OF_RULE, ALERT_OF_SOURCE };
const char *alert_origin_name(enum alert_origin o); /* "rule", "source". Static */

struct alert {
	char id[ALERT_ID_MAX + 1];
	enum alert_origin origin;
	enum signal_class class;
	enum signal_severity severity, before; /* before: SIGNAL_NONE for a new one */
	struct str customer;                   /* lent */
	struct str rule;                       /* the rule's id, or the source's word for the flag; lent */
	struct str flag_id;                    /* on the customer's page: .id, or what the source calls it; lent */
	struct str description;                /* the source's own words; empty for a rule's. Lent */
	int64_t opened_ms;                     /* moments of the events: of the first */
	int64_t risen_ms;                      /* of the one that made or raised it */
	int64_t last_ms;                       /* of the last time that its rule held */
	int64_t heard_ms;                      /* wall clock: when the portal learned of it, or that it is graver */
	uint64_t seq;                          /* of the event behind this hit */
	struct str evidence;                   /* JSON object, as the notice's data; empty: none was made. Lent */
};

/* @e tipped @h. */
void alert_of_hit(const struct signal_rules *r, const struct live_event *e, const struct signal_hit *h, struct alert *ret);
/* @e is a fraud.alert; @before: how grave that flag was known to be. */
void alert_of_event(const struct live_event *e, enum signal_severity before, struct alert *ret);
void alert_id_of_rule(struct str customer, struct str rule, int64_t opened_ms, char ret[ALERT_ID_MAX + 1]);
void alert_id_of_source(struct str source, struct str flag_id, char ret[ALERT_ID_MAX + 1]);
/* The hit in a sentence for people, in English as services write theirs. */
#define ALERT_DESCRIPTION_MAX 240
void alert_describe(const struct signal_hit *h, char ret[ALERT_DESCRIPTION_MAX + 1]);
enum signal_class alert_class_of(enum event_class c);
enum signal_severity alert_severity_of(enum event_severity s);
