/* The doctor's look at the rule packs. */
#include "app/doctor.h"
#include "app/rule_files.h"

#define RULES_DEFAULT "./rules"

/* Rules of the pack's own that nobody has checked against the regulator's text. */
static size_t unverified(const struct pack *p)
{
	size_t n = 0;
	for (size_t i = 0; i < p->rule_count; i++)
		n += !p->rules[i]->verified && strcmp(p->rules[i]->pack, p->code) == 0;
	return n;
}

void doctor_rules(struct doctor *d)
{
	struct packs *packs;
	struct err_info info = {0};
	size_t rules = 0, open = 0;
	struct str names = STR("");
	const char *dir = d->rules_dir ? d->rules_dir : d->config ? d->config->rules_dir : RULES_DEFAULT;
	if (rule_files_load(dir, &packs, &info) != OK) {
		doctor_fail(d, "rule packs", format_text(d->arena, "%s", info.text),
			    STR("Mend that line, or say --rules; what a pack may say stands in docs/rules.md."));
		return;
	}
	for (size_t i = 0; i < packs_count(packs); i++) {
		const struct pack *p = packs_at(packs, i);
		rules += p->own_count;
		open += unverified(p);
		names = format_text(d->arena, "%.*s%s%s %u", STR_ARG(names), names.n ? ", " : "", p->code, p->version);
	}
	doctor_fine(d, "rule packs", format_text(d->arena, "%.*s: %zu rules", STR_ARG(names), rules));
	if (open)
		doctor_warn(d, "rule packs",
			    format_text(d->arena, "%zu of them were not checked against the regulators' own texts", open),
			    STR("`pitboss rules packs` names them; set verified: true in the file where one has been."));
	packs_free(packs);
}
