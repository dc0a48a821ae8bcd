#include "rules/signal_private.h"

void signal_window_init(struct signal_window *w)
{
	memset(w, 0, sizeof *w);
}

void signal_event_currency(struct signal_event *ev, const struct currency *c)
{
	ev->currency = c ? c->numeric : 0;
	ev->exponent = c ? c->exponent : 0;
}

uint32_t signal_seconds(int64_t ms)
{
	int64_t s = ms / 1000;
	return s < 1 ? 1 : s >= UINT32_MAX ? UINT32_MAX - 1 : (uint32_t)s;
}

static double credit_of(const struct signal_rules *r, uint16_t currency, unsigned exponent)
{
	double credit = currency < ARRAY_LEN(r->credit_cents) ? r->credit_cents[currency] / 100.0 : 0;
	while (exponent--)
		credit *= 10;
	return credit;
}

double signal_credit(const struct signal_rules *r, const struct signal_window *w)
{
	return w->has_currency ? credit_of(r, w->currency, w->exponent) : 0;
}

bool signal_convert(const struct signal_rules *r, const struct signal_window *w, const struct signal_event *ev, int64_t minor,
		    int64_t *ret)
{
	if (!ev->currency || !w->has_currency || (ev->currency == w->currency && ev->exponent == w->exponent)) {
		*ret = minor;
		return true;
	}
	double from = credit_of(r, ev->currency, ev->exponent), to = signal_credit(r, w);
	if (from <= 0 || to <= 0)
		return false;
	double converted = (double)minor / from * to;
	*ret = converted >= 9e18 ? INT64_MAX : converted <= -9e18 ? INT64_MIN : (int64_t)converted;
	return true;
}

/* ---- play ---- */

static void stake_to_past(struct signal_window *w)
{
	baseline_add_level(&w->stakes, w->recent[0].level, STAKES_CAP);
	w->recent_count--;
	memmove(w->recent, w->recent + 1, w->recent_count * sizeof w->recent[0]);
}

static void take_stake(const struct signal_rules *r, struct signal_window *w, const struct signal_event *ev, uint32_t at_s)
{
	int64_t stake;
	if (ev->free_bet || ev->amount_minor <= 0 || !signal_convert(r, w, ev, ev->amount_minor, &stake) || stake <= 0)
		return;
	while (w->recent_count && w->latest_s - w->recent[0].at_s > STAKES_WINDOW_S)
		stake_to_past(w);
	if (w->latest_s - at_s > STAKES_WINDOW_S) {
		baseline_add(&w->stakes, stake, STAKES_CAP);
		return;
	}
	if (w->recent_count == SIGNAL_STAKES_MAX)
		stake_to_past(w);
	size_t i = w->recent_count++;
	for (; i > 0 && w->recent[i - 1].at_s > at_s; i--)
		w->recent[i] = w->recent[i - 1];
	w->recent[i] = (struct signal_stake){ev->seq, at_s, baseline_level((uint64_t)stake)};
}

static void take_play(struct signal_window *w, uint32_t at_s)
{
	if (at_s < w->played_s)
		return;
	if (!w->session_s || at_s - w->played_s > SESSION_GAP_S)
		w->session_s = at_s;
	w->played_s = at_s;
}

/* The hours, slots and the day that are over get closed; those in between were without play. */
static void advance(struct signal_window *w)
{
	uint32_t hour = w->latest_s / HOUR_S, slot = w->latest_s / SLOT_S, day = w->latest_s / DAY_S;
	if (hour != w->hour) {
		if (w->hour_bets[w->hour % SIGNAL_HOURS])
			baseline_add(&w->hours, w->hour_loss[w->hour % SIGNAL_HOURS], HOURS_CAP);
		uint32_t first = hour - w->hour > SIGNAL_HOURS ? hour - SIGNAL_HOURS + 1 : w->hour + 1;
		for (uint32_t i = first; i <= hour; i++)
			w->hour_loss[i % SIGNAL_HOURS] = w->hour_bets[i % SIGNAL_HOURS] = 0;
		w->hour = hour;
	}
	if (slot != w->slot) {
		uint32_t first = slot - w->slot > SIGNAL_SLOTS ? slot - SIGNAL_SLOTS + 1 : w->slot + 1;
		for (uint32_t i = first; i <= slot; i++)
			w->slot_loss[i % SIGNAL_SLOTS] = w->slot_bets[i % SIGNAL_SLOTS] = 0;
		w->slot = slot;
	}
	if (day != w->day) {
		if (w->day_played)
			baseline_add(&w->days, w->day_loss, DAYS_CAP);
		w->day_loss = w->day_played = 0;
		w->day = day;
	}
}

static int64_t add_saturated(int64_t a, int64_t b)
{
	int64_t sum;
	return __builtin_add_overflow(a, b, &sum) ? (b < 0 ? INT64_MIN : INT64_MAX) : sum;
}

static void take_result(const struct signal_rules *r, struct signal_window *w, const struct signal_event *ev, uint32_t at_s)
{
	int64_t stake, payout;
	if (ev->free_bet || ev->amount_minor <= 0 || !signal_convert(r, w, ev, ev->amount_minor, &stake) ||
	    !signal_convert(r, w, ev, ev->payout_minor, &payout))
		return;
	int64_t loss = add_saturated(stake, payout == INT64_MIN ? INT64_MAX : -payout);
	uint32_t hour = at_s / HOUR_S, slot = at_s / SLOT_S;
	if (w->hour - hour < SIGNAL_HOURS) {
		int64_t *sum = &w->hour_loss[hour % SIGNAL_HOURS];
		*sum = add_saturated(*sum, loss);
		w->hour_bets[hour % SIGNAL_HOURS] = (uint16_t)MIN(w->hour_bets[hour % SIGNAL_HOURS] + 1, UINT16_MAX);
	}
	if (w->slot - slot < SIGNAL_SLOTS) {
		int64_t *sum = &w->slot_loss[slot % SIGNAL_SLOTS];
		*sum = add_saturated(*sum, loss);
		w->slot_bets[slot % SIGNAL_SLOTS] = (uint16_t)MIN(w->slot_bets[slot % SIGNAL_SLOTS] + 1, UINT16_MAX);
	}
	if (at_s / DAY_S == w->day) {
		w->day_loss = add_saturated(w->day_loss, loss);
		w->day_played = 1;
	}
}

/* ---- money, devices, places, exclusions ---- */

static enum signal_payment_kind payment_kind(const struct signal_event *ev)
{
	static const enum signal_payment_kind kinds[] = {
		[SIGNAL_DEPOSIT_MADE] = PAYMENT_DEPOSIT,
		[SIGNAL_DEPOSIT_NO_FUNDS] = PAYMENT_NO_FUNDS,
		[SIGNAL_DEPOSIT_DECLINED] = PAYMENT_DECLINED,
		[SIGNAL_DEPOSIT_UNDONE] = PAYMENT_UNDONE,
	};
	return ev->kind == SIGNAL_WITHDRAWAL ? PAYMENT_WITHDRAWAL : kinds[ev->deposit];
}

static uint32_t half(uint64_t hash)
{
	return hash ? MAX((uint32_t)(hash ^ hash >> 32), 1u) : 0;
}

static struct signal_payment *payment_find(struct signal_window *w, uint32_t transaction)
{
	for (size_t i = 0; transaction && i < w->payment_count; i++)
		if (w->payments[i].transaction == transaction)
			return &w->payments[i];
	return NULL;
}

static void take_payment(const struct signal_rules *r, struct signal_window *w, const struct signal_event *ev, uint32_t at_s)
{
	int64_t amount;
	struct signal_payment *known = payment_find(w, half(ev->transaction));
	if (!signal_convert(r, w, ev, ev->amount_minor, &amount))
		amount = 0;
	if (known) { /* pending, then settled or declined: one deposit, when it was first told of */
		known->what = (uint8_t)payment_kind(ev);
		return;
	}
	if (w->latest_s - at_s > DAY_S)
		return;
	size_t drop = 0;
	while (drop < w->payment_count &&
	       (w->latest_s - w->payments[drop].at_s > DAY_S || w->payment_count - drop == SIGNAL_PAYMENTS_MAX))
		drop++;
	w->payment_count -= (uint32_t)drop;
	memmove(w->payments, w->payments + drop, w->payment_count * sizeof w->payments[0]);
	size_t i = w->payment_count++;
	for (; i > 0 && w->payments[i - 1].at_s > at_s; i--)
		w->payments[i] = w->payments[i - 1];
	w->payments[i] = (struct signal_payment){.seq = ev->seq,
						 .amount_minor = amount,
						 .transaction = half(ev->transaction),
						 .card = half(ev->card),
						 .at_s = at_s,
						 .what = (uint8_t)payment_kind(ev)};
}

static void take_device(struct signal_window *w, const struct signal_event *ev, uint32_t at_s)
{
	uint32_t device = half(ev->device);
	size_t oldest = 0;
	if (!device || ev->kind == SIGNAL_LOGIN_FAILED)
		return;
	for (size_t i = 0; i < w->device_count; i++) {
		struct signal_device *d = &w->devices[i];
		if (d->device == device) {
			d->first_s = MIN(d->first_s, at_s);
			d->last_s = MAX(d->last_s, at_s);
			return;
		}
		if (d->last_s < w->devices[oldest].last_s)
			oldest = i;
	}
	size_t at = w->device_count < SIGNAL_DEVICES_MAX ? w->device_count++ : oldest;
	w->devices[at] = (struct signal_device){device, at_s, at_s};
}

static void take_place(struct signal_window *w, const struct signal_event *ev, uint32_t at_s)
{
	if (!ev->has_place || at_s < w->place_s)
		return;
	w->last_latitude = w->latitude;
	w->last_longitude = w->longitude;
	w->last_place_s = w->place_s;
	w->last_place_seq = w->place_seq;
	w->latitude = (float)ev->latitude;
	w->longitude = (float)ev->longitude;
	w->place_s = at_s;
	w->place_seq = ev->seq;
}

static void take_exclusion(struct signal_window *w, const struct signal_event *ev, uint32_t at_s)
{
	if ((unsigned)ev->exclusion >= SIGNAL_EXCLUSION_COUNT_ || at_s < w->excluded[ev->exclusion].changed_s)
		return;
	uint32_t since = ev->since_ms ? signal_seconds(ev->since_ms) : at_s;
	uint32_t until = ev->until_ms ? signal_seconds(ev->until_ms) : UINT32_MAX;
	w->excluded[ev->exclusion].changed_s = at_s;
	if (ev->ended) {
		w->excluded[ev->exclusion].until_s = MIN(w->excluded[ev->exclusion].until_s, at_s);
		return;
	}
	w->excluded[ev->exclusion].since_s = since;
	w->excluded[ev->exclusion].until_s = until;
}

void signal_window_take(const struct signal_rules *r, struct signal_window *w, const struct signal_event *ev)
{
	uint32_t at_s = signal_seconds(ev->at_ms);
	if (!w->latest_s) {
		w->latest_s = at_s;
		w->hour = at_s / HOUR_S;
		w->slot = at_s / SLOT_S;
		w->day = at_s / DAY_S;
	}
	if (!w->has_currency && ev->currency) {
		w->currency = ev->currency;
		w->exponent = ev->exponent;
		w->has_currency = 1;
	}
	w->born_s = w->born_s ? MIN(w->born_s, at_s) : at_s;
	w->latest_s = MAX(w->latest_s, at_s);
	advance(w);
	take_device(w, ev, at_s);
	switch (ev->kind) {
	case SIGNAL_SESSION:
		take_play(w, at_s);
		break;
	case SIGNAL_ROUND:
		take_play(w, at_s);
		take_stake(r, w, ev, at_s);
		take_result(r, w, ev, at_s);
		break;
	case SIGNAL_BET_PLACED:
		take_play(w, at_s);
		take_stake(r, w, ev, at_s);
		break;
	case SIGNAL_BET_SETTLED:
		take_result(r, w, ev, at_s);
		break;
	case SIGNAL_DEPOSIT:
	case SIGNAL_WITHDRAWAL:
		take_payment(r, w, ev, at_s);
		break;
	case SIGNAL_LOGIN:
		take_place(w, ev, at_s);
		break;
	case SIGNAL_EXCLUSION:
		take_exclusion(w, ev, at_s);
		break;
	case SIGNAL_LOGIN_FAILED:
	case SIGNAL_KIND_COUNT_:
		break;
	}
}
