#include "sim/live_acts.h"

#include "sim/cashier.h"
#include "sim/effects.h"
#include "sim/games.h"
#include "sim/limits.h"
#include "sim/play.h"
#include "sim/refs.h"
#include "sim/sports.h"

#define SETTLE_MIN_MS   60000u /* live sports bets are short, so that one sees them end */
#define SETTLE_MAX_MS   600000u
#define DEFAULT_DEPOSIT 25 /* credits */

enum err scene_conflict(struct live_scene *s, const char *why)
{
	s->why = why;
	return ERR_CONFLICT;
}

void scene_keep(struct live_scene *s, enum table t, int64_t id, struct str body)
{
	MUST(s->row_count < SCENE_ROWS_MAX);
	s->rows[s->row_count++] = (struct live_row){t, id, body};
}

void scene_look_again(struct live_scene *s, int64_t at)
{
	s->again_at = s->again_at ? MIN(s->again_at, at) : at;
}

static int64_t last_time(struct series *s)
{
	int64_t at = 0;
	if (s->length)
		memcpy(&at, (const char *)series_at(s, s->length - 1) + s->kind->time_offset, sizeof(at));
	return at;
}

int64_t scene_time(struct history *h, int64_t now)
{
	int64_t at = MAX(now, last_time(&h->txs) + 1);
	at = MAX(at, last_time(&h->bets) + 1);
	at = MAX(at, last_time(&h->logins) + 1);
	at = MAX(at, last_time(&h->sessions) + 1);
	at = MAX(at, last_time(&h->letters) + 1);
	return MAX(at, last_time(&h->tickets) + 1);
}

static void settle_due(struct live_scene *s)
{
	struct history *h = s->h;
	for (unsigned i = h->gaming.open_count; i-- > 0;) {
		uint32_t n = h->gaming.open_bets[i].n;
		const struct bet *b = series_at(&h->bets, n);
		enum bet_state state;
		int64_t won, stake = b->stake;
		if (b->placed_at + b->settle_ms > s->at) {
			scene_look_again(s, b->placed_at + b->settle_ms);
			continue;
		}
		sports_settle(b, s->rng, &state, &won);
		play_settle(h, s->at, n, state, won);
		limits_note(&h->risk, s->at, 0, stake - won);
	}
}

static void move_withdrawals(struct live_scene *s)
{
	struct wallet *w = &s->h->wallet;
	for (unsigned i = w->pending_count; i-- > 0;) {
		struct pending *p = &w->pending[i];
		int64_t wait;
		enum step_by by;
		if (p->state == p->fate) /* held: somebody has to decide */
			continue;
		if (p->due > s->at) {
			scene_look_again(s, p->due);
			continue;
		}
		p->due = s->at + WITHDRAWAL_STEP_MS;
		scene_look_again(s, p->due);
		enum tx_state next = cashier_withdrawal_next((enum tx_state)p->state, (enum tx_state)p->fate, &wait, &by);
		cashier_withdrawal_step(s->h, i, s->at, next, by, REASON_NONE);
	}
}

void scene_catch_up(struct live_scene *s)
{
	settle_due(s);
	move_withdrawals(s);
	scene_end_break(s);
	scene_answer(s);
	if (s->h->gaming.blocked_until && s->h->gaming.blocked_until <= s->at)
		s->h->gaming.blocked_at = s->h->gaming.blocked_until = 0;
	for (unsigned i = 0; i < s->h->wallet.bonus_count; i++) {
		struct bonus *b = &s->h->wallet.bonuses[i];
		if (b->state == BONUS_ACTIVE && b->expires_at <= s->at)
			cashier_end_bonus(s->h, s->at, BONUS_EXPIRED);
	}
	for (unsigned i = 0; i < s->h->risk.limit_count; i++)
		limit_roll(&s->h->risk.limits[i], s->at);
}

int64_t scene_credit(const struct live_scene *s)
{
	return currency_credit(s->h->wallet.currency);
}

static unsigned favourite(const struct live_scene *s, bool sport)
{
	const struct gaming *g = &s->h->gaming;
	unsigned first = games_first_sport();
	for (unsigned i = 0; i < g->game_count; i++)
		if ((g->games[i].game >= first) == sport)
			return g->games[i].game;
	return sport ? first : (unsigned)game_find("G-ROULETTE");
}

unsigned scene_device(const struct live_scene *s)
{
	return s->h->profile.device_count ? 0 : UINT8_MAX;
}

uint32_t scene_home_ip(const struct live_scene *s)
{
	return UINT32_C(0x64400000) | (uint32_t)(rng_mix(s->h->number, 0x1b) & 0x3fffff);
}

static enum err login(struct live_scene *s)
{
	play_login(s->h, s->at, scene_device(s), 0, scene_home_ip(s), false);
	s->ordinal = s->h->logins.length - 1;
	return OK;
}

static enum err session_start(struct live_scene *s)
{
	if (s->h->gaming.blocked_at)
		return scene_conflict(s, "play_blocked");
	play_session_start(s->h, s->at, favourite(s, false), scene_device(s));
	s->ordinal = s->h->sessions.length - 1;
	return OK;
}

static enum err session_end(struct live_scene *s)
{
	if (!s->h->gaming.has_open_session)
		return scene_conflict(s, "no_open_session");
	play_session_end(s->h, s->at);
	s->ordinal = s->h->sessions.length - 1;
	return OK;
}

static int64_t stake_of(struct live_scene *s)
{
	static const int64_t tenths[] = {2, 5, 5, 10, 10, 20, 50};
	if (s->order->amount)
		return s->order->amount;
	return scene_credit(s) * tenths[rng_below(s->rng, ARRAY_LEN(tenths))] / 10 / 10 * 10;
}

enum err act_round(struct live_scene *s)
{
	struct session *open = play_open_session(s->h);
	bool chance = open && open->game < games_first_sport();
	unsigned game = chance ? open->game : favourite(s, false);
	s->amount = stake_of(s);
	if (s->h->gaming.blocked_at)
		return scene_conflict(s, "play_blocked");
	if (!play_can_stake(s->h, s->amount))
		return scene_conflict(s, "insufficient_funds");
	if (!chance)
		play_session_start(s->h, s->at, game, scene_device(s));
	s->won = s->amount * game_draw(game, s->rng) / 10;
	play_round_result(s->h, s->at, s->at, game, s->amount, s->won, 0);
	limits_note(&s->h->risk, s->at, 0, s->amount - s->won);
	s->ordinal = s->h->bets.length - 1;
	return OK;
}

static enum err bet_now(struct live_scene *s)
{
	unsigned game = favourite(s, true), legs = 1 + rng_below(s->rng, 3);
	uint32_t settle_ms = SETTLE_MIN_MS + rng_below(s->rng, SETTLE_MAX_MS - SETTLE_MIN_MS);
	s->amount = stake_of(s);
	if (s->h->gaming.blocked_at)
		return scene_conflict(s, "play_blocked");
	if (!play_can_stake(s->h, s->amount))
		return scene_conflict(s, "insufficient_funds");
	if (s->h->gaming.open_count == OPEN_BETS_MAX)
		return scene_conflict(s, "too_many_open_bets");
	if (!s->h->gaming.has_open_session)
		play_session_start(s->h, s->at, game, scene_device(s));
	if (!play_bet(s->h, s->at, game, legs, (uint32_t)rng_u64(s->rng), s->amount, false, settle_ms, &s->ordinal))
		return scene_conflict(s, "too_many_open_bets");
	scene_look_again(s, s->at + settle_ms);
	return OK;
}

static enum err deposit_now(struct live_scene *s)
{
	struct history *h = s->h;
	if (h->wallet.instrument_count == 0)
		return scene_conflict(s, "no_instrument");
	s->amount = s->order->amount         ? s->order->amount
		    : h->wallet.last_deposit ? h->wallet.last_deposit
					     : DEFAULT_DEPOSIT * scene_credit(s);
	s->ordinal = cashier_deposit(h, s->at, s->amount, 0);
	limits_note(&h->risk, s->at, s->amount, 0);
	return OK;
}

static enum err withdraw_now(struct live_scene *s)
{
	struct history *h = s->h;
	int64_t cash = ledger_balance(h, POCKET_CASH);
	s->amount = s->order->amount ? s->order->amount : cash / 2 / 10 * 10;
	if (h->wallet.instrument_count == 0)
		return scene_conflict(s, "no_instrument");
	if (s->amount <= 0 || s->amount > cash)
		return scene_conflict(s, "insufficient_funds");
	if (!cashier_withdraw(h, s->at, s->amount, 0, TX_PAID, &s->ordinal))
		return scene_conflict(s, "too_many_pending");
	h->wallet.pending[h->wallet.pending_count - 1].due = s->at + WITHDRAWAL_STEP_MS;
	scene_look_again(s, s->at + WITHDRAWAL_STEP_MS);
	return OK;
}

static enum err flag_now(struct live_scene *s)
{
	struct risk *r = &s->h->risk;
	int type = s->order->flag_type.p ? flag_find(s->order->flag_type) : FT_UNUSUAL_BETTING;
	if (type < 0)
		return scene_conflict(s, "no_such_flag_type");
	if (r->flag_count == FLAGS_MAX)
		return scene_conflict(s, "too_many_flags");
	const struct flag_row *row = flag_at((unsigned)type);
	r->flags[r->flag_count++] = (struct flag){
		.type = (uint8_t)type, .severity = (uint8_t)row->severity, .id = (uint32_t)rng_u64(s->rng), .at = s->at};
	if (row->class != FLAG_AML && row->severity > r->level) {
		r->level = (uint8_t)row->severity;
		s->h->profile.risk = r->level;
		s->h->touched_profile = true;
	}
	s->ordinal = r->flag_count - 1u;
	return OK;
}

static const struct {
	enum err (*play)(struct live_scene *s);
	int ref; /* enum ref_kind, or -1 */
} acts[ACT_COUNT_] = {
	[ACT_LOGIN] = {login, -1},
	[ACT_SESSION_START] = {session_start, REF_SESSION},
	[ACT_ROUND] = {act_round, REF_BET},
	[ACT_SESSION_END] = {session_end, REF_SESSION},
	[ACT_BET] = {bet_now, REF_BET},
	[ACT_DEPOSIT] = {deposit_now, REF_TX},
	[ACT_WITHDRAWAL] = {withdraw_now, REF_TX},
	[ACT_TICKET] = {act_ticket, REF_TICKET},
	[ACT_FLAG] = {flag_now, -1},
	[ACT_LOGIN_FAILED] = {act_login_failed, -1},
	[ACT_DEPOSIT_DECLINED] = {act_deposit_declined, REF_TX},
	[ACT_WITHDRAWAL_DECIDE] = {act_withdrawal_decide, REF_TX},
	[ACT_LIMIT_CHANGE] = {act_limit_change, -1},
	[ACT_EXCLUDE] = {act_exclude, -1},
	[ACT_COOL_OFF] = {act_cool_off, -1},
	[ACT_KYC_DECIDE] = {act_kyc_decide, REF_DOCUMENT},
	[ACT_CHAT_MESSAGE] = {act_chat_message, REF_TICKET},
	[ACT_BURST] = {act_burst, REF_BET},
	[ACT_IMPOSSIBLE_TRAVEL] = {act_impossible_travel, -1},
	[ACT_STRUCTURING] = {act_structuring, REF_TX},
	[ACT_CARDS] = {act_cards, REF_TX},
};

enum err scene_play(struct live_scene *s)
{
	s->act = s->order->act;
	s->times = 1;
	return acts[s->act].play(s);
}

int scene_ref(enum live_act act)
{
	return acts[act].ref;
}
