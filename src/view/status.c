#include "view/status.h"

enum scope {
	SCOPE_LOGIN,
	SCOPE_DEPOSIT,
	SCOPE_BET,
	SCOPE_WITHDRAW,
	SCOPE_BONUS,
	SCOPE_MARKETING,
	SCOPE_COUNT
}; /* the schema's order */

#define S(x) (1u << SCOPE_##x)

/* What each state keeps a customer from. Withdrawing stays open to the excluded: the balance is theirs. */
#define SUSPENDED_SCOPES (S(DEPOSIT) | S(BET) | S(WITHDRAW) | S(BONUS) | S(MARKETING))
#define CLOSED_SCOPES    (S(LOGIN) | SUSPENDED_SCOPES)
#define EXCLUDED_SCOPES  (S(LOGIN) | S(DEPOSIT) | S(BET) | S(BONUS) | S(MARKETING))
#define COOLING_SCOPES   (S(DEPOSIT) | S(BET) | S(BONUS) | S(MARKETING))

bool status_strictest(const struct facts *profile, const struct facts *risk, enum account_status *ret)
{
	bool excluded = risk && risk->risk.excluded;
	if (!profile && !excluded)
		return false;
	enum account_status s = profile ? profile->profile.status : ACCOUNT_ACTIVE;
	*ret = excluded ? MAX(s, ACCOUNT_SELF_EXCLUDED) : s;
	return true;
}

static void put_time_or_null(struct json_writer *w, struct str key, int64_t ms)
{
	if (ms)
		json_kv_time(w, key, ms);
	else
		json_kv_null(w, key);
}

static void put_one(struct json_writer *w, unsigned scope, struct str reason, int64_t since_ms, int64_t until_ms)
{
	static const char *const names[SCOPE_COUNT] = {"login", "deposit", "bet", "withdraw", "bonus", "marketing"};
	json_open_object(w);
	json_kv_str(w, STR("scope"), str_of(names[scope]));
	json_kv_str(w, STR("publicReason"), reason);
	put_time_or_null(w, STR("since"), since_ms);
	put_time_or_null(w, STR("until"), until_ms);
	json_close_object(w);
}

/* What a source says itself stands for what would follow from the state: once a scope, with the source's words and dates. */
static unsigned scopes_of_source(const struct facts *risk, int64_t now_ms)
{
	unsigned scopes = 0;
	for (unsigned i = 0; i < risk->risk.restriction_count; i++) {
		int64_t until_ms = risk->risk.restrictions[i].until_ms;
		if (!until_ms || until_ms > now_ms)
			scopes |= 1u << risk->risk.restrictions[i].scope;
	}
	return scopes;
}

static void put_from_source(struct json_writer *w, const struct facts *risk, int64_t now_ms)
{
	for (unsigned i = 0; i < risk->risk.restriction_count; i++) {
		int64_t until_ms = risk->risk.restrictions[i].until_ms;
		if (until_ms && until_ms <= now_ms)
			continue;
		put_one(w, risk->risk.restrictions[i].scope, str_of(risk->risk.restrictions[i].reason),
			risk->risk.restrictions[i].since_ms, until_ms);
	}
}

/* A state's scopes but those in @said, which it adds to. */
static void put_state(struct json_writer *w, unsigned *said, unsigned scopes, const char *reason, int64_t since_ms,
		      int64_t until_ms)
{
	for (unsigned i = 0; i < SCOPE_COUNT; i++)
		if ((scopes & ~*said) >> i & 1)
			put_one(w, i, str_of(reason), since_ms, until_ms);
	*said |= scopes;
}

void restrictions_put(struct json_writer *w, const struct facts *profile, const struct facts *risk, int64_t now_ms)
{
	enum account_status status;
	if (!profile || !risk || !status_strictest(profile, risk, &status)) {
		json_put_null(w);
		return;
	}
	unsigned said = scopes_of_source(risk, now_ms);
	json_open_array(w);
	put_from_source(w, risk, now_ms);
	if (status == ACCOUNT_CLOSED)
		put_state(w, &said, CLOSED_SCOPES, "Account closed", profile->profile.status_since_ms, 0);
	if (status == ACCOUNT_SUSPENDED)
		put_state(w, &said, SUSPENDED_SCOPES, "Account suspended", profile->profile.status_since_ms, 0);
	if (status == ACCOUNT_SELF_EXCLUDED)
		put_state(w, &said, EXCLUDED_SCOPES, "Self-excluded", risk->risk.exclusion_since_ms,
			  risk->risk.exclusion_until_ms);
	if (risk->risk.cooling && !(risk->risk.cooling_until_ms && risk->risk.cooling_until_ms <= now_ms))
		put_state(w, &said, COOLING_SCOPES, "Cooling off", risk->risk.cooling_since_ms, risk->risk.cooling_until_ms);
	if (risk->risk.deposit_blocked)
		put_state(w, &said, S(DEPOSIT), "Deposit limit is zero", 0, 0);
	if (risk->risk.bet_blocked)
		put_state(w, &said, S(BET), "Play limit is zero", 0, 0);
	json_close_array(w);
}

static int64_t sooner(int64_t than_ms, int64_t until_ms, int64_t now_ms)
{
	return until_ms > now_ms && until_ms < than_ms ? until_ms : than_ms;
}

int64_t restrictions_change_at(const struct facts *risk, int64_t now_ms)
{
	int64_t at_ms = sooner(INT64_MAX, risk->risk.cooling ? risk->risk.cooling_until_ms : 0, now_ms);
	for (unsigned i = 0; i < risk->risk.restriction_count; i++)
		at_ms = sooner(at_ms, risk->risk.restrictions[i].until_ms, now_ms);
	return at_ms;
}
