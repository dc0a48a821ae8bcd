/* rules/pack_kinds.h - the kinds of rules that a jurisdiction pack may hold, each with its values, once, as X-macros:
 * pack_kinds.c makes the table that packs are read by, and the positions of values come from here. What a kind means:
 * docs/rules.md.
 *
 * Kind: K(IDENTIFIER, "word", ONE: at most one may be in force at a moment | MANY).
 * Value: P(IDENTIFIER, name, TYPE, required, words for WORD and WORDS). */
#pragma once

/* clang-format off */

/* Words stand in the order of sources/schema.h where that has them too: limits, periods and scopes are the same numbers. */
#define WORDS_LIMIT(W) W(LIMIT, DEPOSIT, "deposit") W(LIMIT, LOSS, "loss") W(LIMIT, STAKE, "stake") W(LIMIT, TIME, "session_time")
#define WORDS_LIMIT_PER(W) W(LIMIT_PER, SESSION, "session") W(LIMIT_PER, DAY, "day") W(LIMIT_PER, WEEK, "week") \
	W(LIMIT_PER, MONTH, "month")
#define WORDS_BASIS(W) W(BASIS, GROSS, "gross") W(BASIS, NET, "net")
#define WORDS_WINDOW(W) W(WINDOW, ROLLING, "rolling") W(WINDOW, CALENDAR, "calendar")
#define WORDS_SCOPE(W) W(SCOPE, LOGIN, "login") W(SCOPE, DEPOSIT, "deposit") W(SCOPE, BET, "bet") W(SCOPE, WITHDRAW, "withdraw") \
	W(SCOPE, BONUS, "bonus") W(SCOPE, MARKETING, "marketing")
/* What is so about a customer. */
#define WORDS_STATE(W) W(STATE, EXCLUDED, "self_excluded") W(STATE, COOLING_OFF, "cooling_off") \
	W(STATE, REGISTERED, "on_exclusion_register") W(STATE, EXCLUSION_UNKNOWN, "exclusion_unknown") \
	W(STATE, SUSPENDED, "suspended") W(STATE, CLOSED, "closed") W(STATE, UNVERIFIED, "unverified") W(STATE, UNDERAGE, "underage") \
	W(STATE, STRONG_INDICATOR, "strong_indicator") W(STATE, INTENSIVE_PLAY, "intensive_play") W(STATE, NO_REPLY, "no_reply") \
	W(STATE, NET_DEPOSITS_HIGH, "net_deposits_high") W(STATE, NO_CONSENT, "no_consent")
#define WORDS_CLOCK(W) W(CLOCK, LIMIT_INCREASE, "limit_increase") W(CLOCK, LIMIT_REMINDER, "limit_reminder") \
	W(CLOCK, HARM_RESPONSE, "harm_response") W(CLOCK, CUSTOMER_REPLY, "customer_reply") \
	W(CLOCK, SUBJECT_ACCESS, "subject_access") W(CLOCK, CHECK_VALIDITY, "check_validity") \
	W(CLOCK, EXCLUSION_TERM, "exclusion_term") W(CLOCK, COOL_OFF_TERM, "cool_off_term") \
	W(CLOCK, EXCLUSION_REMOVAL, "exclusion_removal") W(CLOCK, MARKETING_OFF, "marketing_off") W(CLOCK, COMPLAINT, "complaint") \
	W(CLOCK, CHARGEBACK, "chargeback") W(CLOCK, SUMMARY, "summary") W(CLOCK, CONSENT_NOTICE, "consent_notice") \
	W(CLOCK, CONSENT_MORATORIUM, "consent_moratorium")
#define WORDS_FOR(W) W(FOR, ALL, "all") W(FOR, MLRO, "mlro")
#define WORDS_PRODUCT(W) W(PRODUCT, SLOTS, "slots") W(PRODUCT, CASINO, "casino") W(PRODUCT, LIVE, "live_casino") \
	W(PRODUCT, SPORTS, "sports") W(PRODUCT, POKER, "poker") W(PRODUCT, BINGO, "bingo") W(PRODUCT, LOTTERY, "lottery")
#define WORDS_METHOD(W) W(METHOD, CREDIT_CARD, "credit_card") W(METHOD, CREDIT_WALLET, "wallet_by_credit_card")
#define WORDS_GATE(W) W(GATE, AFFORDABILITY, "affordability") W(GATE, HARM_CHECK, "harm_check") W(GATE, EDD, "enhanced_due_diligence")
#define WORDS_THEN(W) W(THEN, CHECK, "check") W(THEN, STOP, "stop")
#define WORDS_FORM(W) W(FORM, PAUSE, "pause") W(FORM, MESSAGE, "message")
#define WORDS_DEED(W) W(DEED, LIMIT_INCREASE, "limit_increase") W(DEED, EXCLUSION_END, "exclusion_end") W(DEED, REINSTATE, "reinstate") \
	W(DEED, CLOSE, "close") W(DEED, KEEP_FUNDS, "keep_funds") W(DEED, WITHDRAWAL, "withdrawal") W(DEED, BONUS, "bonus") \
	W(DEED, REVEAL_MANY, "reveal_many")

#define WORD_LISTS(L) L(LIMIT) L(LIMIT_PER) L(BASIS) L(WINDOW) L(SCOPE) L(STATE) L(CLOCK) L(FOR) L(PRODUCT) L(METHOD) L(GATE) \
	L(THEN) L(FORM) L(DEED)

#define RULE_AGES(P, kind) P(kind, age_from, NUMBER, false, NONE) P(kind, age_to, NUMBER, false, NONE)

#define RULE_KINDS(K) \
	K(LIMIT_DECREASE, "limit_decrease", ONE) K(LIMIT_INCREASE, "limit_increase", ONE) K(LIMIT_LOWEST, "limit_lowest", ONE) \
	K(LIMIT_NAMING, "limit_naming", ONE) K(LIMIT_CAP, "limit_cap", MANY) K(LIMIT_CONTACT, "limit_contact", MANY) \
	K(NET_DEPOSITS, "net_deposits", MANY) K(STAKE_CAP, "stake_cap", MANY) K(GAME_CYCLE, "game_cycle", MANY) \
	K(PLAY_BREAK, "play_break", MANY) K(PLAY_TIME, "play_time", ONE) K(PANIC_BUTTON, "panic_button", ONE) \
	K(COOL_OFF, "cool_off", ONE) K(EXCLUSION, "exclusion", ONE) K(EXCLUSION_SCHEME, "exclusion_scheme", ONE) \
	K(EXCLUSION_EFFECTS, "exclusion_effects", ONE) K(EXCLUSION_REMOVAL, "exclusion_removal", ONE) K(BLOCK, "block", MANY) \
	K(BONUS_WAGERING, "bonus_wagering", ONE) K(BONUS_ONCE, "bonus_once", ONE) K(CONSENT, "marketing_consent", ONE) \
	K(DUE_DILIGENCE, "due_diligence", MANY) K(MARKERS, "markers", ONE) K(AUTOMATED, "automated_decision", ONE) \
	K(WITHDRAWAL, "withdrawal", ONE) K(RECORDS, "records", ONE) K(VIP_GATE, "vip_gate", ONE) K(IDENTITY, "identity", ONE) \
	K(PAYMENT, "payment", ONE) K(CLOCK, "clock", MANY) K(INTENSIVE_PLAY, "intensive_play", MANY) \
	K(CARD_DISPLAY, "card_display", ONE) K(SECOND_PERSON, "second_person", MANY)

#define VALUES_LIMIT_DECREASE(P) P(LIMIT_DECREASE, wait, PERIOD, true, NONE)
#define VALUES_LIMIT_INCREASE(P) P(LIMIT_INCREASE, wait, PERIOD, true, NONE) \
	P(LIMIT_INCREASE, confirmation, BOOL, false, NONE) P(LIMIT_INCREASE, after_running_period, BOOL, false, NONE)
#define VALUES_LIMIT_LOWEST(P) P(LIMIT_LOWEST, lowest_applies, BOOL, true, NONE)
#define VALUES_LIMIT_NAMING(P) P(LIMIT_NAMING, limit, WORD, true, LIMIT) P(LIMIT_NAMING, basis, WORD, false, BASIS) \
	P(LIMIT_NAMING, window, WORD, false, WINDOW)
#define VALUES_LIMIT_CAP(P) P(LIMIT_CAP, limit, WORD, true, LIMIT) P(LIMIT_CAP, per, WORD, true, LIMIT_PER) \
	P(LIMIT_CAP, amount, MONEY, true, NONE) P(LIMIT_CAP, across_operators, BOOL, false, NONE) RULE_AGES(P, LIMIT_CAP)
#define VALUES_LIMIT_CONTACT(P) P(LIMIT_CONTACT, limit, WORD, true, LIMIT) P(LIMIT_CONTACT, per, WORD, true, LIMIT_PER) \
	P(LIMIT_CONTACT, above, MONEY, true, NONE) RULE_AGES(P, LIMIT_CONTACT)
#define VALUES_NET_DEPOSITS(P) P(NET_DEPOSITS, above, MONEY, true, NONE) P(NET_DEPOSITS, over, PERIOD, true, NONE) \
	P(NET_DEPOSITS, window, WORD, true, WINDOW) P(NET_DEPOSITS, then, WORD, true, THEN) RULE_AGES(P, NET_DEPOSITS)
#define VALUES_STAKE_CAP(P) P(STAKE_CAP, most, MONEY, true, NONE) P(STAKE_CAP, products, WORDS, true, PRODUCT) \
	RULE_AGES(P, STAKE_CAP)
#define VALUES_GAME_CYCLE(P) P(GAME_CYCLE, least, PERIOD, true, NONE) P(GAME_CYCLE, products, WORDS, true, PRODUCT)
#define VALUES_PLAY_BREAK(P) P(PLAY_BREAK, every, PERIOD, true, NONE) P(PLAY_BREAK, form, WORD, true, FORM) \
	P(PLAY_BREAK, length, PERIOD, false, NONE)
#define VALUES_PLAY_TIME(P) P(PLAY_TIME, signal_above, PERIOD, true, NONE) P(PLAY_TIME, per, WORD, true, LIMIT_PER)
#define VALUES_PANIC_BUTTON(P) P(PANIC_BUTTON, length, PERIOD, true, NONE)
#define VALUES_COOL_OFF(P) P(COOL_OFF, terms, PERIODS, false, NONE) P(COOL_OFF, least, PERIOD, false, NONE) \
	P(COOL_OFF, most, PERIOD, false, NONE)
#define VALUES_EXCLUSION(P) P(EXCLUSION, terms, PERIODS, false, NONE) P(EXCLUSION, least, PERIOD, false, NONE) \
	P(EXCLUSION, indefinite, BOOL, false, NONE) P(EXCLUSION, indefinite_least, PERIOD, false, NONE) \
	P(EXCLUSION, ends_by_itself, BOOL, true, NONE)
#define VALUES_EXCLUSION_SCHEME(P) P(EXCLUSION_SCHEME, name, TEXT, true, NONE) P(EXCLUSION_SCHEME, terms, PERIODS, false, NONE) \
	P(EXCLUSION_SCHEME, indefinite, BOOL, false, NONE) P(EXCLUSION_SCHEME, checked_before, WORDS, false, SCOPE)
#define VALUES_EXCLUSION_EFFECTS(P) P(EXCLUSION_EFFECTS, marketing_off_within, PERIOD, true, NONE) \
	P(EXCLUSION_EFFECTS, balance_returned, BOOL, true, NONE) P(EXCLUSION_EFFECTS, bonuses_end, BOOL, true, NONE) \
	P(EXCLUSION_EFFECTS, record_survives_erasure, BOOL, false, NONE)
#define VALUES_EXCLUSION_REMOVAL(P) P(EXCLUSION_REMOVAL, answer_within, PERIOD, false, NONE) \
	P(EXCLUSION_REMOVAL, wait, PERIOD, false, NONE) P(EXCLUSION_REMOVAL, wait_if_indefinite, PERIOD, false, NONE)
#define VALUES_BLOCK(P) P(BLOCK, state, WORD, true, STATE) P(BLOCK, scopes, WORDS, true, SCOPE) \
	P(BLOCK, automatic, BOOL, false, NONE)
#define VALUES_BONUS_WAGERING(P) P(BONUS_WAGERING, most_times, NUMBER, true, NONE)
#define VALUES_BONUS_ONCE(P) P(BONUS_ONCE, most, NUMBER, true, NONE) P(BONUS_ONCE, first_play_only, BOOL, false, NONE)
#define VALUES_CONSENT(P) P(CONSENT, opt_in, BOOL, true, NONE) P(CONSENT, per_product, BOOL, false, NONE) \
	P(CONSENT, per_channel, BOOL, false, NONE)
#define VALUES_DUE_DILIGENCE(P) P(DUE_DILIGENCE, at, MONEY, true, NONE) P(DUE_DILIGENCE, single_or_linked, BOOL, false, NONE) \
	P(DUE_DILIGENCE, deposits_over, PERIOD, false, NONE) P(DUE_DILIGENCE, deposits_ever, BOOL, false, NONE)
#define VALUES_MARKERS(P) P(MARKERS, at_least, NUMBER, true, NONE) P(MARKERS, categories, TEXTS, false, NONE)
#define VALUES_AUTOMATED(P) P(AUTOMATED, reviewed_by_person, BOOL, true, NONE) P(AUTOMATED, contestable, BOOL, true, NONE)
#define VALUES_WITHDRAWAL(P) P(WITHDRAWAL, customer_may_cancel, BOOL, true, NONE)
#define VALUES_RECORDS(P) P(RECORDS, keep, PERIOD, true, NONE) P(RECORDS, then_deleted, BOOL, true, NONE) \
	P(RECORDS, aml_only_for_aml, BOOL, false, NONE)
#define VALUES_VIP_GATE(P) P(VIP_GATE, needs, WORDS, true, GATE)
#define VALUES_IDENTITY(P) P(IDENTITY, before_gambling, BOOL, true, NONE) \
	P(IDENTITY, nothing_late_at_withdrawal, BOOL, false, NONE) P(IDENTITY, least_age, NUMBER, false, NONE)
#define VALUES_PAYMENT(P) P(PAYMENT, forbidden, WORDS, true, METHOD)
#define VALUES_CLOCK(P) P(CLOCK, clock, WORD, true, CLOCK) P(CLOCK, due, PERIOD, true, NONE) \
	P(CLOCK, extension, PERIOD, false, NONE) P(CLOCK, for, WORD, false, FOR) P(CLOCK, afterwards, TEXT, false, NONE)
#define VALUES_INTENSIVE_PLAY(P) P(INTENSIVE_PLAY, net_loss, MONEY, true, NONE) P(INTENSIVE_PLAY, per, WORD, true, LIMIT_PER) \
	P(INTENSIVE_PLAY, times, NUMBER, true, NONE) P(INTENSIVE_PLAY, no_vip, BOOL, false, NONE) \
	P(INTENSIVE_PLAY, forbidden, WORDS, false, METHOD) RULE_AGES(P, INTENSIVE_PLAY)
#define VALUES_CARD_DISPLAY(P) P(CARD_DISPLAY, first, NUMBER, true, NONE) P(CARD_DISPLAY, last, NUMBER, true, NONE)
#define VALUES_SECOND_PERSON(P) P(SECOND_PERSON, act, WORD, true, DEED) P(SECOND_PERSON, above, MONEY, false, NONE)

/* LIMIT_DEPOSIT, SCOPE_BONUS, STATE_EXCLUDED...: numbers of words, in the order above. */
#define W(list, id, word) list##_##id,
#define L(list) enum word_##list { WORDS_##list(W) list##_WORDS_ };
WORD_LISTS(L)
#undef L
#undef W

/* RULE_LIMIT_INCREASE... */
#define K(id, word, how) RULE_##id,
enum rule_kind { RULE_KINDS(K) RULE_KIND_COUNT_ };
#undef K

/* LIMIT_INCREASE_wait...: positions of values. */
#define P(kind, name, type, needed, words) kind##_##name,
#define K(id, word, how) enum values_##id { VALUES_##id(P) id##_VALUES_ };
RULE_KINDS(K)
#undef K
#undef P
