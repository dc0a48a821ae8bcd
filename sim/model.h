/* sim/model.h - the rows that the simulated operator keeps: plain structs, and the tables by which they are packed.
 *
 * Times are ms UTC, money is minor units of the customer's currency, days are since 1970-01-01. A *row* is one per customer and
 * service; a *series* is a sequence of small records, oldest first, found by ordinal. Plain data, any thread. */
#pragma once

#include "sim/pack.h"

enum account_status { ACCOUNT_ACTIVE, ACCOUNT_SUSPENDED, ACCOUNT_SELF_EXCLUDED, ACCOUNT_CLOSED };
enum tier { TIER_NONE, TIER_BRONZE, TIER_SILVER, TIER_GOLD, TIER_PLATINUM };
enum kyc_state { KYC_VERIFIED, KYC_PENDING, KYC_REJECTED };
enum severity { SEVERITY_NONE, SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_CRITICAL };

#define CONSENTS_MAX      12
#define DEVICES_MAX       16
#define FORMER_EMAILS_MAX 3
#define EMAIL_MAX         96

struct consent {
	uint8_t product, channel, granted;
	int64_t at;
};

struct device {
	uint32_t id;
	uint8_t kind, os;
	int64_t first_seen, last_seen;
};

struct former_email {
	char text[EMAIL_MAX];
};

struct profile {
	char username[64], email[EMAIL_MAX], phone[24];
	char full_name[132];
	char street[96], extra[32], city[64], region[64], postcode[16], country[3];
	char currency[4], time_zone[40], language[12];
	uint8_t sex; /* 'F', 'M', 0 unknown */
	uint8_t has_birth_day, has_photo;
	int32_t birth_day, registered_day;
	int64_t registered_at, status_since;
	uint8_t status, tier, brand, licence, channel, kyc, risk;
	uint32_t tags; /* bits: profile_tags[] */
	uint8_t odds_format, contact_channel, contact_hours, reality_check, team, favourites[2];
	uint64_t face; /* seed of the photo */
	uint32_t logins, letters;
	uint8_t consent_count, device_count, former_count;
	struct consent consents[CONSENTS_MAX];
	struct device devices[DEVICES_MAX];
	struct former_email former_emails[FORMER_EMAILS_MAX];
	int64_t suspended_at;  /* 0: not, or generated as suspended: then since status_since, for security */
	uint8_t suspended_for; /* enum public_reason */
};

struct login {
	int64_t at;
	uint32_t ip;
	uint8_t failed;
	uint8_t place;  /* 0: the customer's own city, else places[place - 1] */
	uint8_t device; /* position in profile.devices */
};

struct mail {
	int64_t at;
	uint8_t template, status;
	uint8_t own; /* subject and fields are in TABLE_LETTER_TEXTS */
};

enum bet_state { BET_OPEN, BET_WON, BET_LOST, BET_VOID, BET_HALF_WON, BET_HALF_LOST, BET_CASHED_OUT, BET_RESETTLED };

struct bet {
	int64_t placed_at;
	uint32_t settle_ms; /* after placed_at; while open: when it is due */
	uint32_t session;
	uint8_t game, state;
	uint8_t legs;  /* sports only */
	uint32_t seed; /* of the legs */
	int64_t stake, won, bonus_stake, free_stake, jackpot;
	int64_t balance; /* cash and bonus after the round */
};

struct session {
	int64_t started_at;
	uint32_t length_ms;
	uint8_t open, game, device;
	uint32_t first_bet, bets, settled;
	int64_t wagered, won;
	int64_t current_stake, table_balance; /* while open */
};

#define GAME_STATS_MAX   40
#define OPEN_BETS_MAX    32
#define BLOCK_REASON_MAX 33

struct game_stat {
	uint8_t game;
	uint32_t bets;
	int64_t wagered, won;
};

struct ordinal {
	uint32_t n;
};

struct device_ref {
	uint32_t id;
};

struct gaming {
	char currency[4];
	uint32_t settled, winning, losing, open, voided;
	int64_t wagered, won, open_stakes, free_stakes, jackpots, contributions;
	int64_t last_played;
	uint32_t bets, sessions;  /* lengths of the series */
	uint8_t has_open_session; /* always the last one */
	uint8_t game_count, open_count, device_count;
	struct game_stat games[GAME_STATS_MAX];
	struct ordinal open_bets[OPEN_BETS_MAX];
	struct device_ref devices[DEVICES_MAX]; /* as profile.devices: what sessions refer to */
	int64_t blocked_at, blocked_until;      /* no play; blocked_at 0: not blocked, blocked_until 0: until it is lifted */
	char block_reason[BLOCK_REASON_MAX];    /* the word of whoever asked for it */
};

enum pocket_name { POCKET_CASH, POCKET_BONUS, POCKET_COUNT_ };

/* What moves a pocket; the order of the wire's ledger. */
enum ledger_line {
	LEDGER_DEPOSITS,
	LEDGER_RESERVED,
	LEDGER_RETURNED,
	LEDGER_STAKES,
	LEDGER_WINS,
	LEDGER_VOIDS,
	LEDGER_RESETTLEMENTS, /* signed */
	LEDGER_CONVERSION,    /* signed */
	LEDGER_GRANTED,
	LEDGER_FORFEITS,
	LEDGER_CHARGEBACKS,
	LEDGER_REFUNDS,
	LEDGER_FEES,
	LEDGER_ADJUSTMENTS, /* signed */
	LEDGER_COUNT_
};

struct ledger_sum {
	int64_t minor;
};

struct pocket {
	int64_t balance;
	uint8_t line_count;
	struct ledger_sum lines[LEDGER_COUNT_];
};

enum tx_kind {
	TX_DEPOSIT,
	TX_WITHDRAWAL,
	TX_STAKE,
	TX_WIN,
	TX_VOID,
	TX_CASH_OUT,
	TX_RESETTLEMENT,
	TX_BONUS_GRANTED,
	TX_BONUS_CONVERTED,
	TX_BONUS_FORFEITED,
	TX_CHARGEBACK,
	TX_REFUND,
	TX_FEE,
	TX_ADJUSTMENT,
	TX_WITHDRAWAL_RETURNED,
	TX_KIND_COUNT_
};

enum tx_state {
	TX_POSTED,
	TX_PENDING,
	TX_DECLINED,
	TX_SETTLED,
	TX_REFUNDED,
	TX_CB_RECEIVED,
	TX_CB_REPRESENTED,
	TX_CB_WON,
	TX_CB_LOST,
	TX_REQUESTED,
	TX_IN_REVIEW,
	TX_APPROVED,
	TX_SENT,
	TX_PAID,
	TX_REJECTED,
	TX_CANCELLED,
	TX_FAILED,
	TX_RETURNED,
	TX_STATE_COUNT_
};

#define TX_STEPS_MAX 8

struct tx_step {
	uint32_t after_s; /* since the transaction */
	uint8_t state, by, reason;
};

struct tx {
	int64_t at;
	uint8_t kind, state, pocket, method; /* method: 0 none, else enum method + 1 */
	uint8_t instrument;                  /* 0 none, else position + 1 */
	uint8_t decline;                     /* 0 none, else position + 1 in decline codes */
	int64_t amount;                      /* what it did to the pocket */
	int64_t face;                        /* what was asked for, where that may differ; else 0 */
	int64_t balance;                     /* of the pocket afterwards */
	uint32_t bet;                        /* ordinal + 1, 0: none */
	uint8_t step_count;
	struct tx_step steps[TX_STEPS_MAX];
	uint32_t resent; /* the withdrawal that took its place: ordinal + 1; 0: none */
};

struct statement {
	uint32_t month; /* year * 12 + month - 1 */
	int64_t opening, deposits, withdrawals, staked, won, other, closing;
};

enum bonus_state { BONUS_OFFERED, BONUS_ACTIVE, BONUS_COMPLETED, BONUS_EXPIRED, BONUS_FORFEITED };
#define BONUSES_MAX     48
#define INSTRUMENTS_MAX 10
#define PENDING_MAX     8

struct bonus {
	uint8_t name, state, contribution; /* contribution in hundredths */
	int64_t amount, required, wagered, max_bet, converted, granted_at, expires_at;
};

enum method { METHOD_CREDIT_CARD, METHOD_DEBIT_CARD, METHOD_BANK, METHOD_E_WALLET, METHOD_PREPAID, METHOD_COUNT_ };

struct instrument {
	uint8_t method, verified;
	uint8_t other_holder; /* the holder is another person: wallet.other_holder */
	uint64_t number;      /* of a card */
	uint16_t expires;     /* year * 12 + month - 1 */
	int64_t added_at;
};

struct pending {
	uint32_t tx;
	uint8_t state, method, reason;
	int64_t amount, requested_at, target_at;
	int64_t due;  /* next step of its life */
	uint8_t fate; /* the state in which it will end */
};

struct wallet {
	char currency[4];
	char holder[132], other_holder[64];
	int64_t reserved, open_stakes;
	int64_t deposits_settled, deposits_refunded, deposits_charged_back, withdrawals_paid, bonus_converted, costs;
	int64_t last_deposit, last_deposit_at;
	uint8_t last_deposit_method; /* 0 none, else + 1 */
	uint8_t no_withdrawal;       /* withdrawable is zero */
	uint32_t txs, statements;    /* lengths of the series */
	struct statement month;      /* the running one; .closing is not kept up */
	uint8_t pocket_count, bonus_count, instrument_count, pending_count;
	struct pocket pockets[POCKET_COUNT_];
	struct bonus bonuses[BONUSES_MAX];
	struct instrument instruments[INSTRUMENTS_MAX];
	struct pending pending[PENDING_MAX];
};

enum kyc_outcome { OUTCOME_PASS, OUTCOME_FAIL, OUTCOME_PENDING, OUTCOME_EXPIRED };
enum document_state { DOCUMENT_REQUESTED, DOCUMENT_UPLOADED, DOCUMENT_ACCEPTED, DOCUMENT_REJECTED, DOCUMENT_EXPIRED };
#define CHECKS_MAX    6
#define SCREENING_MAX 4
#define DOCUMENTS_MAX 10

struct kyc_check {
	uint8_t kind, outcome, vendor;
	int64_t at, until;
};

struct screening {
	uint8_t list, type, outcome, note; /* type: 0 PEP, 1 sanctions; outcome: open, confirmed, cleared */
	uint8_t score;                     /* hundredths */
	int64_t at;
};

struct document {
	uint8_t kind, state, reason, pdf, pages; /* kind: enum draw_kind */
	char number[20];
	int64_t uploaded_at, reviewed_at;
	int32_t issue_day, expiry_day;
	uint64_t seed;
};

struct kyc {
	uint8_t state, level, identity, address, funds, funds_source; /* funds_source: 0 unknown */
	char given[64], family[64], given_latin[64], family_latin[64];
	char street[96], city[64], postcode[16], country[3], currency[4];
	uint8_t sex;
	int32_t birth_day;
	int64_t next_review;
	uint8_t check_count, screening_count, document_count;
	struct kyc_check checks[CHECKS_MAX];
	struct screening screening[SCREENING_MAX];
	struct document documents[DOCUMENTS_MAX];
};

#define MESSAGES_MAX 60

#define TEXT_OWN 255 /* ticket_message.text: somebody's own words, in TABLE_TEXTS */

struct ticket_message {
	uint32_t after_s;   /* since the ticket's opening */
	uint8_t from, text; /* text: position among ticket_text()'s, or TEXT_OWN */
};

struct ticket {
	int64_t opened_at;
	uint32_t last_s, closed_s; /* after opened_at; closed_s 0: not closed */
	uint8_t topic, stage, urgency, via, subject;
	uint8_t message_count;
	struct ticket_message messages[MESSAGES_MAX];
};

struct support {
	uint32_t tickets;   /* length of the series */
	uint8_t known;      /* always 1: a row without a ticket isn't empty */
	int64_t answer_at;  /* when the customer answers in the chat; 0: not */
	uint32_t answer_in; /* ticket of that chat */
	uint8_t answers;    /* that the customer gave in it */
};

#define FLAGS_MAX        24
#define LIMITS_MAX       8
#define RESTRICTIONS_MAX 24

enum flag_class { FLAG_FRAUD, FLAG_RG, FLAG_ACCOUNT, FLAG_AML };
enum limit_kind { LIMIT_DEPOSIT, LIMIT_LOSS, LIMIT_STAKE, LIMIT_SESSION_TIME };
enum limit_period { PERIOD_SESSION, PERIOD_DAY, PERIOD_WEEK, PERIOD_MONTH };
enum restriction_scope { SCOPE_LOGIN, SCOPE_DEPOSIT, SCOPE_BET, SCOPE_WITHDRAW, SCOPE_BONUS, SCOPE_MARKETING };

struct flag {
	uint8_t type; /* flag_types[] says class and text */
	uint8_t severity, state;
	uint32_t id;
	int64_t at;
};

struct limit {
	uint8_t kind, period, net, rolling, by;
	uint32_t minutes, used_minutes, pending_minutes;
	int64_t amount, used, since, resets_at, pending_amount, pending_from;
};

struct restriction {
	uint8_t scope, reason;
	int64_t since, until;
};

struct risk {
	char currency[4];
	uint8_t level, exclusion_scheme; /* scheme: 0 operator, 1 national */
	int64_t exclusion_since, exclusion_until, cool_since, cool_until;
	uint8_t flag_count, limit_count, restriction_count;
	struct flag flags[FLAGS_MAX];
	struct limit limits[LIMITS_MAX];
	struct restriction restrictions[RESTRICTIONS_MAX];
};

extern const struct pack_table pack_profile, pack_gaming, pack_wallet, pack_kyc, pack_support, pack_risk;
extern const struct pack_table pack_login, pack_mail, pack_bet, pack_session, pack_tx, pack_statement, pack_ticket;
