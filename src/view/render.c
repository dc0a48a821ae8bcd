#include "view/render.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "view/definitions.h"

#include <stdio.h>

#define FIELD_BIT(f) (1ull << (f))

struct render_ctx {
	struct render *out;
	struct json_writer w;
	struct record_style style;
	const struct record *r;
	unsigned exponent;
};

/* A fragment is the inside of an object: the braces are written for the writer's sake and left out of its range. */
static void fragment_open(struct render_ctx *c, enum fragment f)
{
	MUST(c->out->count < PART_FRAGMENTS_MAX);
	json_writer_init(&c->w, c->out->text);
	json_open_object(&c->w);
	c->out->at[c->out->count] = (struct rendered_fragment){
		.fragment = f, .start = (uint32_t)c->out->text->n, .first_span = (uint32_t)c->out->spans->count};
}

static void fragment_close(struct render_ctx *c)
{
	struct rendered_fragment *f = &c->out->at[c->out->count++];
	f->length = (uint32_t)c->out->text->n - f->start;
	f->spans = (uint32_t)c->out->spans->count - f->first_span;
	json_close_object(&c->w);
}

static const struct value *val(const struct render_ctx *c, size_t field)
{
	return &c->r->values[field];
}

static void put(struct render_ctx *c, struct str key, size_t field)
{
	json_key(&c->w, key);
	record_put(&c->w, c->r, field, STR(""), &c->style);
}

#define PUT(c, lit, field) put((c), STR(lit), (field))

static void put_sum(struct render_ctx *c, struct str key, struct sum s)
{
	json_key(&c->w, key);
	sum_put(&c->w, s, c->exponent);
}

/* --- customer --- */

static void render_profile(struct render_ctx *c)
{
	struct facts *f = &c->out->facts;
	f->profile.status = (enum account_status)val(c, F_PROFILE_accountStatus)->index;
	const struct value *zone = val(c, F_PROFILE_timeZone);
	/* A name that is too long for a time zone is none. */
	if (!zone->present || !str_copy(f->profile.time_zone, sizeof f->profile.time_zone, zone->text))
		f->profile.time_zone[0] = '\0';
	f->profile.status_since_ms = val(c, F_PROFILE_statusSince)->present ? val(c, F_PROFILE_statusSince)->i64 : 0;
	fragment_open(c, FRAG_PROFILE);
	record_write_members(&c->w, c->r, 0, F_PROFILE_COUNT_,
			     FIELD_BIT(F_PROFILE_customerId) | FIELD_BIT(F_PROFILE_accountStatus), STR(""), &c->style);
	fragment_close(c);
}

static void render_logins(struct render_ctx *c)
{
	fragment_open(c, FRAG_LOGINS);
	PUT(c, "recentLogins", F_LOGINS_recentLogins);
	PUT(c, "devices", F_LOGINS_devices);
	fragment_close(c);
}

/* --- gaming --- */

static void render_rtp(struct render_ctx *c)
{
	struct rtp rtp;
	bool known = rtp_compute(val(c, F_GAMING_games), &rtp);
	rtp_put(&c->w, known ? &rtp : NULL);
	JSON_KEY(&c->w, "theoreticalRtp");
	if (known && rtp.theoretical > 0)
		statistic_put(&c->w, rtp.theoretical);
	else
		json_put_null(&c->w);
	JSON_KEY(&c->w, "sportsMargin");
	ratio_put(&c->w, known ? rtp.sports_wagered - rtp.sports_won : 0, known ? rtp.sports_wagered : 0, RATIO_DIGITS);
}

static void render_games(struct render_ctx *c)
{
	const struct value *games = val(c, F_GAMING_games);
	JSON_KEY(&c->w, "games");
	if (!games->present) {
		json_put_null(&c->w);
		return;
	}
	json_open_array(&c->w);
	for (size_t i = 0; i < games->list.count; i++) {
		const struct record *g = &games->list.items[i];
		json_open_object(&c->w);
		record_write_members(&c->w, g, 0, F_GAME_STAT_COUNT_, 0, STR(""), &c->style);
		JSON_KEY(&c->w, "rtp");
		struct rtp rtp = {0}; /* of sports there is none */
		bool known = rtp_of_game(g, &rtp);
		ratio_put(&c->w, known ? rtp.won : 0, known ? rtp.wagered : 0, RATIO_DIGITS);
		json_close_object(&c->w);
	}
	json_close_array(&c->w);
}

static void render_win_loss(struct render_ctx *c)
{
	const struct value *won = val(c, F_GAMING_winningBets), *lost = val(c, F_GAMING_losingBets);
	JSON_KEY(&c->w, "winLossRatio");
	ratio_put(&c->w, won->present ? won->i64 : 0, won->present && lost->present ? lost->i64 : 0, RATIO_DIGITS);
}

static void render_gaming(struct render_ctx *c)
{
	struct sum wagered = sum_of(val(c, F_GAMING_totalWagered)), won = sum_of(val(c, F_GAMING_totalWon));
	struct sum ggr = sum_minus(wagered, won), average = {0};
	average.known = money_div_half_even(wagered.minor, val(c, F_GAMING_totalBets)->i64, &average.minor) == OK;
	c->out->facts.gaming.ggr = ggr.minor;
	c->out->facts.gaming.known = ggr.known;
	c->out->facts.gaming.jackpot_contributions = sum_or_zero(val(c, F_GAMING_jackpotContributions)).minor;
	c->out->facts.gaming.duty = sum_or_zero(val(c, F_GAMING_duty)).minor;

	fragment_open(c, FRAG_GAMING);
	JSON_KEY(&c->w, "gamingStats");
	json_open_object(&c->w);
	PUT(c, "totalBets", F_GAMING_totalBets);
	PUT(c, "totalWagered", F_GAMING_totalWagered);
	PUT(c, "totalWon", F_GAMING_totalWon);
	put_sum(c, STR("netPosition"), sum_minus(won, wagered));
	PUT(c, "favoriteGame", F_GAMING_favoriteGame);
	PUT(c, "lastGamePlayed", F_GAMING_lastGamePlayed);
	put_sum(c, STR("averageBetSize"), average);
	PUT(c, "sessionCount", F_GAMING_sessionCount);
	PUT(c, "winningBets", F_GAMING_winningBets);
	PUT(c, "losingBets", F_GAMING_losingBets);
	render_win_loss(c);
	put_sum(c, STR("ggr"), ggr);
	render_rtp(c);
	PUT(c, "openBets", F_GAMING_openBets);
	PUT(c, "openStakes", F_GAMING_openStakes);
	PUT(c, "voidBets", F_GAMING_voidBets);
	PUT(c, "freeBetStakes", F_GAMING_freeBetStakes);
	PUT(c, "jackpotsWon", F_GAMING_jackpotsWon);
	PUT(c, "jackpotContributions", F_GAMING_jackpotContributions);
	render_games(c);
	json_close_object(&c->w);
	fragment_close(c);
}

static void render_play(struct render_ctx *c)
{
	fragment_open(c, FRAG_PLAY);
	PUT(c, "activeSessions", F_PLAY_activeSessions);
	PUT(c, "betsInPlay", F_PLAY_betsInPlay);
	fragment_close(c);
}

/* --- wallet --- */

static void render_pocket(struct render_ctx *c, const struct record *pocket, bool *balanced)
{
	struct sum computed = pocket_computed(pocket);
	struct sum difference = sum_minus(sum_of(&pocket->values[F_POCKET_balance]), computed);
	bool is_cash = str_is(pocket->values[F_POCKET_pocket].text, "cash");
	json_open_object(&c->w);
	record_write_members(&c->w, pocket, 0, F_POCKET_COUNT_, 0, STR(""), &c->style);
	put_sum(c, STR("computed"), computed);
	put_sum(c, STR("difference"), difference);
	json_close_object(&c->w);
	*balanced &= difference.known && difference.minor == 0;
	/* The ledger is of the moment it was fetched; so is the cash that it is held against. */
	const struct record *fetched = c->out->fetched ? c->out->fetched : c->r;
	if (is_cash)
		*balanced &= pocket->values[F_POCKET_balance].money.minor == fetched->values[F_WALLET_cash].money.minor;
}

/* "balanced" is null when the source shows no ledger: nothing was proved. */
static void render_reconciliation(struct render_ctx *c)
{
	const struct value *pockets = val(c, F_WALLET_pockets);
	bool balanced = true;
	JSON_KEY(&c->w, "reconciliation");
	json_open_object(&c->w);
	JSON_KEY(&c->w, "pockets");
	if (pockets->present) {
		json_open_array(&c->w);
		for (size_t i = 0; i < pockets->list.count; i++)
			render_pocket(c, &pockets->list.items[i], &balanced);
		json_close_array(&c->w);
	} else {
		json_put_null(&c->w);
	}
	JSON_KEY(&c->w, "balanced");
	if (pockets->present && pockets->list.count)
		json_put_bool(&c->w, balanced);
	else
		json_put_null(&c->w);
	json_close_object(&c->w);
}

static void render_last_deposit(struct render_ctx *c)
{
	JSON_KEY(&c->w, "lastDeposit");
	if (!val(c, F_WALLET_lastDepositAmount)->present) {
		json_put_null(&c->w);
		return;
	}
	json_open_object(&c->w);
	PUT(c, "amount", F_WALLET_lastDepositAmount);
	PUT(c, "method", F_WALLET_lastDepositMethod);
	PUT(c, "date", F_WALLET_lastDepositDate);
	json_close_object(&c->w);
}

/* The bonus balance; where a wallet has no such pocket, what its active bonuses are worth. */
static struct sum active_bonus(const struct render_ctx *c)
{
	const struct value *bonuses = val(c, F_WALLET_bonuses);
	if (val(c, F_WALLET_bonus)->present || !bonuses->present)
		return sum_of(val(c, F_WALLET_bonus));
	struct sum s = {.known = true};
	for (size_t i = 0; i < bonuses->list.count; i++) {
		const struct record *b = &bonuses->list.items[i];
		if (str_is(str_of(b->schema->fields[F_BONUS_state].values[b->values[F_BONUS_state].index]), "active"))
			s = sum_plus(s, sum_of(&b->values[F_BONUS_amount]));
	}
	return s;
}

static void render_balances(struct render_ctx *c)
{
	JSON_KEY(&c->w, "balances");
	json_open_object(&c->w);
	PUT(c, "cash", F_WALLET_cash);
	PUT(c, "bonus", F_WALLET_bonus);
	PUT(c, "reserved", F_WALLET_reserved);
	PUT(c, "openStakes", F_WALLET_openStakes);
	PUT(c, "withdrawable", F_WALLET_withdrawable);
	json_close_object(&c->w);
}

static void render_wallet(struct render_ctx *c)
{
	struct sum gone =
		sum_plus(sum_or_zero(val(c, F_WALLET_depositsRefunded)), sum_or_zero(val(c, F_WALLET_depositsChargedBack)));
	struct sum deposits = sum_minus(sum_of(val(c, F_WALLET_depositsSettled)), gone);
	struct sum withdrawals = sum_of(val(c, F_WALLET_withdrawalsPaid));
	c->out->facts.wallet.bonus_converted = sum_or_zero(val(c, F_WALLET_bonusConverted)).minor;
	c->out->facts.wallet.payment_costs = sum_or_zero(val(c, F_WALLET_paymentCosts)).minor;

	fragment_open(c, FRAG_FINANCIAL);
	PUT(c, "currency", F_WALLET_currency);
	PUT(c, "currentBalance", F_WALLET_cash);
	put_sum(c, STR("totalDeposits"), deposits);
	put_sum(c, STR("totalWithdrawals"), withdrawals);
	put_sum(c, STR("activeBonus"), active_bonus(c));
	put_sum(c, STR("lifetimeValue"), sum_minus(deposits, withdrawals));
	render_last_deposit(c);
	PUT(c, "pendingWithdrawals", F_WALLET_pendingWithdrawals);
	render_balances(c);
	PUT(c, "depositsRefunded", F_WALLET_depositsRefunded);
	PUT(c, "depositsChargedBack", F_WALLET_depositsChargedBack);
	PUT(c, "bonuses", F_WALLET_bonuses);
	PUT(c, "instruments", F_WALLET_instruments);
	render_reconciliation(c);
	fragment_close(c);
}

/* --- kyc --- */

static void render_kyc(struct render_ctx *c)
{
	fragment_open(c, FRAG_KYC_STATUS);
	PUT(c, "kycStatus", F_KYC_kycStatus);
	PUT(c, "verificationType", F_KYC_verificationType);
	fragment_close(c);
	fragment_open(c, FRAG_KYC_COMPLIANCE);
	PUT(c, "kycVerified", F_KYC_kycVerified);
	PUT(c, "proofOfAddressVerified", F_KYC_proofOfAddressVerified);
	PUT(c, "sourceOfFundsVerified", F_KYC_sourceOfFundsVerified);
	PUT(c, "sourceOfFunds", F_KYC_sourceOfFunds);
	PUT(c, "nextReviewAt", F_KYC_nextReviewAt);
	PUT(c, "checks", F_KYC_checks);
	PUT(c, "screening", F_KYC_screening);
	fragment_close(c);
	fragment_open(c, FRAG_DOCUMENTS);
	PUT(c, "documents", F_KYC_documents);
	fragment_close(c);
}

/* --- risk --- */

static bool limit_is(const struct record *l, const char *kind, const char *period)
{
	const struct field *f = l->schema->fields;
	return strcmp(f[F_LIMIT_kind].values[l->values[F_LIMIT_kind].index], kind) == 0 &&
	       (!period || strcmp(f[F_LIMIT_period].values[l->values[F_LIMIT_period].index], period) == 0);
}

/* The lowest of several limits applies (product.md, "Protect"). */
static const struct value *lowest_limit(const struct value *limits, const char *kind, const char *period, size_t field)
{
	const struct value *lowest = NULL;
	for (size_t i = 0; i < limits->list.count; i++) {
		const struct record *l = &limits->list.items[i];
		const struct value *v = &l->values[field];
		if (!limit_is(l, kind, period) || !v->present)
			continue;
		int64_t amount = field == F_LIMIT_amount ? v->money.minor : v->i64;
		if (!lowest || amount < (field == F_LIMIT_amount ? lowest->money.minor : lowest->i64))
			lowest = v;
	}
	return lowest;
}

static void put_limit(struct render_ctx *c, struct str key, const struct value *v, bool money)
{
	json_key(&c->w, key);
	if (!v)
		json_put_null(&c->w);
	else if (money)
		json_put_money(&c->w, v->money.minor, v->money.currency->exponent);
	else
		json_put_i64(&c->w, v->i64);
}

static void render_limits(struct render_ctx *c)
{
	const struct value *limits = val(c, F_RISK_limits);
	const struct value *daily = lowest_limit(limits, "deposit", "day", F_LIMIT_amount);
	struct facts *f = &c->out->facts;
	JSON_KEY(&c->w, "responsibleGamblingLimits");
	json_open_object(&c->w);
	put_limit(c, STR("dailyDepositLimit"), daily, true);
	put_limit(c, STR("weeklyLossLimit"), lowest_limit(limits, "loss", "week", F_LIMIT_amount), true);
	put_limit(c, STR("sessionTimeLimit"), lowest_limit(limits, "session_time", NULL, F_LIMIT_minutes), false);
	json_close_object(&c->w);
	for (size_t i = 0; i < limits->list.count; i++) { /* a limit that is null is none; 0 blocks */
		const struct record *l = &limits->list.items[i];
		const struct value *amount = &l->values[F_LIMIT_amount], *minutes = &l->values[F_LIMIT_minutes];
		bool zero = (amount->present && amount->money.minor == 0) || (minutes->present && minutes->i64 == 0);
		if (zero && limit_is(l, "deposit", NULL))
			f->risk.deposit_blocked = true;
		else if (zero)
			f->risk.bet_blocked = true;
	}
}

static void put_term(struct render_ctx *c, struct str key, bool present, size_t since, size_t until, size_t scheme)
{
	json_key(&c->w, key);
	if (!present) {
		json_put_null(&c->w);
		return;
	}
	json_open_object(&c->w);
	PUT(c, "since", since);
	PUT(c, "until", until);
	if (scheme)
		PUT(c, "scheme", scheme);
	json_close_object(&c->w);
}

static int64_t time_or_zero(const struct value *v)
{
	return v->present ? v->i64 : 0;
}

static void take_restrictions(struct render_ctx *c)
{
	const struct value *list = val(c, F_RISK_restrictions);
	struct facts *f = &c->out->facts;
	for (size_t i = 0; list->present && i < list->list.count && f->risk.restriction_count < RESTRICTIONS_MAX; i++) {
		const struct value *v = list->list.items[i].values;
		size_t n = f->risk.restriction_count++;
		f->risk.restrictions[n].scope = v[F_RESTRICTION_scope].index;
		f->risk.restrictions[n].since_ms = time_or_zero(&v[F_RESTRICTION_since]);
		f->risk.restrictions[n].until_ms = time_or_zero(&v[F_RESTRICTION_until]);
		struct str reason = v[F_RESTRICTION_publicReason].present ? v[F_RESTRICTION_publicReason].text : STR("");
		str_copy(f->risk.restrictions[n].reason, sizeof f->risk.restrictions[n].reason,
			 utf8_cut(reason, sizeof f->risk.restrictions[n].reason - 1));
	}
}

/* An exclusion does not end by itself: its minimum term may be over and it stands. A cooling-off ends with its term. */
static void render_risk(struct render_ctx *c)
{
	struct facts *f = &c->out->facts;
	const struct value *cooling_until = val(c, F_RISK_coolingOffUntil);
	f->risk.excluded = val(c, F_RISK_exclusionSince)->present;
	f->risk.exclusion_since_ms = time_or_zero(val(c, F_RISK_exclusionSince));
	f->risk.exclusion_until_ms = time_or_zero(val(c, F_RISK_exclusionUntil));
	f->risk.cooling =
		val(c, F_RISK_coolingOffSince)->present && !(cooling_until->present && cooling_until->i64 <= c->out->now_ms);
	f->risk.cooling_since_ms = time_or_zero(val(c, F_RISK_coolingOffSince));
	f->risk.cooling_until_ms = time_or_zero(cooling_until);
	take_restrictions(c);

	fragment_open(c, FRAG_RISK_COMPLIANCE);
	render_limits(c);
	put_term(c, STR("selfExclusionStatus"), f->risk.excluded, F_RISK_exclusionSince, F_RISK_exclusionUntil,
		 F_RISK_exclusionScheme);
	put_term(c, STR("coolingOffPeriod"), f->risk.cooling, F_RISK_coolingOffSince, F_RISK_coolingOffUntil, 0);
	PUT(c, "limits", F_RISK_limits);
	fragment_close(c);
	fragment_open(c, FRAG_RISK);
	PUT(c, "riskLevel", F_RISK_riskLevel);
	PUT(c, "riskFlags", F_RISK_riskFlags);
	fragment_close(c);
}

static void render_support(struct render_ctx *c)
{
	fragment_open(c, FRAG_SUPPORT);
	PUT(c, "supportHistory", F_SUPPORT_supportHistory);
	fragment_close(c);
}

static const struct {
	void (*render)(struct render_ctx *c);
	int currency_field; /* -1: the part has no money */
} renderers[PART_COUNT_] = {
	[PART_PROFILE] = {render_profile, F_PROFILE_currency}, [PART_LOGINS] = {render_logins, -1},
	[PART_GAMING] = {render_gaming, F_GAMING_currency},    [PART_PLAY] = {render_play, F_PLAY_currency},
	[PART_WALLET] = {render_wallet, F_WALLET_currency},    [PART_KYC] = {render_kyc, -1},
	[PART_RISK] = {render_risk, F_RISK_currency},          [PART_SUPPORT] = {render_support, -1},
};

/* A gaming source may name no currency of its own and give one with each amount. */
static const struct currency *currency_of(enum part p, const struct record *r)
{
	int field = renderers[p].currency_field;
	if (field >= 0 && r->values[field].present)
		return r->values[field].currency;
	for (size_t i = 0; i < r->schema->count; i++)
		if (r->schema->fields[i].type == FIELD_MONEY && r->values[i].present)
			return r->values[i].money.currency;
	return NULL;
}

void render_part(struct render *out, enum part p, const struct record *r)
{
	struct render_ctx c = {.out = out, .r = r, .style = {.spans = out->spans, .sight = ~0u}};
	out->count = 0;
	out->facts = (struct facts){.currency = currency_of(p, r)};
	c.exponent = out->facts.currency ? out->facts.currency->exponent : 2;
	renderers[p].render(&c);
}
