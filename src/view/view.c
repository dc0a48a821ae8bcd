#include "view/view.h"

#include "view/view_live.h"

static void look_arrived(void *ctx, enum part p, const struct look *l);

/* The look at @p has its answer. False: it is from before an event, and another is under way. */
static bool settle(struct view *v, enum part p)
{
	uint64_t since = v->again >> p & 1 ? 0 : view_lacks(v, p);
	if (since) {
		v->again |= 1u << p; /* once: a service that is always behind must not be asked for ever */
		snapshot_unref(v->looks[p].snapshot);
		v->looks[p] = (struct look){.state = LOOK_MISSING};
		if (!sources_look_since(v->env->sources, v->loop, v->customer, p, since, &v->looks[p], look_arrived, v,
					&v->tickets[p]))
			return false;
	}
	view_bring_up(v, p);
	v->answered |= 1u << p;
	return true;
}

static void look_arrived(void *ctx, enum part p, const struct look *l)
{
	struct view *v = ctx;
	unsigned before = v->needed & ~v->answered;
	v->looks[p] = *l;
	v->tickets[p] = NULL;
	if (!settle(v, p))
		return;
	if (v->on_part)
		v->on_part(v, p); /* must not end the view */
	if (before && !(v->needed & ~v->answered))
		v->on_done(v);
}

bool view_begin(struct view *v, struct view_env *env, struct loop *l, struct str customer, unsigned parts, unsigned needed,
		void (*on_part)(struct view *v, enum part p), void (*on_done)(struct view *v))
{
	*v = (struct view){.env = env,
			   .loop = l,
			   .customer = customer,
			   .wanted = parts,
			   .needed = needed,
			   .on_part = on_part,
			   .on_done = on_done};
	v->generation = sources_generation(env->sources, customer);
	for (unsigned p = 0; p < PART_COUNT_; p++) {
		v->looks[p].state = LOOK_MISSING;
		if (!(parts >> p & 1))
			continue;
		if (sources_look(env->sources, l, customer, (enum part)p, &v->looks[p], look_arrived, v, &v->tickets[p]))
			settle(v, (enum part)p);
	}
	v->at_once = !(v->needed & ~v->answered);
	return v->at_once;
}

void view_end(struct view *v)
{
	for (unsigned p = 0; p < PART_COUNT_; p++) {
		if (v->tickets[p])
			sources_look_cancel(v->tickets[p]);
		snapshot_unref(v->looks[p].snapshot);
		v->tickets[p] = NULL;
		v->looks[p].snapshot = NULL;
	}
}

/* Only the customer service says that somebody does not exist; only a failure everywhere leaves nothing to show. */
enum view_existence view_existence(const struct view *v)
{
	const struct look *profile = &v->looks[PART_PROFILE];
	if ((v->wanted & 1u << PART_PROFILE) && profile->state == LOOK_MISSING && profile->error == SOURCE_NOT_FOUND)
		return VIEW_NO_SUCH;
	for (unsigned p = 0; p < PART_COUNT_; p++)
		if ((v->wanted >> p & 1) && v->looks[p].snapshot)
			return VIEW_EXISTS;
	return VIEW_UNKNOWN;
}
