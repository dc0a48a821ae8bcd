/* access/perm.h - the one table of who may do what: role x action, and what each role may see. Constant; any thread.
 * Every route of the API names an action; a route without one does not compile (ACTION_NONE_ is refused by the route table's
 * static check). */
#pragma once

#include "base/str.h"

enum role { ROLE_AGENT, ROLE_SUPPORT, ROLE_COMPLIANCE, ROLE_VIP, ROLE_MLRO, ROLE_ADMIN, ROLE_AUDITOR, ROLE_MACHINE, ROLE_COUNT_ };

enum action {
	ACTION_NONE_,
	ACTION_PUBLIC,    /* sign-on, health, the API's own description: no session needed */
	ACTION_SIGNED_ON, /* any signed-on person: own session */
	ACTION_CUSTOMER_SEARCH,
	ACTION_CUSTOMER_VIEW, /* the view, its sections, lists, timeline, stream */
	ACTION_DOCUMENT_VIEW, /* content of KYC documents */
	ACTION_REVEAL,
	ACTION_SOURCES_VIEW,
	ACTION_WALL_VIEW, /* who plays, stakes and alerts of all customers */
	ACTION_AUDIT_VIEW,
	ACTION_METRICS_VIEW,
	ACTION_EVENTS_SEND, /* no person's: by a sender's own token, see api/senders.h */
	ACTION_EVENTS_VIEW, /* events that were set aside */
	ACTION_ALERTS_VIEW, /* the list of alerts, and one's own mark in it */
	ACTION_COUNT_
};

/* What a role sees unmasked. A permission class is a set of these: fragments, versions and ETags are made per class. */
enum sight {
	SIGHT_CONTACT = 1 << 0,  /* email, phone */
	SIGHT_PERSONAL = 1 << 1, /* date of birth, address */
	SIGHT_DOCUMENT = 1 << 2, /* document numbers */
	SIGHT_AML = 1 << 3,      /* AML flags exist */
	SIGHT_VALUE = 1 << 4,    /* value analytics in full */
	SIGHT_MODEL = 1 << 5,    /* model internals */
};
#define SIGHT_CLASSES 64

bool perm_allows(enum role r, enum action a);
unsigned perm_sight(enum role r);
const char *role_name(enum role r);
const char *action_name(enum action a);
bool role_parse(struct str s, enum role *ret);
