/* sources/act_fields.h - the actions that the portal can ask an operator's service to carry out, and their fields: the rows that
 * schema.c makes tables of. Rows as in schema_fields.h; REQ: the action can't be asked for without it, and a call that has no
 * place for it is refused at start. ASIDE: a call without a place for it leaves it out; anything else that is given and has no
 * place is not sent at all. TERM: of these a call must have a place for one. */
#pragma once

/* One row a line. */
/* clang-format off */

/* Row: A(IDENTIFIER, "name", parts that it changes). */
#define PART_BIT(p) (1u << PART_##p)
#define ACT_ALL(A) \
	A(SUSPEND, "suspend", PART_BIT(PROFILE) | PART_BIT(RISK) | PART_BIT(PLAY)) \
	A(REINSTATE, "reinstate", PART_BIT(PROFILE) | PART_BIT(RISK)) \
	A(CLOSE, "close", PART_BIT(PROFILE) | PART_BIT(RISK) | PART_BIT(PLAY) | PART_BIT(WALLET)) \
	A(RESET_PASSWORD, "reset_password", PART_BIT(PROFILE) | PART_BIT(LOGINS)) \
	A(SEND_EMAIL, "send_email", 0) \
	A(SET_CONSENT, "set_consent", PART_BIT(PROFILE)) \
	A(DECIDE_WITHDRAWAL, "decide_withdrawal", PART_BIT(WALLET)) \
	A(GRANT_BONUS, "grant_bonus", PART_BIT(WALLET)) \
	A(CANCEL_BONUS, "cancel_bonus", PART_BIT(WALLET)) \
	A(REVIEW_DOCUMENT, "review_document", PART_BIT(KYC) | PART_BIT(PROFILE)) \
	A(REQUEST_DOCUMENT, "request_document", PART_BIT(KYC)) \
	A(SET_LIMIT, "set_limit", PART_BIT(RISK)) \
	A(CANCEL_LIMIT_CHANGE, "cancel_limit_change", PART_BIT(RISK)) \
	A(COOL_OFF, "cool_off", PART_BIT(RISK) | PART_BIT(PROFILE) | PART_BIT(PLAY) | PART_BIT(WALLET)) \
	A(SELF_EXCLUDE, "self_exclude", PART_BIT(RISK) | PART_BIT(PROFILE) | PART_BIT(PLAY) | PART_BIT(WALLET)) \
	A(END_COOL_OFF, "end_cool_off", PART_BIT(RISK) | PART_BIT(PROFILE)) \
	A(END_EXCLUSION, "end_exclusion", PART_BIT(RISK) | PART_BIT(PROFILE)) \
	A(MARK_FLAG, "mark_flag", PART_BIT(RISK)) \
	A(REPLY_TICKET, "reply_ticket", PART_BIT(SUPPORT)) \
	A(SET_TICKET_STATUS, "set_ticket_status", PART_BIT(SUPPORT)) \
	A(START_CHAT, "start_chat", PART_BIT(SUPPORT)) \
	A(END_PLAY, "end_play", PART_BIT(PLAY) | PART_BIT(GAMING) | PART_BIT(WALLET)) \
	A(BLOCK_PLAY, "block_play", PART_BIT(PLAY) | PART_BIT(GAMING) | PART_BIT(WALLET)) \
	A(UNBLOCK_PLAY, "unblock_play", PART_BIT(PLAY))

#define ASIDE FIELD_ASIDE
#define TERM  (FIELD_ASIDE | FIELD_TERM)

/* The first three are filled from the question itself: F_ACT_customerId, F_ACT_object, F_ACT_key in every action. */
#define ACT_COMMON_ROWS(X, object_flags) \
	X(customerId, "customerId", ID, ASIDE, NULL, NULL) \
	X(object, "object", ID, object_flags, NULL, NULL) /* the withdrawal, document, ticket... that it is about */ \
	X(key, "key", ID, ASIDE, NULL, NULL) /* of idempotency: the action's own id */ \
	X(actor, "actor", STRING, ASIDE, NULL, NULL) /* who decided it */ \
	X(reason, "reason", STRING, ASIDE, NULL, NULL) \
	X(requestedBy, "requestedBy", ENUM, ASIDE, enum_requested_by, NULL) \
	X(at, "at", TIME, ASIDE, NULL, NULL) /* when it was decided */

#define SCHEMA_ACT_SUSPEND(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(cause, "cause", ENUM, ASIDE, enum_suspend_cause, NULL) \
	X(until, "until", TIME, 0, NULL, NULL)

#define SCHEMA_ACT_REINSTATE(X) \
	ACT_COMMON_ROWS(X, 0)

#define SCHEMA_ACT_CLOSE(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(payOut, "payOut", BOOL, 0, NULL, NULL) /* what is left goes to the customer */

#define SCHEMA_ACT_RESET_PASSWORD(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(channel, "channel", ENUM, ASIDE, enum_reset_channel, NULL)

#define SCHEMA_ACT_SEND_EMAIL(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(template, "template", STRING, 0, NULL, NULL) \
	X(language, "language", STRING, ASIDE, NULL, NULL) \
	X(subject, "subject", STRING, 0, NULL, NULL) \
	X(text, "text", STRING, 0, NULL, NULL)

#define SCHEMA_ACT_SET_CONSENT(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(product, "product", STRING, 0, NULL, NULL) \
	X(channel, "channel", STRING, REQ, NULL, NULL) \
	X(granted, "granted", BOOL, REQ, NULL, NULL)

#define SCHEMA_ACT_DECIDE_WITHDRAWAL(X) \
	ACT_COMMON_ROWS(X, REQ) \
	X(decision, "decision", ENUM, REQ, enum_withdrawal_decision, NULL) \
	X(publicReason, "publicReason", STRING, ASIDE, NULL, NULL) /* what the customer may read */ \
	X(reasonClass, "reasonClass", ENUM, ASIDE, enum_reason_class, NULL) /* what the customer never reads */ \
	X(target, "target", TIME, ASIDE, NULL, NULL) /* of a hold: by when it is to be decided */

#define SCHEMA_ACT_GRANT_BONUS(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(name, "name", STRING, ASIDE, NULL, NULL) \
	X(amount, "amount", MONEY, REQ, NULL, NULL) \
	X(wageringMultiplier, "wageringMultiplier", DECIMAL, 0, NULL, NULL) \
	X(wageringRequired, "wageringRequired", MONEY, 0, NULL, NULL) \
	X(maximumBet, "maximumBet", MONEY, 0, NULL, NULL) \
	X(expiresAt, "expiresAt", TIME, TERM, NULL, NULL) \
	X(expiresInDays, "expiresInDays", INT, TERM, NULL, NULL)

#define SCHEMA_ACT_CANCEL_BONUS(X) \
	ACT_COMMON_ROWS(X, REQ)

#define SCHEMA_ACT_REVIEW_DOCUMENT(X) \
	ACT_COMMON_ROWS(X, REQ) \
	X(decision, "decision", ENUM, REQ, enum_document_decision, NULL) \
	X(expiresAt, "expiresAt", DATE, ASIDE, NULL, NULL)

#define SCHEMA_ACT_REQUEST_DOCUMENT(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(kind, "kind", STRING, REQ, NULL, NULL) \
	X(text, "text", STRING, ASIDE, NULL, NULL) /* what the customer reads */ \
	X(dueAt, "dueAt", TIME, ASIDE, NULL, NULL)

/* One of amount, minutes and remove, as the limit's kind has it. */
#define SCHEMA_ACT_SET_LIMIT(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(kind, "kind", ENUM, REQ, enum_limit_kind, NULL) \
	X(period, "period", ENUM, REQ, enum_limit_period, NULL) \
	X(amount, "amount", MONEY, 0, NULL, NULL) \
	X(minutes, "minutes", INT, 0, NULL, NULL) \
	X(remove, "remove", BOOL, 0, NULL, NULL) \
	X(effectiveAt, "effectiveAt", TIME, 0, NULL, NULL) /* absent: at once */

/* What was asked for and waits comes to nothing. */
#define SCHEMA_ACT_CANCEL_LIMIT_CHANGE(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(kind, "kind", ENUM, REQ, enum_limit_kind, NULL) \
	X(period, "period", ENUM, REQ, enum_limit_period, NULL)

/* A service takes a term as its end or as its length: give all that is known. */
#define SCHEMA_ACT_COOL_OFF(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(until, "until", TIME, TERM, NULL, NULL) \
	X(days, "days", INT, TERM, NULL, NULL) \
	X(hours, "hours", INT, TERM, NULL, NULL)

#define SCHEMA_ACT_SELF_EXCLUDE(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(until, "until", TIME, TERM, NULL, NULL) \
	X(months, "months", INT, TERM, NULL, NULL) \
	X(indefinite, "indefinite", BOOL, ASIDE, NULL, NULL) \
	X(scheme, "scheme", STRING, ASIDE, NULL, NULL)

/* After its term only. */
#define SCHEMA_ACT_END_COOL_OFF(X) \
	ACT_COMMON_ROWS(X, 0)

#define SCHEMA_ACT_END_EXCLUSION(X) \
	ACT_COMMON_ROWS(X, 0)

#define SCHEMA_ACT_MARK_FLAG(X) \
	ACT_COMMON_ROWS(X, REQ) \
	X(state, "state", ENUM, REQ, enum_flag_state, NULL)

#define SCHEMA_ACT_REPLY_TICKET(X) \
	ACT_COMMON_ROWS(X, REQ) \
	X(text, "text", STRING, REQ, NULL, NULL) \
	X(status, "status", ENUM, 0, enum_ticket_status, NULL) /* that the ticket has afterwards */ \
	X(internal, "internal", BOOL, 0, NULL, NULL) /* not for the customer's eyes */

#define SCHEMA_ACT_SET_TICKET_STATUS(X) \
	ACT_COMMON_ROWS(X, REQ) \
	X(status, "status", ENUM, REQ, enum_ticket_status, NULL)

#define SCHEMA_ACT_START_CHAT(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(topic, "topic", STRING, ASIDE, NULL, NULL) \
	X(text, "text", STRING, 0, NULL, NULL)

/* Without an object: all open sessions. */
#define SCHEMA_ACT_END_PLAY(X) \
	ACT_COMMON_ROWS(X, 0)

/* Without an end: until it is lifted. */
#define SCHEMA_ACT_BLOCK_PLAY(X) \
	ACT_COMMON_ROWS(X, 0) \
	X(until, "until", TIME, 0, NULL, NULL)

#define SCHEMA_ACT_UNBLOCK_PLAY(X) \
	ACT_COMMON_ROWS(X, 0)

/* What a service answers, to the call or when it is asked. */
#define SCHEMA_ACT_ANSWER(X) \
	X(customerId, "customerId", ID, FIELD_SUBJECT, NULL, NULL) \
	X(key, "key", ID, 0, NULL, NULL) /* must be the one that was sent */ \
	X(state, "state", ENUM, 0, enum_act_state, NULL) \
	X(code, "code", ENUM, 0, enum_act_code, NULL) /* why not */ \
	X(reference, "reference", ID, 0, NULL, NULL) /* their id of what they did */ \
	X(effectiveAt, "effectiveAt", TIME, 0, NULL, NULL) \
	X(until, "until", TIME, 0, NULL, NULL)

/* Why a service refuses, in our fixed words. Row: C(IDENTIFIER, "word"). */
#define ACT_CODES(C) \
	C(OTHER, "other") \
	C(NOT_FOUND, "not_found")     /* no such customer or object */ \
	C(WRONG_STATE, "wrong_state") /* it, or the customer, is in a state in which this can't be done */ \
	C(ALREADY, "already")         /* it was so before; nothing changed */ \
	C(INVALID, "invalid")         /* a value that the service doesn't take */ \
	C(FUNDS, "funds")             /* not enough money */ \
	C(LIMIT, "limit")             /* a limit of the customer's or the service's stands against it */ \
	C(EXCLUDED, "excluded")       /* the customer is excluded or cools off */ \
	C(UNVERIFIED, "unverified")   /* the customer must be verified first */ \
	C(TOO_EARLY, "too_early")     /* a waiting time or term runs */ \
	C(DENIED, "denied")           /* we may not */ \
	C(KEY_REUSED, "key_reused")   /* the key came with another content before */

/* Positions, as in schema_fields.h. */
#define X(id, ...) F_ACT_##id,
enum { ACT_COMMON_ROWS(X, 0) F_ACT_OWN_ /* the first of an action's own */ };
#undef X
#define X(id, ...) F_ACT_SUSPEND_##id,
enum { SCHEMA_ACT_SUSPEND(X) F_ACT_SUSPEND_COUNT_ };
#undef X
#define X(id, ...) F_ACT_REINSTATE_##id,
enum { SCHEMA_ACT_REINSTATE(X) F_ACT_REINSTATE_COUNT_ };
#undef X
#define X(id, ...) F_ACT_CLOSE_##id,
enum { SCHEMA_ACT_CLOSE(X) F_ACT_CLOSE_COUNT_ };
#undef X
#define X(id, ...) F_ACT_RESET_PASSWORD_##id,
enum { SCHEMA_ACT_RESET_PASSWORD(X) F_ACT_RESET_PASSWORD_COUNT_ };
#undef X
#define X(id, ...) F_ACT_SEND_EMAIL_##id,
enum { SCHEMA_ACT_SEND_EMAIL(X) F_ACT_SEND_EMAIL_COUNT_ };
#undef X
#define X(id, ...) F_ACT_SET_CONSENT_##id,
enum { SCHEMA_ACT_SET_CONSENT(X) F_ACT_SET_CONSENT_COUNT_ };
#undef X
#define X(id, ...) F_ACT_DECIDE_WITHDRAWAL_##id,
enum { SCHEMA_ACT_DECIDE_WITHDRAWAL(X) F_ACT_DECIDE_WITHDRAWAL_COUNT_ };
#undef X
#define X(id, ...) F_ACT_GRANT_BONUS_##id,
enum { SCHEMA_ACT_GRANT_BONUS(X) F_ACT_GRANT_BONUS_COUNT_ };
#undef X
#define X(id, ...) F_ACT_CANCEL_BONUS_##id,
enum { SCHEMA_ACT_CANCEL_BONUS(X) F_ACT_CANCEL_BONUS_COUNT_ };
#undef X
#define X(id, ...) F_ACT_REVIEW_DOCUMENT_##id,
enum { SCHEMA_ACT_REVIEW_DOCUMENT(X) F_ACT_REVIEW_DOCUMENT_COUNT_ };
#undef X
#define X(id, ...) F_ACT_REQUEST_DOCUMENT_##id,
enum { SCHEMA_ACT_REQUEST_DOCUMENT(X) F_ACT_REQUEST_DOCUMENT_COUNT_ };
#undef X
#define X(id, ...) F_ACT_SET_LIMIT_##id,
enum { SCHEMA_ACT_SET_LIMIT(X) F_ACT_SET_LIMIT_COUNT_ };
#undef X
#define X(id, ...) F_ACT_COOL_OFF_##id,
enum { SCHEMA_ACT_COOL_OFF(X) F_ACT_COOL_OFF_COUNT_ };
#undef X
#define X(id, ...) F_ACT_SELF_EXCLUDE_##id,
enum { SCHEMA_ACT_SELF_EXCLUDE(X) F_ACT_SELF_EXCLUDE_COUNT_ };
#undef X
#define X(id, ...) F_ACT_MARK_FLAG_##id,
enum { SCHEMA_ACT_MARK_FLAG(X) F_ACT_MARK_FLAG_COUNT_ };
#undef X
#define X(id, ...) F_ACT_REPLY_TICKET_##id,
enum { SCHEMA_ACT_REPLY_TICKET(X) F_ACT_REPLY_TICKET_COUNT_ };
#undef X
#define X(id, ...) F_ACT_SET_TICKET_STATUS_##id,
enum { SCHEMA_ACT_SET_TICKET_STATUS(X) F_ACT_SET_TICKET_STATUS_COUNT_ };
#undef X
#define X(id, ...) F_ACT_START_CHAT_##id,
enum { SCHEMA_ACT_START_CHAT(X) F_ACT_START_CHAT_COUNT_ };
#undef X
#define X(id, ...) F_ACT_END_PLAY_##id,
enum { SCHEMA_ACT_END_PLAY(X) F_ACT_END_PLAY_COUNT_ };
#undef X
#define X(id, ...) F_ACT_CANCEL_LIMIT_CHANGE_##id,
enum { SCHEMA_ACT_CANCEL_LIMIT_CHANGE(X) F_ACT_CANCEL_LIMIT_CHANGE_COUNT_ };
#undef X
#define X(id, ...) F_ACT_END_COOL_OFF_##id,
enum { SCHEMA_ACT_END_COOL_OFF(X) F_ACT_END_COOL_OFF_COUNT_ };
#undef X
#define X(id, ...) F_ACT_END_EXCLUSION_##id,
enum { SCHEMA_ACT_END_EXCLUSION(X) F_ACT_END_EXCLUSION_COUNT_ };
#undef X
#define X(id, ...) F_ACT_BLOCK_PLAY_##id,
enum { SCHEMA_ACT_BLOCK_PLAY(X) F_ACT_BLOCK_PLAY_COUNT_ };
#undef X
#define X(id, ...) F_ACT_UNBLOCK_PLAY_##id,
enum { SCHEMA_ACT_UNBLOCK_PLAY(X) F_ACT_UNBLOCK_PLAY_COUNT_ };
#undef X
#define X(id, ...) F_ACT_ANSWER_##id,
enum { SCHEMA_ACT_ANSWER(X) F_ACT_ANSWER_COUNT_ };
#undef X

/* clang-format on */
