/* sim/gen.h - one customer's history, generated: shared by sim/gen_*.c.
 *
 * The life of a customer is played forward in time, once. What takes time (bets that settle days later, withdrawals, chargebacks,
 * letters) waits in a short queue of things due, which is emptied up to "now" before anything else happens, so that every series
 * comes out in order. Everything is drawn from one stream, seeded by the population's seed and the customer's position: the same
 * customer comes out whichever thread makes it, and whoever else is made. Thread: one a generator. */
#pragma once

#include "sim/cashier.h"
#include "sim/names.h"
#include "sim/play.h"
#include "sim/words.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   (60 * MINUTE_MS)
#define DAY_MS    (24 * HOUR_MS)

enum due_kind {
	DUE_SETTLE,      /* what: bet */
	DUE_RESETTLE,    /* bet */
	DUE_WITHDRAWAL,  /* transaction */
	DUE_REFUND,      /* transaction */
	DUE_CHARGEBACK,  /* transaction */
	DUE_REPRESENT,   /* transaction */
	DUE_CB_DECISION, /* transaction */
	DUE_BONUS_END,   /* position of the bonus */
	DUE_LETTER,      /* template */
	DUE_NEWSLETTER,
	DUE_FEE,
	DUE_TICKET, /* topic */
};

struct due {
	int64_t at;
	enum due_kind kind;
	uint32_t what;
};

#define DUES_MAX 96

/* How somebody plays. Money in credits (sim/words.h: currency_credit). */
struct persona {
	double sessions;    /* in all, about */
	double rounds;      /* a session, about */
	double stake;       /* typical */
	double deposit;     /* typical */
	double cash_out_at; /* balance at which to withdraw, in deposits */
	double sports;      /* share of sessions */
	double night;       /* 0..1: how much they play at night */
	double chase;       /* how stakes rise after losses */
	double decline;     /* share of deposits that the bank declines */
	double redeposit;   /* chance to pay in again when broke within a session */
	double bonus;       /* chance to take a bonus when one is offered */
	double tickets;     /* a session */
	uint32_t min_bets;  /* go on until so many were placed: high volume */
	unsigned games[4];
};

struct gen {
	const struct population *population;
	struct history *h;
	struct sim_rng rng;
	uint32_t position;
	enum kind kind;
	unsigned member; /* within a ring or a pair of twins */
	uint64_t group_seed;
	struct name_draw name;
	unsigned country;
	const struct licence_row *licence;
	struct persona persona;
	int64_t credit; /* minor units */
	int64_t zone_ms;
	int64_t registered_at, active_until, as_of;
	int64_t now;                         /* of the last thing that happened; nothing is put before it */
	int64_t deposit_limit, day_deposits; /* 0: none; of the UTC day below */
	int32_t day;
	uint32_t home_ip;
	bool hot; /* a streak of activity */
	struct due dues[DUES_MAX];
	unsigned due_count;
};

/* The whole customer at @position of @p into @h. */
void gen_customer(const struct population *p, uint32_t position, struct history *h);
/* CUS-123456, to the figures of the contract. */
void gen_example(struct gen *g);

/* gen_person.c */
void gen_person(struct gen *g);
void gen_instruments(struct gen *g);
uint64_t gen_card_number(struct sim_rng *rng, unsigned brand);
/* gen_persona.c */
void gen_persona(struct gen *g);
/* gen_play.c */
void gen_life(struct gen *g);
void gen_session(struct gen *g, int64_t at, bool leave_open);
/* gen_money.c */
bool gen_deposit(struct gen *g, int64_t at, double credits);
void gen_maybe_withdraw(struct gen *g, int64_t at);
void gen_offer_bonus(struct gen *g, int64_t at, int64_t deposit);
int64_t gen_amount(const struct gen *g, double credits); /* a round sum in minor units */
void gen_withdrawal_due(struct gen *g, int64_t at, uint32_t tx);
void gen_chargeback_due(struct gen *g, const struct due *d);
/* gen_due.c */
void due_add(struct gen *g, int64_t at, enum due_kind kind, uint32_t what);
void due_run(struct gen *g, int64_t until);
/* gen_care.c */
void gen_ticket(struct gen *g, int64_t at, enum ticket_topic topic);
void gen_letter(struct gen *g, int64_t at, enum letter_template t);
/* gen_kyc.c, gen_risk.c */
void gen_kyc(struct gen *g);
void gen_story(struct gen *g); /* what makes the kind: takeover, structuring, exclusion... at the end of the life */
void gen_risk(struct gen *g);
