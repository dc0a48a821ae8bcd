#include "sim/model.h"

/* Members in the order of the structs. A list's count has no row: reading the list brings it back. */

static const struct pack_field fields_consent[] = {
	PACK_NUM(consent, product, U8),
	PACK_NUM(consent, channel, U8),
	PACK_NUM(consent, granted, U8),
	PACK_NUM(consent, at, I64),
};
static const struct pack_table pack_consent = PACK_TABLE(consent, fields_consent);

static const struct pack_field fields_device[] = {
	PACK_NUM(device, id, U32),         PACK_NUM(device, kind, U8),       PACK_NUM(device, os, U8),
	PACK_NUM(device, first_seen, I64), PACK_NUM(device, last_seen, I64),
};
static const struct pack_table pack_device = PACK_TABLE(device, fields_device);

static const struct pack_field fields_former_email[] = {
	PACK_STR(former_email, text),
};
static const struct pack_table pack_former_email = PACK_TABLE(former_email, fields_former_email);

static const struct pack_field fields_profile[] = {
	PACK_STR(profile, username),
	PACK_STR(profile, email),
	PACK_STR(profile, phone),
	PACK_STR(profile, full_name),
	PACK_STR(profile, street),
	PACK_STR(profile, extra),
	PACK_STR(profile, city),
	PACK_STR(profile, region),
	PACK_STR(profile, postcode),
	PACK_STR(profile, country),
	PACK_STR(profile, currency),
	PACK_STR(profile, time_zone),
	PACK_STR(profile, language),
	PACK_NUM(profile, sex, U8),
	PACK_NUM(profile, has_birth_day, U8),
	PACK_NUM(profile, has_photo, U8),
	PACK_NUM(profile, birth_day, I32),
	PACK_NUM(profile, registered_day, I32),
	PACK_NUM(profile, registered_at, I64),
	PACK_NUM(profile, status_since, I64),
	PACK_NUM(profile, status, U8),
	PACK_NUM(profile, tier, U8),
	PACK_NUM(profile, brand, U8),
	PACK_NUM(profile, licence, U8),
	PACK_NUM(profile, channel, U8),
	PACK_NUM(profile, kyc, U8),
	PACK_NUM(profile, risk, U8),
	PACK_NUM(profile, tags, U32),
	PACK_NUM(profile, odds_format, U8),
	PACK_NUM(profile, contact_channel, U8),
	PACK_NUM(profile, contact_hours, U8),
	PACK_NUM(profile, reality_check, U8),
	PACK_NUM(profile, team, U8),
	PACK_NUM(profile, favourites[0], U8),
	PACK_NUM(profile, favourites[1], U8),
	PACK_NUM(profile, face, U64),
	PACK_NUM(profile, logins, U32),
	PACK_NUM(profile, letters, U32),
	PACK_ROWS(profile, consents, consent_count, &pack_consent),
	PACK_ROWS(profile, devices, device_count, &pack_device),
	PACK_ROWS(profile, former_emails, former_count, &pack_former_email),
	PACK_NUM(profile, suspended_at, I64),
	PACK_NUM(profile, suspended_for, U8),
};
const struct pack_table pack_profile = PACK_TABLE(profile, fields_profile);

static const struct pack_field fields_login[] = {
	PACK_NUM(login, at, DELTA64), PACK_NUM(login, ip, U32),    PACK_NUM(login, failed, U8),
	PACK_NUM(login, place, U8),   PACK_NUM(login, device, U8),
};
const struct pack_table pack_login = PACK_TABLE(login, fields_login);

static const struct pack_field fields_mail[] = {
	PACK_NUM(mail, at, DELTA64),
	PACK_NUM(mail, template, U8),
	PACK_NUM(mail, status, U8),
	PACK_NUM(mail, own, U8),
};
const struct pack_table pack_mail = PACK_TABLE(mail, fields_mail);

static const struct pack_field fields_bet[] = {
	PACK_NUM(bet, placed_at, DELTA64), PACK_NUM(bet, settle_ms, U32),  PACK_NUM(bet, session, DELTA32),
	PACK_NUM(bet, game, U8),           PACK_NUM(bet, state, U8),       PACK_NUM(bet, legs, U8),
	PACK_NUM(bet, seed, U32),          PACK_NUM(bet, stake, I64),      PACK_NUM(bet, won, I64),
	PACK_NUM(bet, bonus_stake, I64),   PACK_NUM(bet, free_stake, I64), PACK_NUM(bet, jackpot, I64),
	PACK_NUM(bet, balance, I64),
};
const struct pack_table pack_bet = PACK_TABLE(bet, fields_bet);

static const struct pack_field fields_session[] = {
	PACK_NUM(session, started_at, DELTA64),
	PACK_NUM(session, length_ms, U32),
	PACK_NUM(session, open, U8),
	PACK_NUM(session, game, U8),
	PACK_NUM(session, device, U8),
	PACK_NUM(session, first_bet, DELTA32),
	PACK_NUM(session, bets, U32),
	PACK_NUM(session, settled, U32),
	PACK_NUM(session, wagered, I64),
	PACK_NUM(session, won, I64),
	PACK_NUM(session, current_stake, I64),
	PACK_NUM(session, table_balance, I64),
};
const struct pack_table pack_session = PACK_TABLE(session, fields_session);

static const struct pack_field fields_game_stat[] = {
	PACK_NUM(game_stat, game, U8),
	PACK_NUM(game_stat, bets, U32),
	PACK_NUM(game_stat, wagered, I64),
	PACK_NUM(game_stat, won, I64),
};
static const struct pack_table pack_game_stat = PACK_TABLE(game_stat, fields_game_stat);

static const struct pack_field fields_ordinal[] = {
	PACK_NUM(ordinal, n, DELTA32),
};
static const struct pack_table pack_ordinal = PACK_TABLE(ordinal, fields_ordinal);

static const struct pack_field fields_device_ref[] = {
	PACK_NUM(device_ref, id, U32),
};
static const struct pack_table pack_device_ref = PACK_TABLE(device_ref, fields_device_ref);

static const struct pack_field fields_gaming[] = {
	PACK_STR(gaming, currency),
	PACK_NUM(gaming, settled, U32),
	PACK_NUM(gaming, winning, U32),
	PACK_NUM(gaming, losing, U32),
	PACK_NUM(gaming, open, U32),
	PACK_NUM(gaming, voided, U32),
	PACK_NUM(gaming, wagered, I64),
	PACK_NUM(gaming, won, I64),
	PACK_NUM(gaming, open_stakes, I64),
	PACK_NUM(gaming, free_stakes, I64),
	PACK_NUM(gaming, jackpots, I64),
	PACK_NUM(gaming, contributions, I64),
	PACK_NUM(gaming, last_played, I64),
	PACK_NUM(gaming, bets, U32),
	PACK_NUM(gaming, sessions, U32),
	PACK_NUM(gaming, has_open_session, U8),
	PACK_ROWS(gaming, games, game_count, &pack_game_stat),
	PACK_ROWS(gaming, open_bets, open_count, &pack_ordinal),
	PACK_ROWS(gaming, devices, device_count, &pack_device_ref),
	PACK_NUM(gaming, blocked_at, I64),
	PACK_NUM(gaming, blocked_until, I64),
	PACK_STR(gaming, block_reason),
};
const struct pack_table pack_gaming = PACK_TABLE(gaming, fields_gaming);

static const struct pack_field fields_ledger_sum[] = {
	PACK_NUM(ledger_sum, minor, I64),
};
static const struct pack_table pack_ledger_sum = PACK_TABLE(ledger_sum, fields_ledger_sum);

static const struct pack_field fields_pocket[] = {
	PACK_NUM(pocket, balance, I64),
	PACK_ROWS(pocket, lines, line_count, &pack_ledger_sum),
};
static const struct pack_table pack_pocket = PACK_TABLE(pocket, fields_pocket);

static const struct pack_field fields_tx_step[] = {
	PACK_NUM(tx_step, after_s, DELTA32),
	PACK_NUM(tx_step, state, U8),
	PACK_NUM(tx_step, by, U8),
	PACK_NUM(tx_step, reason, U8),
};
static const struct pack_table pack_tx_step = PACK_TABLE(tx_step, fields_tx_step);

static const struct pack_field fields_tx[] = {
	PACK_NUM(tx, at, DELTA64),  PACK_NUM(tx, kind, U8),    PACK_NUM(tx, state, U8),
	PACK_NUM(tx, pocket, U8),   PACK_NUM(tx, method, U8),  PACK_NUM(tx, instrument, U8),
	PACK_NUM(tx, decline, U8),  PACK_NUM(tx, amount, I64), PACK_NUM(tx, face, I64),
	PACK_NUM(tx, balance, I64), PACK_NUM(tx, bet, U32),    PACK_ROWS(tx, steps, step_count, &pack_tx_step),
	PACK_NUM(tx, resent, U32),
};
const struct pack_table pack_tx = PACK_TABLE(tx, fields_tx);

static const struct pack_field fields_statement[] = {
	PACK_NUM(statement, month, DELTA32),   PACK_NUM(statement, opening, I64), PACK_NUM(statement, deposits, I64),
	PACK_NUM(statement, withdrawals, I64), PACK_NUM(statement, staked, I64),  PACK_NUM(statement, won, I64),
	PACK_NUM(statement, other, I64),       PACK_NUM(statement, closing, I64),
};
const struct pack_table pack_statement = PACK_TABLE(statement, fields_statement);

static const struct pack_field fields_bonus[] = {
	PACK_NUM(bonus, name, U8),        PACK_NUM(bonus, state, U8),      PACK_NUM(bonus, contribution, U8),
	PACK_NUM(bonus, amount, I64),     PACK_NUM(bonus, required, I64),  PACK_NUM(bonus, wagered, I64),
	PACK_NUM(bonus, max_bet, I64),    PACK_NUM(bonus, converted, I64), PACK_NUM(bonus, granted_at, I64),
	PACK_NUM(bonus, expires_at, I64),
};
static const struct pack_table pack_bonus = PACK_TABLE(bonus, fields_bonus);

static const struct pack_field fields_instrument[] = {
	PACK_NUM(instrument, method, U8),  PACK_NUM(instrument, verified, U8), PACK_NUM(instrument, other_holder, U8),
	PACK_NUM(instrument, number, U64), PACK_NUM(instrument, expires, U16), PACK_NUM(instrument, added_at, I64),
};
static const struct pack_table pack_instrument = PACK_TABLE(instrument, fields_instrument);

static const struct pack_field fields_pending[] = {
	PACK_NUM(pending, tx, U32),        PACK_NUM(pending, state, U8),   PACK_NUM(pending, method, U8),
	PACK_NUM(pending, reason, U8),     PACK_NUM(pending, amount, I64), PACK_NUM(pending, requested_at, I64),
	PACK_NUM(pending, target_at, I64), PACK_NUM(pending, due, I64),    PACK_NUM(pending, fate, U8),
};
static const struct pack_table pack_pending = PACK_TABLE(pending, fields_pending);

static const struct pack_field fields_wallet[] = {
	PACK_STR(wallet, currency),
	PACK_STR(wallet, holder),
	PACK_STR(wallet, other_holder),
	PACK_NUM(wallet, reserved, I64),
	PACK_NUM(wallet, open_stakes, I64),
	PACK_NUM(wallet, deposits_settled, I64),
	PACK_NUM(wallet, deposits_refunded, I64),
	PACK_NUM(wallet, deposits_charged_back, I64),
	PACK_NUM(wallet, withdrawals_paid, I64),
	PACK_NUM(wallet, bonus_converted, I64),
	PACK_NUM(wallet, costs, I64),
	PACK_NUM(wallet, last_deposit, I64),
	PACK_NUM(wallet, last_deposit_at, I64),
	PACK_NUM(wallet, last_deposit_method, U8),
	PACK_NUM(wallet, no_withdrawal, U8),
	PACK_NUM(wallet, txs, U32),
	PACK_NUM(wallet, statements, U32),
	PACK_NUM(wallet, month.month, U32),
	PACK_NUM(wallet, month.opening, I64),
	PACK_NUM(wallet, month.deposits, I64),
	PACK_NUM(wallet, month.withdrawals, I64),
	PACK_NUM(wallet, month.staked, I64),
	PACK_NUM(wallet, month.won, I64),
	PACK_NUM(wallet, month.other, I64),
	PACK_ROWS(wallet, pockets, pocket_count, &pack_pocket),
	PACK_ROWS(wallet, bonuses, bonus_count, &pack_bonus),
	PACK_ROWS(wallet, instruments, instrument_count, &pack_instrument),
	PACK_ROWS(wallet, pending, pending_count, &pack_pending),
};
const struct pack_table pack_wallet = PACK_TABLE(wallet, fields_wallet);

static const struct pack_field fields_kyc_check[] = {
	PACK_NUM(kyc_check, kind, U8), PACK_NUM(kyc_check, outcome, U8), PACK_NUM(kyc_check, vendor, U8),
	PACK_NUM(kyc_check, at, I64),  PACK_NUM(kyc_check, until, I64),
};
static const struct pack_table pack_kyc_check = PACK_TABLE(kyc_check, fields_kyc_check);

static const struct pack_field fields_screening[] = {
	PACK_NUM(screening, list, U8), PACK_NUM(screening, type, U8),  PACK_NUM(screening, outcome, U8),
	PACK_NUM(screening, note, U8), PACK_NUM(screening, score, U8), PACK_NUM(screening, at, I64),
};
static const struct pack_table pack_screening = PACK_TABLE(screening, fields_screening);

static const struct pack_field fields_document[] = {
	PACK_NUM(document, kind, U8),         PACK_NUM(document, state, U8),        PACK_NUM(document, reason, U8),
	PACK_NUM(document, pdf, U8),          PACK_NUM(document, pages, U8),        PACK_STR(document, number),
	PACK_NUM(document, uploaded_at, I64), PACK_NUM(document, reviewed_at, I64), PACK_NUM(document, issue_day, I32),
	PACK_NUM(document, expiry_day, I32),  PACK_NUM(document, seed, U64),
};
static const struct pack_table pack_document = PACK_TABLE(document, fields_document);

static const struct pack_field fields_kyc[] = {
	PACK_NUM(kyc, state, U8),
	PACK_NUM(kyc, level, U8),
	PACK_NUM(kyc, identity, U8),
	PACK_NUM(kyc, address, U8),
	PACK_NUM(kyc, funds, U8),
	PACK_NUM(kyc, funds_source, U8),
	PACK_STR(kyc, given),
	PACK_STR(kyc, family),
	PACK_STR(kyc, given_latin),
	PACK_STR(kyc, family_latin),
	PACK_STR(kyc, street),
	PACK_STR(kyc, city),
	PACK_STR(kyc, postcode),
	PACK_STR(kyc, country),
	PACK_STR(kyc, currency),
	PACK_NUM(kyc, sex, U8),
	PACK_NUM(kyc, birth_day, I32),
	PACK_NUM(kyc, next_review, I64),
	PACK_ROWS(kyc, checks, check_count, &pack_kyc_check),
	PACK_ROWS(kyc, screening, screening_count, &pack_screening),
	PACK_ROWS(kyc, documents, document_count, &pack_document),
};
const struct pack_table pack_kyc = PACK_TABLE(kyc, fields_kyc);

static const struct pack_field fields_ticket_message[] = {
	PACK_NUM(ticket_message, after_s, DELTA32),
	PACK_NUM(ticket_message, from, U8),
	PACK_NUM(ticket_message, text, U8),
};
static const struct pack_table pack_ticket_message = PACK_TABLE(ticket_message, fields_ticket_message);

static const struct pack_field fields_ticket[] = {
	PACK_NUM(ticket, opened_at, DELTA64),
	PACK_NUM(ticket, last_s, U32),
	PACK_NUM(ticket, closed_s, U32),
	PACK_NUM(ticket, topic, U8),
	PACK_NUM(ticket, stage, U8),
	PACK_NUM(ticket, urgency, U8),
	PACK_NUM(ticket, via, U8),
	PACK_NUM(ticket, subject, U8),
	PACK_ROWS(ticket, messages, message_count, &pack_ticket_message),
};
const struct pack_table pack_ticket = PACK_TABLE(ticket, fields_ticket);

static const struct pack_field fields_support[] = {
	PACK_NUM(support, tickets, U32),   PACK_NUM(support, known, U8),   PACK_NUM(support, answer_at, I64),
	PACK_NUM(support, answer_in, U32), PACK_NUM(support, answers, U8),
};
const struct pack_table pack_support = PACK_TABLE(support, fields_support);

static const struct pack_field fields_flag[] = {
	PACK_NUM(flag, type, U8), PACK_NUM(flag, severity, U8), PACK_NUM(flag, state, U8),
	PACK_NUM(flag, id, U32),  PACK_NUM(flag, at, I64),
};
static const struct pack_table pack_flag = PACK_TABLE(flag, fields_flag);

static const struct pack_field fields_limit[] = {
	PACK_NUM(limit, kind, U8),
	PACK_NUM(limit, period, U8),
	PACK_NUM(limit, net, U8),
	PACK_NUM(limit, rolling, U8),
	PACK_NUM(limit, by, U8),
	PACK_NUM(limit, minutes, U32),
	PACK_NUM(limit, used_minutes, U32),
	PACK_NUM(limit, pending_minutes, U32),
	PACK_NUM(limit, amount, I64),
	PACK_NUM(limit, used, I64),
	PACK_NUM(limit, since, I64),
	PACK_NUM(limit, resets_at, I64),
	PACK_NUM(limit, pending_amount, I64),
	PACK_NUM(limit, pending_from, I64),
};
static const struct pack_table pack_limit = PACK_TABLE(limit, fields_limit);

static const struct pack_field fields_restriction[] = {
	PACK_NUM(restriction, scope, U8),
	PACK_NUM(restriction, reason, U8),
	PACK_NUM(restriction, since, I64),
	PACK_NUM(restriction, until, I64),
};
static const struct pack_table pack_restriction = PACK_TABLE(restriction, fields_restriction);

static const struct pack_field fields_risk[] = {
	PACK_STR(risk, currency),
	PACK_NUM(risk, level, U8),
	PACK_NUM(risk, exclusion_scheme, U8),
	PACK_NUM(risk, exclusion_since, I64),
	PACK_NUM(risk, exclusion_until, I64),
	PACK_NUM(risk, cool_since, I64),
	PACK_NUM(risk, cool_until, I64),
	PACK_ROWS(risk, flags, flag_count, &pack_flag),
	PACK_ROWS(risk, limits, limit_count, &pack_limit),
	PACK_ROWS(risk, restrictions, restriction_count, &pack_restriction),
};
const struct pack_table pack_risk = PACK_TABLE(risk, fields_risk);
