#include "live/alert.h"

#include "base/clock.h"
#include "base/codec.h"

#include <sodium.h>
#include <stdio.h>

/* Events as signals -------------------------------------------------------------------------------------------------------- */

static uint64_t hash_of(struct str s)
{
	uint64_t h = s.n ? str_hash_stable(s) : 0;
	return s.n && !h ? 1 : h;
}

static int64_t amount_of(struct event_amount a)
{
	return a.said ? a.minor : 0;
}

/* In words, or by ISO 8583's code 51, alone or before the words. */
static bool says_no_funds(struct str code)
{
	static const char words[] = "insufficient_funds";
	return str_is(code, "51") || str_starts(code, STR("51_")) || (code.n && memmem(code.p, code.n, words, sizeof words - 1));
}

static enum signal_deposit deposit_of(const struct event_deposit *d)
{
	if (d->state == EVENT_DEPOSIT_REFUNDED || d->state == EVENT_DEPOSIT_CHARGEBACK)
		return SIGNAL_DEPOSIT_UNDONE;
	if (d->state != EVENT_DEPOSIT_DECLINED)
		return SIGNAL_DEPOSIT_MADE;
	return says_no_funds(d->decline_code) ? SIGNAL_DEPOSIT_NO_FUNDS : SIGNAL_DEPOSIT_DECLINED;
}

static void of_deposit(const struct live_event *e, struct signal_event *s)
{
	const struct event_deposit *d = &e->deposit;
	s->kind = SIGNAL_DEPOSIT;
	s->amount_minor = amount_of(d->amount);
	s->deposit = deposit_of(d);
	s->transaction = hash_of(d->transaction_id);
	/* The instrument tells two cards with the same first six and last four apart; one without a card is none. */
	if (d->card.n)
		s->card = hash_of(d->instrument_id.n ? d->instrument_id : d->card);
	s->device = hash_of(d->device_id);
}

static void of_exclusion(const struct live_event *e, struct signal_event *s)
{
	const struct event_exclusion_changed *d = &e->exclusion_changed;
	s->kind = SIGNAL_EXCLUSION;
	s->exclusion = d->kind == EVENT_EXCLUSION_SELF ? SIGNAL_SELF_EXCLUSION : SIGNAL_COOL_OFF;
	s->ended = d->state == EVENT_EXCLUSION_ENDED;
	s->since_ms = d->since.said ? d->since.ms : e->at_ms;
	s->until_ms = d->until.said ? d->until.ms : 0;
}

static void of_login(const struct live_event *e, struct signal_event *s)
{
	const struct event_login *d = &e->login;
	s->kind = e->type == EVENT_LOGIN_SUCCEEDED ? SIGNAL_LOGIN : SIGNAL_LOGIN_FAILED;
	s->device = hash_of(d->device_id);
	s->has_place = d->latitude.said && d->longitude.said;
	if (s->has_place) {
		s->latitude = d->latitude.v;
		s->longitude = d->longitude.v;
	}
}

bool alert_signal_of(const struct live_event *e, struct signal_event *ret)
{
	*ret = (struct signal_event){.at_ms = e->at_ms, .seq = e->seq, .id = hash_of(e->id) ^ hash_of(e->source) * 31};
	signal_event_currency(ret, e->currency);
	switch (e->type) {
	case EVENT_SESSION_STARTED:
		ret->kind = SIGNAL_SESSION;
		ret->device = hash_of(e->session_started.device_id);
		return true;
	case EVENT_ROUND_PLAYED:
		ret->kind = SIGNAL_ROUND;
		ret->amount_minor = amount_of(e->round_played.stake);
		ret->payout_minor = amount_of(e->round_played.payout);
		ret->free_bet = e->round_played.free_bet;
		return true;
	case EVENT_BET_PLACED:
		ret->kind = SIGNAL_BET_PLACED;
		ret->amount_minor = amount_of(e->bet_placed.stake);
		ret->free_bet = e->bet_placed.free_bet;
		return true;
	case EVENT_BET_SETTLED:
		/* Its loss or win was counted when it was settled first. */
		if (e->bet_settled.outcome == EVENT_OUTCOME_RESETTLED)
			return false;
		ret->kind = SIGNAL_BET_SETTLED;
		ret->amount_minor = amount_of(e->bet_settled.stake);
		ret->payout_minor = amount_of(e->bet_settled.payout);
		ret->free_bet = e->bet_settled.free_bet;
		return true;
	case EVENT_DEPOSIT:
		of_deposit(e, ret);
		return true;
	case EVENT_WITHDRAWAL_REQUESTED:
		ret->kind = SIGNAL_WITHDRAWAL;
		ret->amount_minor = amount_of(e->withdrawal_requested.amount);
		ret->transaction = hash_of(e->withdrawal_requested.transaction_id);
		ret->device = hash_of(e->withdrawal_requested.device_id);
		return true;
	case EVENT_LOGIN_SUCCEEDED:
	case EVENT_LOGIN_FAILED:
		of_login(e, ret);
		return true;
	case EVENT_EXCLUSION_CHANGED:
		of_exclusion(e, ret);
		return true;
	default:
		return false;
	}
}

/* Alerts ------------------------------------------------------------------------------------------------------------------- */

const char *alert_origin_name(enum alert_origin o)
{
	return o == ALERT_OF_RULE ? "rule" : "source";
}

enum signal_class alert_class_of(enum event_class c)
{
	static const enum signal_class classes[] = {
		[EVENT_CLASS_NONE] = SIGNAL_CLASS_FRAUD,
		[EVENT_CLASS_FRAUD] = SIGNAL_CLASS_FRAUD,
		[EVENT_CLASS_RG] = SIGNAL_CLASS_RG,
		[EVENT_CLASS_AML] = SIGNAL_CLASS_AML,
	};
	return classes[c];
}

enum signal_severity alert_severity_of(enum event_severity s)
{
	static const enum signal_severity severities[] = {
		[EVENT_SEVERITY_NONE] = SIGNAL_LOW,          [EVENT_SEVERITY_LOW] = SIGNAL_LOW,
		[EVENT_SEVERITY_MEDIUM] = SIGNAL_MEDIUM,     [EVENT_SEVERITY_HIGH] = SIGNAL_HIGH,
		[EVENT_SEVERITY_CRITICAL] = SIGNAL_CRITICAL,
	};
	return severities[s];
}

static void hash_add(crypto_generichash_state *h, struct str s)
{
	uint64_t n = s.n; /* the lengths keep apart what the texts alone would not */
	crypto_generichash_update(h, (const unsigned char *)&n, sizeof n);
	crypto_generichash_update(h, (const unsigned char *)s.p, s.n);
}

static void id_of(struct str kind, struct str a, struct str b, int64_t ms, char ret[ALERT_ID_MAX + 1])
{
	crypto_generichash_state h;
	unsigned char out[ALERT_ID_BYTES];
	crypto_generichash_init(&h, NULL, 0, sizeof out);
	hash_add(&h, kind);
	hash_add(&h, a);
	hash_add(&h, b);
	crypto_generichash_update(&h, (const unsigned char *)&ms, sizeof ms);
	crypto_generichash_final(&h, out, sizeof out);
	codec_hex(out, sizeof out, ret);
}

void alert_id_of_rule(struct str customer, struct str rule, int64_t opened_ms, char ret[ALERT_ID_MAX + 1])
{
	id_of(STR("rule"), customer, rule, opened_ms, ret);
}

void alert_id_of_source(struct str source, struct str flag_id, char ret[ALERT_ID_MAX + 1])
{
	id_of(STR("source"), source, flag_id, 0, ret);
}

void alert_of_hit(const struct signal_rules *r, const struct live_event *e, const struct signal_hit *h, struct alert *ret)
{
	*ret = (struct alert){
		.origin = ALERT_OF_RULE,
		.class = h->class,
		.severity = h->severity,
		.before = h->before,
		.customer = e->customer,
		.rule = str_of(r->rows[h->rule].id),
		.opened_ms = h->opened_ms,
		.risen_ms = h->at_ms,
		.last_ms = h->at_ms,
		.heard_ms = e->received_ms,
		.seq = e->seq,
	};
	alert_id_of_rule(ret->customer, ret->rule, ret->opened_ms, ret->id);
	ret->flag_id = str_of(ret->id);
}

void alert_of_event(const struct live_event *e, enum signal_severity before, struct alert *ret)
{
	const struct event_fraud_alert *d = &e->fraud_alert;
	*ret = (struct alert){
		.origin = ALERT_OF_SOURCE,
		.class = alert_class_of(d->class),
		.severity = alert_severity_of(d->severity),
		.before = before,
		.customer = e->customer,
		.rule = d->flag_type,
		.flag_id = d->flag_id,
		.description = d->description,
		.opened_ms = e->at_ms,
		.risen_ms = e->at_ms,
		.last_ms = e->at_ms,
		.heard_ms = e->received_ms,
		.seq = e->seq,
	};
	alert_id_of_source(e->source, d->flag_id, ret->id);
}

/* "2026-11-23 14:02" of "2026-11-23T14:02:00.000Z" */
static void minute_of(int64_t ms, char ret[CLOCK_RFC3339_MAX])
{
	clock_format_rfc3339(ms, ret);
	ret[10] = ' ';
	ret[16] = '\0';
}

void alert_describe(const struct signal_hit *h, char ret[ALERT_DESCRIPTION_MAX + 1])
{
	char from[CLOCK_RFC3339_MAX], to[CLOCK_RFC3339_MAX];
	minute_of(h->from_ms, from);
	minute_of(h->to_ms, to);
	bool same_day = memcmp(from, to, 10) == 0;
	snprintf(ret, ALERT_DESCRIPTION_MAX + 1, "%s: %.4g (threshold %.4g), %s to %s UTC", h->measure, h->value, h->limit, from,
		 to + (same_day ? 11 : 0));
}
