/* sim/gen_story.c - what makes a kind what it is, at the end of the life. */
#include "sim/games.h"
#include "sim/gen.h"

#define THRESHOLD_CREDITS 2000 /* customer due diligence, about */

static int64_t later(struct gen *g, int64_t ms)
{
	int64_t at = MIN(MAX(g->active_until, g->now) + ms, g->as_of - 2 * MINUTE_MS);
	due_run(g, at);
	return g->now = MAX(at, g->now);
}

static void self_exclude(struct gen *g)
{
	struct risk *r = &g->h->risk;
	struct profile *p = &g->h->profile;
	int64_t at = later(g, 30 * MINUTE_MS), cash;
	static const int64_t terms[] = {182, 365, 1826};
	uint32_t term = rng_below(&g->rng, 4), tx;
	r->exclusion_since = at;
	r->exclusion_until = term < 3 ? at + terms[term] * DAY_MS : 0; /* none: indefinite */
	if (r->exclusion_until && r->exclusion_until <= g->as_of + 60 * DAY_MS)
		r->exclusion_until = at + 365 * DAY_MS;
	r->exclusion_scheme = rng_chance(&g->rng, 0.3);
	p->status = ACCOUNT_SELF_EXCLUDED;
	p->status_since = at;
	for (unsigned i = 0; i < p->consent_count; i++)
		if (p->consents[i].granted)
			p->consents[i] = (struct consent){p->consents[i].product, p->consents[i].channel, 0, at};
	gen_letter(g, at, LETTER_EXCLUSION);
	cash = ledger_balance(g->h, POCKET_CASH);
	if (cashier_active_bonus(g->h))
		cashier_end_bonus(g->h, at, BONUS_FORFEITED);
	if (cash > 0 && cashier_withdraw(g->h, at, cash, 0, TX_PAID, &tx))
		due_add(g, at + 10 * MINUTE_MS, DUE_WITHDRAWAL, tx);
}

static void cool_off(struct gen *g)
{
	int64_t at = later(g, HOUR_MS);
	g->h->risk.cool_since = at;
	/* Long enough to be running still when somebody looks weeks after the end of the history. */
	g->h->risk.cool_until = g->as_of + (32 + rng_below(&g->rng, 8)) * DAY_MS;
	gen_letter(g, at, LETTER_COOL_OFF);
}

/* Pays in, asks for it back, and the payment waits in review: whether for routine or for AML doesn't show. */
static void held_withdrawal(struct gen *g, int64_t at, int64_t amount, unsigned instrument)
{
	struct wallet *w = &g->h->wallet;
	uint32_t tx;
	if (!cashier_withdraw(g->h, at, amount, instrument, TX_IN_REVIEW, &tx))
		return;
	cashier_withdrawal_step(g->h, w->pending_count - 1u, at + 4 * MINUTE_MS, TX_IN_REVIEW, BY_SYSTEM, REASON_REVIEW);
	g->now = at + 4 * MINUTE_MS;
}

static void minimal_play(struct gen *g, int64_t at)
{
	unsigned game = (unsigned)game_find("G-ROULETTE");
	play_session_start(g->h, at, game, 0);
	for (unsigned i = 0; i < 3; i++)
		at = play_round(g->h, at + 2000, game, 10 * g->credit, &g->rng);
	play_session_end(g->h, at + 1000);
	g->now = at + 1000;
}

static void structuring(struct gen *g)
{
	unsigned n = 3 + rng_below(&g->rng, 2);
	int64_t total = 0, at = 0;
	for (unsigned i = 0; i < n; i++) {
		int64_t amount = THRESHOLD_CREDITS * g->credit * (int64_t)(80 + rng_below(&g->rng, 20)) / 100;
		at = later(g, (i ? 2 + rng_below(&g->rng, 4) : 1) * HOUR_MS);
		if (i && g->now >= g->as_of - 20 * MINUTE_MS)
			break;
		(void)cashier_deposit(g->h, at, amount, rng_below(&g->rng, g->h->wallet.instrument_count));
		total += amount;
		g->active_until = at;
	}
	at = later(g, MINUTE_MS);
	minimal_play(g, at);
	at = later(g, 3 * MINUTE_MS);
	held_withdrawal(g, at, MIN(total * 9 / 10, ledger_balance(g->h, POCKET_CASH)), 0);
}

static void twin(struct gen *g)
{
	int64_t at = later(g, HOUR_MS);
	(void)cashier_deposit(g->h, at, 400 * g->credit, 0);
	at = later(g, 2 * HOUR_MS);
	held_withdrawal(g, at, 300 * g->credit, 0);
}

static void takeover(struct gen *g)
{
	struct profile *p = &g->h->profile;
	struct wallet *w = &g->h->wallet;
	unsigned place = 1 + rng_below(&g->rng, place_count()), device = p->device_count;
	uint32_t ip = UINT32_C(0xCB007100) | rng_below(&g->rng, 256); /* 203.0.113/24 */
	int64_t at = later(g, 3 * HOUR_MS);
	p->devices[p->device_count++] =
		(struct device){.id = (uint32_t)(rng_mix(g->h->number, 0x7a6e) >> 32), .kind = 0, .os = 5};
	for (unsigned i = 0; i < 6; i++, at += 20000)
		play_login(g->h, at, device, place, ip, true);
	play_login(g->h, at, device, place, ip, false);
	gen_letter(g, at, LETTER_NEW_DEVICE);
	(void)str_copy(w->other_holder, sizeof(w->other_holder), STR("A. Third-Party"));
	if (w->instrument_count < INSTRUMENTS_MAX)
		w->instruments[w->instrument_count++] =
			(struct instrument){.method = METHOD_BANK, .other_holder = 1, .added_at = at + MINUTE_MS};
	g->now = at + 2 * MINUTE_MS;
	(void)cashier_deposit(g->h, g->now, 150 * g->credit, 0);
	held_withdrawal(g, g->now + 5 * MINUTE_MS, ledger_balance(g->h, POCKET_CASH), w->instrument_count - 1u);
	gen_ticket(g, g->now, TOPIC_ACCOUNT);
}

static void flagged(struct gen *g)
{
	struct profile *p = &g->h->profile;
	int64_t at = later(g, 10 * MINUTE_MS);
	for (unsigned i = 0; i + 1 < g->h->wallet.instrument_count; i++, at += 3 * MINUTE_MS)
		(void)cashier_deposit_declined(g->h, at, 200 * g->credit, i, DECLINE_FRAUD);
	(void)cashier_deposit(g->h, at, 200 * g->credit, g->h->wallet.instrument_count - 1u);
	g->now = at;
	if (rng_chance(&g->rng, 0.3)) {
		p->status = ACCOUNT_SUSPENDED;
		p->status_since = at;
	}
}

void gen_story(struct gen *g)
{
	switch (g->kind) {
	case KIND_SELF_EXCLUDED:
		self_exclude(g);
		break;
	case KIND_COOLING_OFF:
		cool_off(g);
		break;
	case KIND_STRUCTURING:
		structuring(g);
		break;
	case KIND_TWIN:
		twin(g);
		break;
	case KIND_ACCOUNT_TAKEOVER:
		takeover(g);
		break;
	case KIND_FLAGGED:
		flagged(g);
		break;
	case KIND_DORMANT:
		if (rng_chance(&g->rng, 0.15)) {
			g->h->profile.status = ACCOUNT_CLOSED;
			g->h->profile.status_since = later(g, 120 * DAY_MS);
		}
		break;
	default:
		break;
	}
}
