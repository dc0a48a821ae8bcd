/* How a service is told what is wanted: parameters for times, zones and kinds. */
#include "net/url.h"
#include "sources/plan.h"

enum { PARAM_NAME_MAX = 64 };

enum err plan_parse_param(struct plan_parser *p, const struct yaml_node *table, const char *key, bool required, struct str *ret)
{
	const struct yaml_node *n = yaml_get(table, key);
	struct str name;
	struct buf b;
	if (!n)
		return required ? yaml_fail(table, p->info, key, "the parameter's name is needed") : OK;
	enum err e = yaml_text(n, key, PARAM_NAME_MAX, &name, p->info);
	if (e != OK)
		return e;
	buf_init(&b, 4 * PARAM_NAME_MAX);
	url_encode(&b, name);
	*ret = buf_ok(&b) == OK ? arena_dup(&p->plan->arena, buf_view(&b)) : STR_NONE;
	buf_done(&b);
	return ret->p ? OK : err_set(p->info, ERR_NOMEM, NULL, "no memory");
}

enum err plan_parse_filter(struct plan_parser *p, const struct yaml_node *n, const char *const *keys, struct filter_plan *ret)
{
	static const struct {
		const char *name;
		enum map_form form;
	} forms[] = {{"rfc3339", FORM_RFC3339}, {"epoch_s", FORM_EPOCH_S}, {"epoch_ms", FORM_EPOCH_MS}, {"date", FORM_DATE}};
	const struct yaml_node *as = yaml_get(n, "as");
	struct filter_plan f = {.form = FORM_RFC3339};
	const struct {
		const char *key;
		struct str *param;
	} params[] = {{"from", &f.from_param}, {"to", &f.to_param},     {"zone", &f.zone_param},
		      {"game", &f.game_param}, {"kind", &f.kind_param}, {"state", &f.state_param}};
	enum err e = yaml_check_keys(n, "filter", keys, p->info);
	for (size_t i = 0; i < ARRAY_LEN(params) && e == OK; i++)
		e = plan_parse_param(p, n, params[i].key, false, params[i].param);
	for (size_t i = 0; i < ARRAY_LEN(forms) && e == OK && as; i++) {
		if (as->type != YAML_SCALAR || !str_is(as->text, forms[i].name))
			continue;
		f.form = forms[i].form;
		as = NULL;
	}
	if (e == OK && as)
		return yaml_fail(as, p->info, "filter", "\"as\" is one of rfc3339, epoch_s, epoch_ms, date");
	if (e == OK)
		*ret = f;
	return e;
}
