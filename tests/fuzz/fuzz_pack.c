/* layer: rules */
/* Any text as a rule pack beside a good default: taken in with every value within its bounds, or refused with a reason and
 * nothing taken. What was taken in can be asked and told. */
#include "base/json_writer.h"
#include "base/utf8.h"
#include "rules/pack.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char fallback[] =
	"pack: default\nname: Default\nversion: 1\ndated: 2026-01-01\ntime_zone: UTC\nrules:\n"
	"  - {id: wait, kind: limit_increase, text: t, citation: c, verified: false, in_force: [{effective_from: "
	"2026-01-01, wait: 24 h}]}\n";

static void check_rule(const struct rule *r)
{
	const struct rule_kind_row *row = rule_kind_row(r->kind);
	MUST(r->id && r->text && r->citation && r->from_ms < r->until_ms && r->from_day < r->until_day);
	for (size_t i = 0; i < row->value_count; i++)
		MUST(r->values[i].present || !row->values[i].required);
	if (r->kind == RULE_BLOCK && r->values[BLOCK_state].word == STATE_EXCLUDED)
		MUST(!(rule_words(r, BLOCK_scopes) >> SCOPE_WITHDRAW & 1));
}

static void check_pack(const struct pack *p)
{
	struct buf text;
	struct json_writer w;
	buf_init(&text, 16u << 20);
	json_writer_init(&w, &text);
	json_open_array(&w);
	for (size_t i = 0; i < p->rule_count; i++) {
		check_rule(p->rules[i]);
		rule_write(p->rules[i], &w);
	}
	json_close_array(&w);
	MUST(buf_ok(&text) == OK && utf8_valid(buf_view(&text)));
	buf_done(&text);
	for (unsigned kind = 0; kind < RULE_KIND_COUNT_; kind++) {
		size_t pos = 0, many = 0;
		for (const struct rule *r; (r = pack_next(p, (enum rule_kind)kind, INT64_C(1767225600000), &pos)); many++)
			MUST(r->kind == kind);
		MUST(many <= 1 || !rule_kind_row((enum rule_kind)kind)->one);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct packs *p;
	const char *file;
	struct err_info info = {0};
	MUST(packs_new(&p) == OK);
	MUST(packs_add(p, str_of(fallback), "default.yaml", &info) == OK);
	enum err e = packs_add(p, str_mem((const char *)data, size), "fuzz.yaml", &info);
	if (e != OK)
		MUST(info.code == e && info.text[0] && packs_count(p) == 1);
	else
		e = packs_seal(p, &file, &info);
	if (e == OK) {
		for (size_t i = 0; i < packs_count(p); i++)
			check_pack(packs_at(p, i));
		MUST(packs_choose(p, STR("XX-1"), STR("XX")));
	} else {
		MUST(info.text[0]);
	}
	packs_free(p);
	return 0;
}
