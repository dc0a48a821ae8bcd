#include "sim/play.h"

#include "sim/cashier.h"
#include "sim/games.h"

#define JACKPOT_ONE_IN 90000u
#define JACKPOT_STAKES 1500 /* a pot is about so many stakes */

void play_login(struct history *h, int64_t at, unsigned device, unsigned place, uint32_t ip, bool failed)
{
	struct login *l = series_append(&h->logins);
	*l = (struct login){.at = at, .ip = ip, .failed = failed, .place = (uint8_t)place, .device = (uint8_t)device};
	if (device < h->profile.device_count && !failed) {
		struct device *d = &h->profile.devices[device];
		d->first_seen = d->first_seen ? d->first_seen : at;
		d->last_seen = at;
	}
}

struct session *play_open_session(struct history *h)
{
	return h->gaming.has_open_session ? series_edit(&h->sessions, h->sessions.length - 1) : NULL;
}

static int64_t both_pockets(const struct history *h)
{
	return ledger_balance(h, POCKET_CASH) + ledger_balance(h, POCKET_BONUS);
}

void play_session_start(struct history *h, int64_t at, unsigned game, unsigned device)
{
	play_session_end(h, at);
	struct session *s = series_append(&h->sessions);
	s->started_at = at;
	s->open = 1;
	s->game = (uint8_t)game;
	s->device = (uint8_t)device;
	s->first_bet = h->bets.length;
	s->table_balance = both_pockets(h);
	h->gaming.has_open_session = 1;
}

void play_session_end(struct history *h, int64_t at)
{
	struct session *s = play_open_session(h);
	if (!s)
		return;
	s->open = 0;
	s->length_ms = (uint32_t)MIN(MAX(at - s->started_at, 0), UINT32_MAX);
	s->current_stake = s->table_balance = 0;
	h->gaming.has_open_session = 0;
}

static int64_t share(int64_t amount, int64_t part, int64_t whole)
{
	return whole > 0 ? (int64_t)((__int128)amount * part / whole) : 0;
}

static void post_for_bet(struct history *h, int64_t at, enum tx_kind kind, enum pocket_name pocket, int64_t amount, uint32_t bet)
{
	if (amount)
		ledger_post(h, at, kind, pocket, amount)->bet = bet + 1;
}

/* Cash first, the rest from the bonus; returns the bonus' part. */
static int64_t take_stake(struct history *h, int64_t at, int64_t stake, uint32_t bet)
{
	int64_t cash = MIN(stake, MAX(ledger_balance(h, POCKET_CASH), 0)), bonus = stake - cash;
	MUST(bonus <= ledger_balance(h, POCKET_BONUS));
	post_for_bet(h, at, TX_STAKE, POCKET_CASH, -cash, bet);
	post_for_bet(h, at, TX_STAKE, POCKET_BONUS, -bonus, bet);
	return bonus;
}

/* What was staked from the bonus is paid there, as long as there is one. */
static void pay(struct history *h, int64_t at, enum tx_kind kind, int64_t amount, const struct bet *b, uint32_t bet)
{
	int64_t bonus = cashier_active_bonus(h) ? share(amount, b->bonus_stake, b->stake) : 0;
	post_for_bet(h, at, kind, POCKET_CASH, amount - bonus, bet);
	post_for_bet(h, at, kind, POCKET_BONUS, bonus, bet);
}

static struct game_stat *game_stat(struct gaming *g, unsigned game)
{
	for (unsigned i = 0; i < g->game_count; i++)
		if (g->games[i].game == game)
			return &g->games[i];
	MUST(g->game_count < GAME_STATS_MAX);
	struct game_stat *s = &g->games[g->game_count++];
	*s = (struct game_stat){.game = (uint8_t)game};
	return s;
}

/* 1: the customer won it, -1: lost it, 0: neither. */
static int verdict(enum bet_state state, int64_t stake, int64_t won)
{
	switch (state) {
	case BET_WON:
	case BET_HALF_WON:
		return 1;
	case BET_LOST:
	case BET_HALF_LOST:
		return -1;
	case BET_CASHED_OUT:
	case BET_RESETTLED:
		return (won > stake) - (won < stake);
	case BET_OPEN:
	case BET_VOID:
		break;
	}
	return 0;
}

static void count_verdict(struct gaming *g, int v, uint32_t by)
{
	g->winning += v > 0 ? by : 0;
	g->losing += v < 0 ? by : 0;
}

/* A bet's result enters the statistics. */
static void tally(struct history *h, const struct bet *b)
{
	struct gaming *g = &h->gaming;
	if (b->state == BET_VOID) {
		g->voided++;
		return;
	}
	struct game_stat *s = game_stat(g, b->game);
	struct session *session = series_edit(&h->sessions, b->session);
	g->settled++;
	g->wagered += b->stake;
	g->won += b->won;
	g->free_stakes += b->free_stake;
	g->jackpots += b->jackpot;
	g->contributions += game_at(b->game)->jackpot ? b->stake / 100 : 0;
	count_verdict(g, verdict((enum bet_state)b->state, b->stake, b->won), 1);
	s->bets++;
	s->wagered += b->stake;
	s->won += b->won;
	session->settled++;
	session->wagered += b->stake;
	session->won += b->won;
}

static struct bet *new_bet(struct history *h, int64_t at, unsigned game, uint32_t settle_ms)
{
	struct session *s = play_open_session(h);
	MUST(s);
	s->bets++;
	h->gaming.last_played = at;
	struct bet *b = series_append(&h->bets);
	b->placed_at = at;
	b->settle_ms = settle_ms;
	b->session = h->sessions.length - 1;
	b->game = (uint8_t)game;
	return b;
}

void play_round_result(struct history *h, int64_t at, int64_t settled_at, unsigned game, int64_t stake, int64_t won,
		       int64_t jackpot)
{
	struct bet *b = new_bet(h, at, game, (uint32_t)(settled_at - at));
	uint32_t ordinal = h->bets.length - 1;
	struct session *s = play_open_session(h);
	b->stake = stake;
	b->won = won;
	b->jackpot = jackpot;
	b->state = won > 0 ? BET_WON : BET_LOST;
	b->bonus_stake = take_stake(h, at, stake, ordinal);
	s->current_stake = stake;
	pay(h, settled_at, TX_WIN, won, b, ordinal);
	post_for_bet(h, settled_at, TX_WIN, POCKET_CASH, jackpot, ordinal);
	tally(h, b);
	b->balance = s->table_balance = both_pockets(h);
	cashier_wagered(h, settled_at, stake);
}

int64_t play_round(struct history *h, int64_t at, unsigned game, int64_t stake, struct sim_rng *rng)
{
	const struct game *g = game_at(game);
	int64_t won = stake * game_draw(game, rng) / 10;
	int64_t settled_at = at + 500 + (int64_t)(g->round_ms * (0.5 + 0.6 * rng_unit(rng)));
	int64_t jackpot = g->jackpot && rng_below(rng, JACKPOT_ONE_IN) == 0 ? stake * JACKPOT_STAKES : 0;
	play_round_result(h, at, settled_at, game, stake, won, jackpot);
	return settled_at;
}

bool play_bet(struct history *h, int64_t at, unsigned game, unsigned legs, uint32_t seed, int64_t stake, bool free,
	      uint32_t settle_ms, uint32_t *ret_bet)
{
	struct gaming *g = &h->gaming;
	if (g->open_count == OPEN_BETS_MAX)
		return false;
	struct bet *b = new_bet(h, at, game, settle_ms);
	uint32_t ordinal = h->bets.length - 1;
	b->legs = (uint8_t)legs;
	b->seed = seed;
	b->state = BET_OPEN;
	b->stake = free ? 0 : stake;
	b->free_stake = free ? stake : 0;
	b->bonus_stake = take_stake(h, at, b->stake, ordinal);
	b->balance = both_pockets(h);
	play_open_session(h)->current_stake = b->stake;
	g->open++;
	g->open_stakes += b->stake;
	h->wallet.open_stakes += b->stake;
	g->open_bets[g->open_count++].n = ordinal;
	*ret_bet = ordinal;
	return true;
}

static void close_bet(struct history *h, uint32_t bet, int64_t stake)
{
	struct gaming *g = &h->gaming;
	for (unsigned i = 0; i < g->open_count; i++)
		if (g->open_bets[i].n == bet) {
			memmove(&g->open_bets[i], &g->open_bets[i + 1], (g->open_count - i - 1u) * sizeof(g->open_bets[0]));
			g->open_count--;
			break;
		}
	g->open--;
	g->open_stakes -= stake;
	h->wallet.open_stakes -= stake;
}

void play_settle(struct history *h, int64_t at, uint32_t bet, enum bet_state state, int64_t won)
{
	struct bet *b = series_edit(&h->bets, bet);
	enum tx_kind kind = state == BET_VOID ? TX_VOID : state == BET_CASHED_OUT ? TX_CASH_OUT : TX_WIN;
	MUST(b->state == BET_OPEN);
	b->state = (uint8_t)state;
	b->won = won;
	b->settle_ms = (uint32_t)(at - b->placed_at);
	close_bet(h, bet, b->stake);
	pay(h, at, kind, won, b, bet);
	tally(h, b);
	if (state != BET_VOID)
		cashier_wagered(h, at, b->stake);
}

void play_resettle(struct history *h, int64_t at, uint32_t bet, int64_t won)
{
	struct bet *b = series_edit(&h->bets, bet);
	struct gaming *g = &h->gaming;
	int64_t diff = won - b->won;
	if (b->state == BET_OPEN || b->state == BET_VOID)
		return;
	post_for_bet(h, at, TX_RESETTLEMENT, POCKET_CASH, diff, bet);
	count_verdict(g, verdict((enum bet_state)b->state, b->stake, b->won), UINT32_MAX); /* minus one */
	b->state = BET_RESETTLED;
	b->won = won;
	count_verdict(g, verdict(BET_RESETTLED, b->stake, won), 1);
	g->won += diff;
	game_stat(g, b->game)->won += diff;
	((struct session *)series_edit(&h->sessions, b->session))->won += diff;
}
