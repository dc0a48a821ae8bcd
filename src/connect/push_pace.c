#include "connect/push_pace.h"

/* The generic cell rate algorithm (ITU-T I.371): one moment says all that a bucket would. */
static bool take(uint64_t *full_ms, const struct push_rate *r, uint64_t now_ms)
{
	uint64_t full = MAX(*full_ms, now_ms);
	if (full - now_ms > (r->burst - 1) * r->every_ms)
		return false;
	*full_ms = full + r->every_ms;
	return true;
}

bool push_pace_take(struct push_pace *p, const struct push_rate *r, enum signal_severity severity, uint64_t now_ms)
{
	return take(severity == SIGNAL_CRITICAL ? &p->critical_ms : &p->usual_ms, r, now_ms);
}

bool push_pace_take_trial(struct push_pace *p, const struct push_rate *r, uint64_t now_ms)
{
	return take(&p->trial_ms, r, now_ms);
}

void push_pace_hold(struct push_pace *p, enum signal_class c, enum signal_severity severity)
{
	p->held_severity = MAX(p->held_severity, severity);
	if (p->held[c] < UINT32_MAX)
		p->held[c]++;
}

bool push_pace_holds(const struct push_pace *p)
{
	for (size_t i = 0; i < SIGNAL_CLASS_COUNT_; i++)
		if (p->held[i])
			return true;
	return false;
}

uint64_t push_pace_free_ms(const struct push_pace *p, const struct push_rate *r)
{
	uint64_t room = (r->burst - 1) * r->every_ms;
	return p->usual_ms > room ? p->usual_ms - room : 0;
}
