#include "view/view_live.h"

#include "base/clock.h"
#include "live/state.h"
#include "view/live_merge.h"

uint64_t view_lacks(struct view *v, enum part p)
{
	struct live_marks marks;
	const struct snapshot *s = v->looks[p].snapshot;
	if (!v->env->live || !s || !live_state_marks(v->env->live, v->customer, &marks))
		return 0;
	uint64_t expired = marks.expired_mono_ms[p];
	/* The clock stands for some milliseconds: what was asked for in the same tick may be from before. */
	if (!expired || s->started_mono_ms > expired)
		return 0;
	return live_state_may_fetch(v->env->live, v->customer, (enum live_area)p, clock_coarse_ms()) ? expired + 1 : 0;
}

bool view_is_behind(const struct view *v, enum part p)
{
	struct live_marks marks;
	const struct snapshot *s = v->looks[p].snapshot;
	return v->env->live && s && live_state_marks(v->env->live, v->customer, &marks) && marks.expired_mono_ms[p] &&
	       s->started_mono_ms <= marks.expired_mono_ms[p];
}

static struct snapshot *merged(struct view *v, struct snapshot *old)
{
	struct live_customer c;
	size_t size = 0;
	if (live_state_copy(v->env->live, v->customer, &c) != OK)
		return NULL;
	void *body = part_bring_up(old, &c, &size);
	live_customer_done(&c);
	return body ? sources_patch(v->env->sources, v->customer, old, body, size) : NULL;
}

void view_bring_up(struct view *v, enum part p)
{
	struct live_marks marks;
	struct snapshot *s = v->looks[p].snapshot;
	if (!v->env->live || !s || !live_merge_can(p) || !live_state_marks(v->env->live, v->customer, &marks))
		return;
	const struct live_area_news *news = &marks.news[p];
	bool is_newer = news->seq && news->at_ms >= s->started_ms - PART_NEWS_MARGIN_MS;
	/* Alerts of own rules are in no service's answer, however new it is. */
	bool has_own = p == PART_RISK && marks.alerts_until_ms > clock_wall_ms();
	if ((is_newer || has_own) && news->seq > part_live_seq(s)) {
		struct snapshot *n = merged(v, s);
		if (!n) /* no memory: as the service told it */
			return;
		snapshot_unref(s);
		v->looks[p].snapshot = n;
	}
	/* Some events of the risk part are hidden from most (class aml): it must not look livelier for them. */
	bool is_live = p == PART_RISK ? marks.open_alert_heard_ms > 0 : is_newer;
	int64_t heard_ms = p == PART_RISK ? marks.open_alert_heard_ms : news->heard_ms;
	if (is_live && clock_wall_ms() - heard_ms < VIEW_LIVE_MS)
		v->live |= 1u << p;
}
