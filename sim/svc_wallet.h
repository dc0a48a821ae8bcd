/* sim/svc_wallet.h - what the wallet service's answers share; for sim/svc_wallet*.c only. */
#pragma once

#include "sim/cashier.h"
#include "sim/service.h"

/* What an answer is made with. */
struct teller {
	struct ask *q;
	struct json_writer *w;
	struct wallet *wallet;
	struct str currency;
	unsigned exponent;
};

/* Loads the wallet. ERR_NOT_FOUND, ERR_CORRUPT. */
NODISCARD enum err teller_begin(struct ask *q, struct wallet *wallet, struct teller *ret);

extern const char *const wallet_pocket_words[], *const wallet_bonus_words[];

/* Empty is null. */
void teller_text(struct json_writer *w, const char *text);
#define KV_TEXT(w, lit, text) (JSON_KEY(w, lit), teller_text((w), (text)))
/* Decimal text, in quotes. */
void teller_decimal(struct teller *t, int64_t minor);
/* {amount, currency} */
void teller_money(struct teller *t, struct str key, int64_t minor);
#define KV_MONEY(t, lit, minor) teller_money((t), STR(lit), (minor))
/* With milliseconds, always; 0 is null. */
void teller_time(struct teller *t, struct str key, int64_t ms);
#define KV_TIME(t, lit, ms) teller_time((t), STR(lit), (ms))
void teller_account(struct teller *t);
/* Bonus @i of the wallet. */
void teller_bonus(struct teller *t, unsigned i);

/* ?@name=, RFC 3339; 0 when absent. ERR_SHAPE. */
NODISCARD enum err wallet_time(const struct ask *q, const char *name, int64_t *ret);

/* Lists, and one transaction. */
ask_fn wallet_transactions, wallet_transaction, wallet_bonuses, wallet_statements;
/* svc_wallet_flow.c: what came in and went out, by day. */
ask_fn wallet_flow;
