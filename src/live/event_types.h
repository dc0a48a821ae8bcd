/* live/event_types.h - what events say, once, as X-macros: event.h makes the enums and structs, event_types.c the tables that the
 * parser goes by, and tools/asyncapi.mjs the description for senders. */
#pragma once

/* One row a line. */
/* clang-format off */

/* A type: X(identifier, "name behind pitboss.", the member of struct live_event that holds its data, the currency's place).
 * An amount without a currency is refused wherever it stands. */
#define EVENT_TYPES(X) \
	X(SESSION_STARTED, "session.started", session_started, REQUIRED) \
	X(SESSION_ENDED, "session.ended", session_ended, OPTIONAL) \
	X(ROUND_PLAYED, "round.played", round_played, REQUIRED) \
	X(BET_PLACED, "bet.placed", bet_placed, REQUIRED) \
	X(BET_SETTLED, "bet.settled", bet_settled, REQUIRED) \
	X(BALANCE_CHANGED, "balance.changed", balance_changed, REQUIRED) \
	X(DEPOSIT, "deposit", deposit, REQUIRED) \
	X(WITHDRAWAL_REQUESTED, "withdrawal.requested", withdrawal_requested, REQUIRED) \
	X(WITHDRAWAL_DECIDED, "withdrawal.decided", withdrawal_decided, OPTIONAL) \
	X(LOGIN_SUCCEEDED, "login.succeeded", login, NONE) \
	X(LOGIN_FAILED, "login.failed", login, NONE) \
	X(LIMIT_CHANGED, "limit.changed", limit_changed, OPTIONAL) \
	X(EXCLUSION_CHANGED, "exclusion.changed", exclusion_changed, NONE) \
	X(KYC_DECIDED, "kyc.decided", kyc_decided, NONE) \
	X(TICKET_CHANGED, "ticket.changed", ticket_changed, NONE) \
	X(CHAT_MESSAGE, "chat.message", chat_message, NONE) \
	X(FRAUD_ALERT, "fraud.alert", fraud_alert, NONE)

/* The structs of data, one for each kind of body. */
#define EVENT_BODIES(X) \
	X(session_started, EVENT_SESSION_STARTED_FIELDS) \
	X(session_ended, EVENT_SESSION_ENDED_FIELDS) \
	X(round_played, EVENT_ROUND_PLAYED_FIELDS) \
	X(bet_placed, EVENT_BET_PLACED_FIELDS) \
	X(bet_settled, EVENT_BET_SETTLED_FIELDS) \
	X(balance_changed, EVENT_BALANCE_CHANGED_FIELDS) \
	X(deposit, EVENT_DEPOSIT_FIELDS) \
	X(withdrawal_requested, EVENT_WITHDRAWAL_REQUESTED_FIELDS) \
	X(withdrawal_decided, EVENT_WITHDRAWAL_DECIDED_FIELDS) \
	X(login, EVENT_LOGIN_FIELDS) \
	X(limit_changed, EVENT_LIMIT_CHANGED_FIELDS) \
	X(exclusion_changed, EVENT_EXCLUSION_CHANGED_FIELDS) \
	X(kyc_decided, EVENT_KYC_DECIDED_FIELDS) \
	X(ticket_changed, EVENT_TICKET_CHANGED_FIELDS) \
	X(chat_message, EVENT_CHAT_MESSAGE_FIELDS) \
	X(fraud_alert, EVENT_FRAUD_ALERT_FIELDS)

/* A member of data: X(struct, member, "name", kind, REQUIRED or OPTIONAL, limit).
 * Kinds and what their limit is: ID and TEXT (bytes), PROSE (bytes; written by people, so card numbers in it are cut), MONEY (not
 * below zero) and BALANCE (either sign), BOOL, DECIMAL (largest magnitude), COUNT (largest), TIME, COUNTRY, IP, CARD, and ENUM (the
 * words' list); 0 where a kind has no limit of its own. */
#define EVENT_SESSION_STARTED_FIELDS(X, s) \
	X(s, session_id, "sessionId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, game_id, "gameId", ID, OPTIONAL, EVENT_ID_MAX) \
	X(s, game, "game", TEXT, REQUIRED, EVENT_NAME_MAX) \
	X(s, device_id, "deviceId", ID, OPTIONAL, EVENT_ID_MAX) \
	X(s, balance, "balance", BALANCE, OPTIONAL, 0)

#define EVENT_SESSION_ENDED_FIELDS(X, s) \
	X(s, session_id, "sessionId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, balance, "balance", BALANCE, OPTIONAL, 0)

#define EVENT_ROUND_PLAYED_FIELDS(X, s) \
	X(s, bet_id, "betId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, session_id, "sessionId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, game_id, "gameId", ID, OPTIONAL, EVENT_ID_MAX) \
	X(s, game, "game", TEXT, REQUIRED, EVENT_NAME_MAX) \
	X(s, stake, "stake", MONEY, REQUIRED, 0) \
	X(s, payout, "payout", MONEY, REQUIRED, 0) \
	X(s, balance, "balance", BALANCE, OPTIONAL, 0) \
	X(s, free_bet, "freeBet", BOOL, OPTIONAL, 0)

#define EVENT_BET_PLACED_FIELDS(X, s) \
	X(s, bet_id, "betId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, session_id, "sessionId", ID, OPTIONAL, EVENT_ID_MAX) \
	X(s, game_id, "gameId", ID, OPTIONAL, EVENT_ID_MAX) \
	X(s, game, "game", TEXT, REQUIRED, EVENT_NAME_MAX) \
	X(s, stake, "stake", MONEY, REQUIRED, 0) \
	X(s, potential_return, "potentialReturn", MONEY, OPTIONAL, 0) \
	X(s, balance, "balance", BALANCE, OPTIONAL, 0) \
	X(s, free_bet, "freeBet", BOOL, OPTIONAL, 0)

#define EVENT_BET_SETTLED_FIELDS(X, s) \
	X(s, bet_id, "betId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, outcome, "outcome", ENUM, REQUIRED, event_outcome) \
	X(s, stake, "stake", MONEY, OPTIONAL, 0) \
	X(s, payout, "payout", MONEY, REQUIRED, 0) \
	X(s, balance, "balance", BALANCE, OPTIONAL, 0) \
	X(s, free_bet, "freeBet", BOOL, OPTIONAL, 0)

#define EVENT_BALANCE_CHANGED_FIELDS(X, s) \
	X(s, cash, "cash", BALANCE, REQUIRED, 0) \
	X(s, bonus, "bonus", BALANCE, OPTIONAL, 0) \
	X(s, reserved, "reserved", BALANCE, OPTIONAL, 0) \
	X(s, open_stakes, "openStakes", BALANCE, OPTIONAL, 0) \
	X(s, withdrawable, "withdrawable", BALANCE, OPTIONAL, 0) \
	X(s, reason, "reason", TEXT, OPTIONAL, EVENT_NAME_MAX)

#define EVENT_DEPOSIT_FIELDS(X, s) \
	X(s, transaction_id, "transactionId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, amount, "amount", MONEY, REQUIRED, 0) \
	X(s, state, "state", ENUM, REQUIRED, event_deposit_state) \
	X(s, method, "method", TEXT, OPTIONAL, EVENT_WORD_MAX) \
	X(s, instrument_id, "instrumentId", ID, OPTIONAL, EVENT_ID_MAX) \
	X(s, card, "card", CARD, OPTIONAL, 0) \
	X(s, card_country, "cardCountry", COUNTRY, OPTIONAL, 0) \
	X(s, decline_code, "declineCode", TEXT, OPTIONAL, EVENT_WORD_MAX) \
	X(s, device_id, "deviceId", ID, OPTIONAL, EVENT_ID_MAX) \
	X(s, session_id, "sessionId", ID, OPTIONAL, EVENT_ID_MAX) \
	X(s, balance, "balance", BALANCE, OPTIONAL, 0)

#define EVENT_WITHDRAWAL_REQUESTED_FIELDS(X, s) \
	X(s, transaction_id, "transactionId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, amount, "amount", MONEY, REQUIRED, 0) \
	X(s, method, "method", TEXT, OPTIONAL, EVENT_WORD_MAX) \
	X(s, instrument_id, "instrumentId", ID, OPTIONAL, EVENT_ID_MAX) \
	X(s, device_id, "deviceId", ID, OPTIONAL, EVENT_ID_MAX) \
	X(s, balance, "balance", BALANCE, OPTIONAL, 0)

#define EVENT_WITHDRAWAL_DECIDED_FIELDS(X, s) \
	X(s, transaction_id, "transactionId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, state, "state", ENUM, REQUIRED, event_withdrawal_state) \
	X(s, amount, "amount", MONEY, OPTIONAL, 0) \
	X(s, balance, "balance", BALANCE, OPTIONAL, 0)

#define EVENT_LOGIN_FIELDS(X, s) \
	X(s, ip, "ip", IP, OPTIONAL, 0) \
	X(s, country, "country", COUNTRY, OPTIONAL, 0) \
	X(s, city, "city", TEXT, OPTIONAL, EVENT_NAME_MAX) \
	X(s, latitude, "latitude", DECIMAL, OPTIONAL, 90) \
	X(s, longitude, "longitude", DECIMAL, OPTIONAL, 180) \
	X(s, device_id, "deviceId", ID, OPTIONAL, EVENT_ID_MAX) \
	X(s, device, "device", TEXT, OPTIONAL, EVENT_NAME_MAX)

#define EVENT_LIMIT_CHANGED_FIELDS(X, s) \
	X(s, kind, "kind", TEXT, REQUIRED, EVENT_WORD_MAX) \
	X(s, period, "period", TEXT, OPTIONAL, EVENT_WORD_MAX) \
	X(s, amount, "amount", MONEY, OPTIONAL, 0) \
	X(s, minutes, "minutes", COUNT, OPTIONAL, EVENT_MINUTES_MAX) \
	X(s, set_by, "setBy", TEXT, OPTIONAL, EVENT_WORD_MAX)

#define EVENT_EXCLUSION_CHANGED_FIELDS(X, s) \
	X(s, kind, "kind", ENUM, REQUIRED, event_exclusion_kind) \
	X(s, state, "state", ENUM, REQUIRED, event_exclusion_state) \
	X(s, since, "since", TIME, OPTIONAL, 0) \
	X(s, until, "until", TIME, OPTIONAL, 0)

#define EVENT_KYC_DECIDED_FIELDS(X, s) \
	X(s, document_id, "documentId", ID, OPTIONAL, EVENT_ID_MAX) \
	X(s, check, "check", TEXT, OPTIONAL, EVENT_WORD_MAX) \
	X(s, status, "status", TEXT, REQUIRED, EVENT_WORD_MAX)

#define EVENT_TICKET_CHANGED_FIELDS(X, s) \
	X(s, ticket_id, "ticketId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, subject, "subject", PROSE, OPTIONAL, EVENT_TITLE_MAX) \
	X(s, status, "status", TEXT, REQUIRED, EVENT_WORD_MAX) \
	X(s, priority, "priority", TEXT, OPTIONAL, EVENT_WORD_MAX)

#define EVENT_CHAT_MESSAGE_FIELDS(X, s) \
	X(s, ticket_id, "ticketId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, message_id, "messageId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, from, "from", ENUM, REQUIRED, event_speaker) \
	X(s, text, "text", PROSE, REQUIRED, EVENT_TEXT_MAX)

#define EVENT_FRAUD_ALERT_FIELDS(X, s) \
	X(s, flag_id, "flagId", ID, REQUIRED, EVENT_ID_MAX) \
	X(s, flag_type, "flagType", TEXT, REQUIRED, EVENT_WORD_MAX) \
	X(s, severity, "severity", ENUM, REQUIRED, event_severity) \
	X(s, description, "description", PROSE, OPTIONAL, EVENT_TITLE_MAX) \
	X(s, class, "class", ENUM, OPTIONAL, event_class)

/* Words: a list of X(enumerator, "word"). The value 0 of each enum is "not said". */
#define EVENT_OUTCOMES(X) \
	X(OUTCOME_WON, "won") \
	X(OUTCOME_LOST, "lost") \
	X(OUTCOME_VOID, "void") \
	X(OUTCOME_HALF_WON, "half_won") \
	X(OUTCOME_HALF_LOST, "half_lost") \
	X(OUTCOME_CASHED_OUT, "cashed_out") \
	X(OUTCOME_RESETTLED, "resettled")
#define EVENT_DEPOSIT_STATES(X) \
	X(DEPOSIT_PENDING, "pending") \
	X(DEPOSIT_SETTLED, "settled") \
	X(DEPOSIT_DECLINED, "declined") \
	X(DEPOSIT_REFUNDED, "refunded") \
	X(DEPOSIT_CHARGEBACK, "chargeback")
#define EVENT_WITHDRAWAL_STATES(X) \
	X(WITHDRAWAL_IN_REVIEW, "in_review") \
	X(WITHDRAWAL_APPROVED, "approved") \
	X(WITHDRAWAL_SENT, "sent") \
	X(WITHDRAWAL_PAID, "paid") \
	X(WITHDRAWAL_REJECTED, "rejected") \
	X(WITHDRAWAL_CANCELLED, "cancelled") \
	X(WITHDRAWAL_FAILED, "failed") \
	X(WITHDRAWAL_RETURNED, "returned")
#define EVENT_EXCLUSION_KINDS(X) \
	X(EXCLUSION_SELF, "self_exclusion") \
	X(EXCLUSION_COOL_OFF, "cool_off")
#define EVENT_EXCLUSION_STATES(X) \
	X(EXCLUSION_STARTED, "started") \
	X(EXCLUSION_ENDED, "ended")
#define EVENT_SPEAKERS(X) \
	X(SPEAKER_CUSTOMER, "customer") \
	X(SPEAKER_AGENT, "agent") \
	X(SPEAKER_SYSTEM, "system")
#define EVENT_SEVERITIES(X) \
	X(SEVERITY_LOW, "low") \
	X(SEVERITY_MEDIUM, "medium") \
	X(SEVERITY_HIGH, "high") \
	X(SEVERITY_CRITICAL, "critical")
#define EVENT_CLASSES(X) \
	X(CLASS_FRAUD, "fraud") \
	X(CLASS_RG, "rg") \
	X(CLASS_AML, "aml")

/* X(enum's name, prefix of its zero, its words). */
#define EVENT_ENUMS(X) \
	X(event_outcome, OUTCOME, EVENT_OUTCOMES) \
	X(event_deposit_state, DEPOSIT, EVENT_DEPOSIT_STATES) \
	X(event_withdrawal_state, WITHDRAWAL, EVENT_WITHDRAWAL_STATES) \
	X(event_exclusion_kind, EXCLUSION_KIND, EVENT_EXCLUSION_KINDS) \
	X(event_exclusion_state, EXCLUSION_STATE, EVENT_EXCLUSION_STATES) \
	X(event_speaker, SPEAKER, EVENT_SPEAKERS) \
	X(event_severity, SEVERITY, EVENT_SEVERITIES) \
	X(event_class, CLASS, EVENT_CLASSES)
