/* What the services can be asked to carry out, and what would be left to a person if an answer stayed away. Nothing is tried: the
 * configuration has been checked, and an action is no question. */
#include "app/doctor.h"

#include "sources/act.h"

#define NAMES_MAX_BYTES 2048

/* @which: 1 what it carries out, 2 of that what can't be asked about nor sent again. */
static struct str names_of(struct doctor *d, const struct source_config *c, int which)
{
	struct buf b;
	struct act_how how;
	buf_init(&b, NAMES_MAX_BYTES);
	for (unsigned k = 0; k < ACT_COUNT_; k++) {
		if (!source_config_act(c, (enum act_kind)k, &how) || (which == 2 && (how.asks || how.idempotent)))
			continue;
		buf_str(&b, b.n ? STR(", ") : STR(""));
		buf_str(&b, str_of(act_name((enum act_kind)k)));
	}
	struct str names = arena_dup(d->arena, buf_view(&b));
	buf_done(&b);
	return names;
}

static void report_missing(struct doctor *d)
{
	struct buf b;
	buf_init(&b, NAMES_MAX_BYTES);
	for (unsigned k = 0; k < ACT_COUNT_; k++) {
		struct act_how how;
		bool found = false;
		for (size_t i = 0; i < d->config->source_count && !found; i++)
			found = source_config_act(&d->config->sources[i], (enum act_kind)k, &how);
		if (found)
			continue;
		buf_str(&b, b.n ? STR(", ") : STR(""));
		buf_str(&b, str_of(act_name((enum act_kind)k)));
	}
	if (b.n)
		doctor_fine(d, "actions",
			    format_text(d->arena, "no source carries out %.*s: the portal says so", STR_ARG(buf_view(&b))));
	buf_done(&b);
}

void doctor_actions(struct doctor *d)
{
	if (!d->config)
		return;
	for (size_t i = 0; i < d->config->source_count; i++) {
		const struct source_config *c = &d->config->sources[i];
		struct str all = names_of(d, c, 1), blind = names_of(d, c, 2);
		if (all.n)
			doctor_fine(d, source_config_name(c), format_text(d->arena, "carries out %.*s", STR_ARG(all)));
		if (blind.n)
			doctor_warn(
				d, source_config_name(c),
				format_text(d->arena, "an answer that stays away leaves these to a person: %.*s", STR_ARG(blind)),
				STR("Say \"asked\" in the configuration, or \"idempotent: true\" where a second try is "
				    "harmless."));
	}
	report_missing(d);
}
