/* sim/gen_example.c - CUS-123456, the customer of the contract's example, to the cent.
 *
 * The printed figures are given; the history is made to fit them. Results are drawn so that the running balance stays near a
 * straight line, deposits and withdrawals are spread where the balance wants them, and one slot round before the last session
 * brings the winnings to the exact sum. The printed balance needs credits of 1801.00 beside what was paid in, won and lost; the
 * ledger has them as adjustments. */
#include "base/clock.h"
#include "sim/draw.h"
#include "sim/games.h"
#include "sim/gen.h"

#include <stdio.h>

#define BETS          1547u
#define SESSIONS      312u
#define WAGERED       INT64_C(4523050)
#define WON           INT64_C(4218025)
#define DEPOSIT       INT64_C(50000)
#define DEPOSITS      30u
#define WITHDRAWAL    INT64_C(125000)
#define WITHDRAWALS   10u
#define CREDITS       INT64_C(180100)
#define BALANCE       INT64_C(125075)
#define BONUS         INT64_C(5000)
#define TABLE_STAKE   INT64_C(2500)
#define TABLE_BALANCE INT64_C(15000)
#define LAST_ROUNDS   12u
#define BAND          INT64_C(60000) /* how far results may stray from the straight line */

struct plan {
	int64_t stakes[BETS], won[BETS];
	unsigned games[BETS];
	unsigned first[SESSIONS + 1]; /* first bet of each session */
	unsigned deposits, withdrawals;
};

static int64_t at_time(const char *text)
{
	int64_t ms = 0;
	MUST(clock_parse_rfc3339(str_of(text), &ms) == OK);
	return ms;
}

static void set(char *dst, size_t size, const char *text)
{
	(void)str_copy(dst, size, str_of(text));
}
#define SET(dst, text) set((dst), sizeof(dst), (text))

static void person(struct gen *g)
{
	struct profile *p = &g->h->profile;
	SET(p->username, "john_player_77");
	SET(p->email, "john@example.com");
	SET(p->phone, "+1-555-0123");
	SET(p->full_name, "John Smith");
	SET(p->street, "12 Maple Street");
	SET(p->city, "Toronto");
	SET(p->region, "Ontario");
	SET(p->postcode, "M5V 2T6");
	SET(p->country, "CA");
	SET(p->currency, "USD");
	SET(p->time_zone, "America/Toronto");
	SET(p->language, "en");
	SET(p->former_emails[0].text, "johnny@example.org");
	p->former_count = 1;
	p->sex = 'M';
	p->has_birth_day = p->has_photo = 1;
	p->birth_day = clock_days_from_civil(1985, 6, 15);
	p->registered_day = clock_days_from_civil(2023, 1, 10);
	g->registered_at = p->registered_at = p->status_since = at_time("2023-01-10T14:00:00Z");
	p->tier = TIER_GOLD;
	p->licence = LICENCE_ON;
	g->licence = licence_at(LICENCE_ON);
	p->brand = (uint8_t)g->licence->brand;
	p->channel = 1;
	p->tags = 1;
	p->kyc = KYC_VERIFIED;
	p->risk = SEVERITY_MEDIUM;
	p->reality_check = 60;
	p->contact_hours = 3;
	p->favourites[0] = 1;
	p->face = 0x12345677;
	for (unsigned i = 0; i < 6; i++)
		p->consents[p->consent_count++] = (struct consent){
			.product = (uint8_t)(i / 3), .channel = (uint8_t)(i % 3), .granted = i % 3 == 0, .at = g->registered_at};
	p->devices[p->device_count++] = (struct device){.id = 0x1f00c0de, .kind = 0, .os = 0};
	p->devices[p->device_count++] = (struct device){.id = 0x1f00beef, .kind = 1, .os = 2};
}

static void instruments(struct gen *g)
{
	struct wallet *w = &g->h->wallet;
	SET(w->currency, "USD");
	SET(w->holder, "John Smith");
	SET(g->h->gaming.currency, "USD");
	SET(g->h->risk.currency, "USD");
	w->instruments[w->instrument_count++] = (struct instrument){.method = METHOD_CREDIT_CARD,
								    .verified = 1,
								    .number = UINT64_C(4111111111111111),
								    .expires = 2027 * 12 + 8,
								    .added_at = g->registered_at};
	w->instruments[w->instrument_count++] =
		(struct instrument){.method = METHOD_BANK, .verified = 1, .added_at = g->registered_at + 40 * DAY_MS};
}

static void plan_sessions(struct plan *p)
{
	unsigned before = BETS - LAST_ROUNDS;
	for (unsigned s = 0; s < SESSIONS; s++)
		p->first[s] = before * s / (SESSIONS - 1);
	p->first[SESSIONS - 1] = before;
	p->first[SESSIONS] = BETS;
}

static void plan_stakes(struct gen *g, struct plan *p)
{
	static const int64_t ladder[] = {500, 1000, 1000, 2000, 2500, 2500, 3000, 5000, 7500};
	int64_t left = WAGERED;
	for (unsigned i = 0; i < BETS; i++) {
		bool last = i >= BETS - LAST_ROUNDS;
		p->stakes[i] = last ? TABLE_STAKE : ladder[rng_below(&g->rng, ARRAY_LEN(ladder))];
		left -= p->stakes[i];
	}
	/* What is left over or short goes to the stakes in turn, a few dollars each, and the odd cents to one. */
	for (unsigned i = 0; left / 50 != 0; i = (i + 1) % (BETS - LAST_ROUNDS)) {
		int64_t by = MAX(MIN(left / 50 * 50, 250), -250);
		if (p->stakes[i] + by >= 200) {
			p->stakes[i] += by;
			left -= by;
		}
	}
	p->stakes[0] += left;
}

static void plan_games(struct gen *g, struct plan *p)
{
	unsigned blackjack = (unsigned)game_find("G-BLACKJACK"), roulette = (unsigned)game_find("G-ROULETTE");
	unsigned slots = (unsigned)game_find("G-STARFALL");
	for (unsigned s = 0; s < SESSIONS; s++) {
		uint32_t u = rng_below(&g->rng, 100);
		unsigned game = u < 55 ? blackjack : u < 85 ? roulette : slots;
		if (s == SESSIONS - 1)
			game = roulette;
		if (s == SESSIONS - 2)
			game = slots;
		for (unsigned i = p->first[s]; i < p->first[s + 1]; i++)
			p->games[i] = game;
	}
}

/* Results along a straight line to the printed net position; the round before the last session takes what is missing. */
static void plan_results(struct gen *g, struct plan *p)
{
	unsigned closing = BETS - LAST_ROUNDS - 1;
	int64_t staked = 0, won = 0, left = WON;
	for (unsigned i = closing + 1; i < BETS; i++) {
		p->won[i] = i % 2 ? 2 * TABLE_STAKE : 0;
		left -= p->won[i];
	}
	for (unsigned i = 0; i < closing; i++) {
		staked += p->stakes[i];
		int64_t line = (int64_t)((double)left * (double)staked / (double)(WAGERED - LAST_ROUNDS * TABLE_STAKE));
		int64_t band = MIN(BAND, (int64_t)(closing - i) * 600 + 4000);
		int64_t result = p->stakes[i] * game_draw(p->games[i], &g->rng) / 10;
		if (won + result > MIN(line + band / 2, left))
			result = 0;
		else if (won + result < line - band && won + 2 * p->stakes[i] <= left)
			result = 2 * p->stakes[i];
		p->won[i] = result;
		won += result;
	}
	p->won[closing] = left - won;
	MUST(p->won[closing] >= 0);
}

static void move_money(struct gen *g, struct plan *p, unsigned session, int64_t at)
{
	struct history *h = g->h;
	bool closing = session > SESSIONS - 45;
	uint32_t tx;
	if (session == 5 || session == 60 || session == 120)
		(void)ledger_post(h, at - 3 * HOUR_MS, TX_ADJUSTMENT, POCKET_CASH, session == 120 ? CREDITS - 120000 : 60000);
	bool low = ledger_balance(h, POCKET_CASH) < 70000;
	if (p->deposits < DEPOSITS - 1 && (low || closing)) {
		(void)cashier_deposit(h, at - 2 * HOUR_MS, DEPOSIT, 0);
		p->deposits++;
	}
	bool high = ledger_balance(h, POCKET_CASH) > (closing ? WITHDRAWAL + 60000 : 2 * WITHDRAWAL);
	if (p->withdrawals < WITHDRAWALS && high && cashier_withdraw(h, at - HOUR_MS, WITHDRAWAL, 1, TX_PAID, &tx)) {
		cashier_withdrawal_step(h, 0, at - HOUR_MS + 4 * MINUTE_MS, TX_IN_REVIEW, BY_SYSTEM, REASON_NONE);
		cashier_withdrawal_step(h, 0, at - HOUR_MS + 14 * MINUTE_MS, TX_APPROVED, BY_PAYMENTS, REASON_NONE);
		cashier_withdrawal_step(h, 0, at - HOUR_MS + 20 * MINUTE_MS, TX_SENT, BY_SYSTEM, REASON_NONE);
		cashier_withdrawal_step(h, 0, at - HOUR_MS + 50 * MINUTE_MS, TX_PAID, BY_BANK, REASON_NONE);
		gen_letter(g, at - HOUR_MS + 50 * MINUTE_MS, LETTER_WITHDRAWAL_PAID);
		p->withdrawals++;
	}
}

static void last_deposit(struct gen *g)
{
	int64_t at = at_time("2025-10-05T10:30:00Z");
	(void)cashier_deposit(g->h, at, DEPOSIT, 0);
	MUST(cashier_grant(g->h, at, 1, BONUS, 20, 2500, 1095));
	gen_letter(g, at, LETTER_BONUS);
}

static void play(struct gen *g, struct plan *p)
{
	struct history *h = g->h;
	int64_t first = g->registered_at + 3 * HOUR_MS, last = at_time("2025-10-04T19:00:00Z");
	for (unsigned s = 0; s < SESSIONS - 1; s++) {
		int64_t at = first + (last - first) / (SESSIONS - 2) * s + rng_below(&g->rng, 3600) * INT64_C(1000);
		move_money(g, p, s, at);
		play_login(h, at, s % 3 == 2, 0, 0xC6336407, false);
		play_session_start(h, at + 20000, p->games[p->first[s]], s % 3 == 2);
		at += 30000;
		for (unsigned i = p->first[s]; i < p->first[s + 1]; i++, at += 50000)
			play_round_result(h, at, at + 12000, p->games[i], p->stakes[i], p->won[i], 0);
		play_session_end(h, at);
	}
	last_deposit(g);
}

static void play_last(struct gen *g, struct plan *p)
{
	struct history *h = g->h;
	int64_t start = at_time("2025-10-06T14:00:00Z"), end = at_time("2025-10-06T14:23:00Z");
	play_login(h, start - 2 * MINUTE_MS, 0, 0, 0xC6336407, false);
	play_session_start(h, start, p->games[BETS - 1], 0);
	for (unsigned i = 0; i < LAST_ROUNDS; i++) {
		unsigned b = BETS - LAST_ROUNDS + i;
		int64_t at = end - (int64_t)(LAST_ROUNDS - 1 - i) * 110000;
		play_round_result(h, at, at + 20000, p->games[b], p->stakes[b], p->won[b], 0);
	}
	/* What was brought to the table, and the round now being played. */
	struct session *s = play_open_session(h);
	s->table_balance = TABLE_BALANCE;
	s->current_stake = TABLE_STAKE;
}

static void kyc(struct gen *g)
{
	struct kyc *k = &g->h->kyc;
	int64_t at = g->registered_at + 5 * HOUR_MS, year = 365 * DAY_MS;
	*k = (struct kyc){.state = KYC_VERIFIED, .level = 1, .identity = 1, .address = 1, .funds_source = 1, .sex = 'M'};
	k->birth_day = g->h->profile.birth_day;
	k->next_review = at_time("2026-12-10T00:00:00Z");
	SET(k->given, "John");
	SET(k->family, "Smith");
	SET(k->given_latin, "John");
	SET(k->family_latin, "Smith");
	SET(k->street, g->h->profile.street);
	SET(k->city, g->h->profile.city);
	SET(k->postcode, g->h->profile.postcode);
	SET(k->country, "CA");
	SET(k->currency, "USD");
	for (unsigned i = 0; i < 3; i++)
		k->checks[k->check_count++] = (struct kyc_check){.kind = (uint8_t)i, .at = at, .until = at + 5 * year};
	k->documents[0] = (struct document){.kind = DRAW_PASSPORT,
					    .state = DOCUMENT_ACCEPTED,
					    .pages = 1,
					    .number = "P1234567",
					    .uploaded_at = at - HOUR_MS,
					    .reviewed_at = at,
					    .issue_day = clock_days_from_civil(2021, 4, 2),
					    .expiry_day = clock_days_from_civil(2031, 4, 2),
					    .seed = 0x12345677};
	k->documents[1] = (struct document){.kind = DRAW_UTILITY_BILL,
					    .state = DOCUMENT_ACCEPTED,
					    .pdf = 1,
					    .pages = 1,
					    .number = "0042911780",
					    .uploaded_at = at - HOUR_MS,
					    .reviewed_at = at,
					    .issue_day = clock_days_from_civil(2022, 12, 20),
					    .seed = 0x12345678};
	k->documents[2] = (struct document){.kind = DRAW_BANK_STATEMENT, .state = DOCUMENT_REQUESTED};
	k->document_count = 3;
}

static void risk(struct gen *g)
{
	struct risk *r = &g->h->risk;
	int64_t at = g->registered_at, next = at_time("2025-10-07T00:00:00Z");
	r->level = SEVERITY_MEDIUM;
	r->flags[r->flag_count++] = (struct flag){
		.type = FT_UNUSUAL_BETTING, .severity = SEVERITY_MEDIUM, .id = 0x00c0ffee, .at = at_time("2025-10-06T12:00:00Z")};
	r->limits[0] =
		(struct limit){.kind = LIMIT_DEPOSIT, .period = PERIOD_DAY, .amount = 50000, .since = at, .resets_at = next};
	r->limits[1] = (struct limit){.kind = LIMIT_LOSS,
				      .period = PERIOD_WEEK,
				      .net = 1,
				      .amount = 100000,
				      .since = at,
				      .resets_at = at_time("2025-10-13T00:00:00Z")};
	r->limits[2] = (struct limit){
		.kind = LIMIT_SESSION_TIME, .period = PERIOD_SESSION, .minutes = 120, .used_minutes = 23, .since = at};
	r->limit_count = 3;
}

static void support(struct gen *g)
{
	struct ticket *t = series_append(&g->h->tickets);
	t->opened_at = at_time("2025-10-04T09:15:00Z");
	t->topic = TOPIC_WITHDRAWAL;
	t->stage = STAGE_RESOLVED;
	t->urgency = 2;
	t->messages[0] = (struct ticket_message){0, FROM_CUSTOMER, 0};
	t->messages[1] = (struct ticket_message){2400, FROM_AGENT, 0};
	t->messages[2] = (struct ticket_message){21600, FROM_AGENT, 2};
	t->messages[3] = (struct ticket_message){22500, FROM_CUSTOMER, 2};
	t->message_count = 4;
	t->last_s = t->closed_s = 22500;
}

void gen_example(struct gen *g)
{
	static _Thread_local struct plan p; /* 40 KB, too much for a thread's stack to be comfortable */
	memset(&p, 0, sizeof(p));
	/* The same in every population: the figures are. */
	rng_seed(&g->rng, CUSTOMER_EXAMPLE, 0);
	person(g);
	instruments(g);
	ledger_open(g->h, g->registered_at);
	gen_letter(g, g->registered_at, LETTER_WELCOME);
	plan_sessions(&p);
	plan_games(g, &p);
	plan_stakes(g, &p);
	plan_results(g, &p);
	play(g, &p);
	play_last(g, &p);
	kyc(g);
	risk(g);
	support(g);
	MUST(p.deposits == DEPOSITS - 1 && p.withdrawals == WITHDRAWALS);
	MUST(ledger_balance(g->h, POCKET_CASH) == BALANCE && ledger_balance(g->h, POCKET_BONUS) == BONUS);
	ledger_close_months(g->h, MAX(g->as_of, at_time("2025-11-01T00:00:00Z")));
}
