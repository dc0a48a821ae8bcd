#include "live/alerts.h"

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
