/* The rules of what happens around play: deposits, cards, devices, places, exclusions. */
#include "rules/signal_private.h"

#include <math.h>

#define EARTH_KM 6371.0 /* mean radius, IUGG */
#define PI       3.14159265358979323846

static bool within(uint32_t at_s, uint32_t from_s, uint32_t to_s)
{
	return at_s >= from_s && at_s <= to_s;
}

/* Whole ones. */
static double minutes_between(uint32_t from_s, uint32_t to_s)
{
	uint32_t minutes = (to_s - from_s) / 60;
	return minutes;
}

static uint32_t day_before(uint32_t at_s)
{
	return at_s > DAY_S ? at_s - DAY_S : 0;
}

/* Payments of a kind from @from_s on, told of in @hit; how many. */
static uint32_t tell_payments(const struct signal_window *w, uint32_t kinds, uint32_t from_s, uint32_t to_s, int64_t least,
			      int64_t most, struct signal_hit *hit)
{
	uint32_t n = 0, first = to_s;
	int64_t sum = 0;
	for (uint32_t i = 0; i < w->payment_count; i++) {
		const struct signal_payment *p = &w->payments[i];
		if (!(kinds & 1u << p->what) || !within(p->at_s, from_s, to_s) || p->amount_minor < least ||
		    p->amount_minor > most)
			continue;
		first = MIN(first, p->at_s);
		sum = p->amount_minor > INT64_MAX - sum ? INT64_MAX : sum + p->amount_minor;
		hit_seq(hit, p->seq);
		n++;
	}
	hit_money(hit, "sum", sum);
	hit_period(hit, first, to_s);
	return n;
}

static void tell_amount(const struct signal_rules *r, const struct signal_window *w, const struct signal_event *ev,
			const char *name, struct signal_hit *hit)
{
	int64_t amount;
	if (signal_convert(r, w, ev, ev->amount_minor, &amount))
		hit_money(hit, name, amount);
}

enum signal_severity signal_deposits_in_session(const struct signal_rules *r, const struct signal_window *w,
						const struct signal_event *ev, struct signal_hit *hit)
{
	uint32_t at_s = signal_seconds(ev->at_ms);
	if (ev->deposit != SIGNAL_DEPOSIT_MADE || !w->session_s || !within(at_s, w->session_s, w->played_s + SESSION_GAP_S))
		return SIGNAL_NONE;
	hit->value = tell_payments(w, 1u << PAYMENT_DEPOSIT, w->session_s, at_s, 0, INT64_MAX, hit);
	hit_number(hit, "deposits", SIGNAL_COUNT, hit->value);
	hit_number(hit, "sessionMinutes", SIGNAL_MINUTES, minutes_between(w->session_s, at_s));
	hit_period(hit, w->session_s, at_s);
	return signal_grade(&r->rows[RULE_DEPOSITS_IN_SESSION], hit->value, &hit->limit);
}

enum signal_severity signal_declined_deposits(const struct signal_rules *r, const struct signal_window *w,
					      const struct signal_event *ev, struct signal_hit *hit)
{
	uint32_t at_s = signal_seconds(ev->at_ms);
	if (ev->deposit != SIGNAL_DEPOSIT_NO_FUNDS)
		return SIGNAL_NONE;
	hit->value = tell_payments(w, 1u << PAYMENT_NO_FUNDS, day_before(at_s), at_s, 0, INT64_MAX, hit);
	hit_number(hit, "declined", SIGNAL_COUNT, hit->value);
	return signal_grade(&r->rows[RULE_DECLINED_DEPOSITS], hit->value, &hit->limit);
}

enum signal_severity signal_many_cards(const struct signal_rules *r, const struct signal_window *w, const struct signal_event *ev,
				       struct signal_hit *hit)
{
	uint32_t cards[SIGNAL_PAYMENTS_MAX], n = 0, tries = 0, at_s = signal_seconds(ev->at_ms), first = at_s;
	if (!ev->card)
		return SIGNAL_NONE;
	for (uint32_t i = 0; i < w->payment_count; i++) {
		const struct signal_payment *p = &w->payments[i];
		uint32_t k = 0;
		if (!p->card || p->what == PAYMENT_WITHDRAWAL || !within(p->at_s, day_before(at_s), at_s))
			continue;
		tries++;
		while (k < n && cards[k] != p->card)
			k++;
		if (k < n)
			continue;
		cards[n++] = p->card;
		first = MIN(first, p->at_s);
		hit_seq(hit, p->seq);
	}
	hit->value = n;
	hit_number(hit, "cards", SIGNAL_COUNT, n);
	hit_number(hit, "attempts", SIGNAL_COUNT, tries);
	hit_period(hit, first, at_s);
	return signal_grade(&r->rows[RULE_MANY_CARDS], n, &hit->limit);
}

/* The device that the withdrawal came from, else the one used last. */
static const struct signal_device *device_of(const struct signal_window *w, const struct signal_event *ev)
{
	uint32_t at_s = signal_seconds(ev->at_ms);
	const struct signal_device *found = NULL;
	for (uint32_t i = 0; i < w->device_count; i++) {
		const struct signal_device *d = &w->devices[i];
		/* A withdrawal that names its device has just been taken in as that device's latest use. */
		if (d->last_s <= at_s &&
		    (!found || d->last_s > found->last_s || (d->last_s == found->last_s && d->first_s > found->first_s)))
			found = d;
	}
	return found;
}

enum signal_severity signal_new_device_withdrawal(const struct signal_rules *r, const struct signal_window *w,
						  const struct signal_event *ev, struct signal_hit *hit)
{
	const struct signal_device *d = device_of(w, ev);
	uint32_t at_s = signal_seconds(ev->at_ms);
	double known_h = signal_param(r, RULE_NEW_DEVICE_WITHDRAWAL, "known_customer_hours");
	/* A new customer's first device is as new as the customer. */
	if (!d || at_s < d->first_s || (w->device_count < 2 && d->first_s - MIN(w->born_s, d->first_s) < known_h * HOUR_S))
		return SIGNAL_NONE;
	hit->value = (at_s - d->first_s) / 60.0;
	hit_number(hit, "minutesSinceDeviceFirstSeen", SIGNAL_MINUTES, minutes_between(d->first_s, at_s));
	hit_number(hit, "devicesKnown", SIGNAL_COUNT, w->device_count);
	tell_amount(r, w, ev, "withdrawal", hit);
	hit_period(hit, d->first_s, at_s);
	hit_seq(hit, ev->seq);
	return signal_grade(&r->rows[RULE_NEW_DEVICE_WITHDRAWAL], hit->value, &hit->limit);
}

/* Along the great circle (haversine), so that it stays exact for small distances. */
static double distance_km(double lat1, double lon1, double lat2, double lon2)
{
	double a = lat1 * PI / 180, b = lat2 * PI / 180;
	double s = sin((b - a) / 2), t = sin((lon2 - lon1) * PI / 360);
	double h = s * s + cos(a) * cos(b) * t * t;
	return 2 * EARTH_KM * asin(sqrt(fmin(h, 1)));
}

enum signal_severity signal_impossible_travel(const struct signal_rules *r, const struct signal_window *w,
					      const struct signal_event *ev, struct signal_hit *hit)
{
	uint32_t at_s = signal_seconds(ev->at_ms);
	if (!ev->has_place || !w->last_place_s || at_s != w->place_s || w->place_seq != ev->seq)
		return SIGNAL_NONE;
	double km = distance_km((double)w->last_latitude, (double)w->last_longitude, (double)w->latitude, (double)w->longitude);
	double hours = fmax(at_s - w->last_place_s, 60) / HOUR_S;
	if (km < signal_param(r, RULE_IMPOSSIBLE_TRAVEL, "min_km"))
		return SIGNAL_NONE;
	hit->value = km / hours;
	hit_number(hit, "distance", SIGNAL_KM, round(km));
	hit_number(hit, "minutesBetween", SIGNAL_MINUTES, minutes_between(w->last_place_s, at_s));
	hit_number(hit, "speed", SIGNAL_KM_H, round(hit->value));
	hit_period(hit, w->last_place_s, at_s);
	hit_seq(hit, w->last_place_seq);
	hit_seq(hit, ev->seq);
	return signal_grade(&r->rows[RULE_IMPOSSIBLE_TRAVEL], hit->value, &hit->limit);
}

enum signal_severity signal_structuring(const struct signal_rules *r, const struct signal_window *w,
					const struct signal_event *ev, struct signal_hit *hit)
{
	uint32_t at_s = signal_seconds(ev->at_ms);
	double threshold = signal_param(r, RULE_STRUCTURING, "threshold_credits") * signal_credit(r, w);
	uint32_t kind = ev->kind == SIGNAL_WITHDRAWAL ? PAYMENT_WITHDRAWAL : PAYMENT_DEPOSIT;
	if (threshold < 1 || (ev->kind == SIGNAL_DEPOSIT && ev->deposit != SIGNAL_DEPOSIT_MADE))
		return SIGNAL_NONE;
	int64_t least = (int64_t)ceil(threshold * signal_param(r, RULE_STRUCTURING, "from_share"));
	hit->value = tell_payments(w, 1u << kind, day_before(at_s), at_s, least, (int64_t)ceil(threshold) - 1, hit);
	hit_number(hit, kind == PAYMENT_DEPOSIT ? "deposits" : "withdrawals", SIGNAL_COUNT, hit->value);
	hit_money(hit, "from", least);
	hit_money(hit, "threshold", (int64_t)threshold);
	return signal_grade(&r->rows[RULE_STRUCTURING], hit->value, &hit->limit);
}

enum signal_severity signal_excluded_active(const struct signal_rules *r, const struct signal_window *w,
					    const struct signal_event *ev, struct signal_hit *hit)
{
	uint32_t at_s = signal_seconds(ev->at_ms);
	uint32_t grace_s = (uint32_t)signal_param(r, RULE_EXCLUDED_ACTIVE, "grace_seconds");
	if (ev->kind == SIGNAL_DEPOSIT && ev->deposit == SIGNAL_DEPOSIT_UNDONE)
		return SIGNAL_NONE;
	for (size_t i = 0; i < SIGNAL_EXCLUSION_COUNT_; i++) {
		uint32_t since_s = w->excluded[i].since_s;
		if (!since_s || at_s < since_s || at_s - since_s <= grace_s || at_s >= w->excluded[i].until_s)
			continue;
		hit->value = ev->kind == SIGNAL_LOGIN ? 1 : ev->kind == SIGNAL_DEPOSIT ? 2 : 3;
		hit_number(hit, i == SIGNAL_SELF_EXCLUSION ? "selfExcludedForMinutes" : "coolingOffForMinutes", SIGNAL_MINUTES,
			   minutes_between(since_s, at_s));
		if (ev->amount_minor > 0)
			tell_amount(r, w, ev, "amount", hit);
		hit_period(hit, since_s, at_s);
		hit_seq(hit, ev->seq);
		return signal_grade(&r->rows[RULE_EXCLUDED_ACTIVE], hit->value, &hit->limit);
	}
	return SIGNAL_NONE;
}
