#include "access/perm.h"

static const char *const role_names[ROLE_COUNT_] = {
	[ROLE_AGENT] = "agent", [ROLE_SUPPORT] = "support", [ROLE_COMPLIANCE] = "compliance", [ROLE_VIP] = "vip",
	[ROLE_MLRO] = "mlro",   [ROLE_ADMIN] = "admin",     [ROLE_AUDITOR] = "auditor",       [ROLE_MACHINE] = "machine",
};

static const char *const action_names[ACTION_COUNT_] = {
	[ACTION_NONE_] = "none",
	[ACTION_PUBLIC] = "public",
	[ACTION_SIGNED_ON] = "signed_on",
	[ACTION_CUSTOMER_SEARCH] = "customer_search",
	[ACTION_CUSTOMER_VIEW] = "customer_view",
	[ACTION_DOCUMENT_VIEW] = "document_view",
	[ACTION_REVEAL] = "reveal",
	[ACTION_SOURCES_VIEW] = "sources_view",
	[ACTION_WALL_VIEW] = "wall_view",
	[ACTION_AUDIT_VIEW] = "audit_view",
	[ACTION_METRICS_VIEW] = "metrics_view",
	[ACTION_EVENTS_SEND] = "events_send",
	[ACTION_EVENTS_VIEW] = "events_view",
	[ACTION_ALERTS_VIEW] = "alerts_view",
};

/* clang-format off */
/* The table. A column a role; 1 allows. */
static const bool allowed[ACTION_COUNT_][ROLE_COUNT_] = {
	/*                           agent  support  compliance  vip  mlro  admin  auditor  machine */
	[ACTION_NONE_]           = {     0,       0,          0,   0,    0,     0,       0,       0 },
	[ACTION_PUBLIC]          = {     1,       1,          1,   1,    1,     1,       1,       1 },
	[ACTION_SIGNED_ON]       = {     1,       1,          1,   1,    1,     1,       1,       1 },
	[ACTION_CUSTOMER_SEARCH] = {     1,       1,          1,   1,    1,     0,       1,       1 },
	[ACTION_CUSTOMER_VIEW]   = {     1,       1,          1,   1,    1,     0,       1,       1 },
	/* Without more; the others through a reveal with a reason, which is the route's business. */
	[ACTION_DOCUMENT_VIEW]   = {     0,       0,          1,   0,    1,     0,       0,       0 },
	[ACTION_REVEAL]          = {     1,       1,          1,   1,    1,     0,       0,       0 },
	[ACTION_SOURCES_VIEW]    = {     1,       1,          1,   1,    1,     1,       0,       0 },
	/* Like the view of any one of them. */
	[ACTION_WALL_VIEW]       = {     1,       1,          1,   1,    1,     0,       1,       1 },
	[ACTION_AUDIT_VIEW]      = {     0,       0,          1,   0,    0,     1,       1,       0 },
	[ACTION_METRICS_VIEW]    = {     0,       0,          0,   0,    0,     1,       0,       0 },
	[ACTION_EVENTS_SEND]     = {     0,       0,          0,   0,    0,     0,       0,       0 },
	[ACTION_EVENTS_VIEW]     = {     0,       0,          0,   0,    0,     1,       0,       0 },
	[ACTION_ALERTS_VIEW]     = {     1,       1,          1,   1,    1,     0,       1,       1 },
};
_Static_assert(ROLE_AGENT == 0 && ROLE_SUPPORT == 1 && ROLE_COMPLIANCE == 2 && ROLE_VIP == 3 && ROLE_MLRO == 4 && ROLE_ADMIN == 5 &&
	       ROLE_AUDITOR == 6 && ROLE_MACHINE == 7 && ROLE_COUNT_ == 8, "the table's columns");

/* Payment cards are first 6 + last 4 for everybody: no bit lifts that. AML is absent, not masked, without its bit. */
static const unsigned sights[ROLE_COUNT_] = {
	[ROLE_AGENT]      = SIGHT_MODEL,
	[ROLE_SUPPORT]    = 0,
	[ROLE_COMPLIANCE] = SIGHT_CONTACT | SIGHT_PERSONAL | SIGHT_DOCUMENT | SIGHT_AML | SIGHT_MODEL,
	[ROLE_VIP]        = SIGHT_VALUE,
	[ROLE_MLRO]       = SIGHT_CONTACT | SIGHT_PERSONAL | SIGHT_DOCUMENT | SIGHT_AML | SIGHT_MODEL,
	[ROLE_ADMIN]      = 0,
	[ROLE_AUDITOR]    = 0,
	[ROLE_MACHINE]    = 0,
};
/* clang-format on */

bool perm_allows(enum role r, enum action a)
{
	return (unsigned)r < ROLE_COUNT_ && (unsigned)a < ACTION_COUNT_ && allowed[a][r];
}

unsigned perm_sight(enum role r)
{
	return (unsigned)r < ROLE_COUNT_ ? sights[r] : 0;
}

const char *role_name(enum role r)
{
	return (unsigned)r < ROLE_COUNT_ ? role_names[r] : "unknown";
}

const char *action_name(enum action a)
{
	return (unsigned)a < ACTION_COUNT_ ? action_names[a] : "unknown";
}

bool role_parse(struct str s, enum role *ret)
{
	for (unsigned i = 0; i < ROLE_COUNT_; i++)
		if (str_is(s, role_names[i])) {
			*ret = (enum role)i;
			return true;
		}
	return false;
}
