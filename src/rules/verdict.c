#include "rules/verdict.h"

#include "base/json_writer.h"
#include "rules/signal_private.h"

#define V(id, word) [VERDICT_##id] = word,
static const char *const code_words[VERDICT_CODE_COUNT_] = {VERDICT_CODES(V)};
#undef V

static const char *const level_words[] = {
	[VERDICT_ALLOWED] = "allowed", [VERDICT_APPROVAL] = "needs-approval", [VERDICT_BLOCKED] = "blocked"};

const char *verdict_code_word(enum verdict_code code)
{
	return code_words[code];
}

const char *verdict_level_word(enum verdict_level level)
{
	return level_words[level];
}

void verdict_init(struct verdict *v)
{
	v->level = VERDICT_ALLOWED;
	v->count = 0;
}

void verdict_add(struct verdict *v, enum verdict_level level, enum verdict_code code, const struct rule *rule, int64_t until_ms)
{
	v->level = MAX(v->level, level);
	for (size_t i = 0; i < v->count; i++)
		if (v->rows[i].rule == rule && v->rows[i].code == code && v->rows[i].level == level) {
			v->rows[i].until_ms = MAX(v->rows[i].until_ms, until_ms);
			return;
		}
	size_t at = v->count;
	while (at > 0 && v->rows[at - 1].level < level)
		at--;
	if (at == VERDICT_ROWS_MAX)
		return;
	size_t behind = MIN(v->count, (size_t)VERDICT_ROWS_MAX - 1) - at;
	memmove(&v->rows[at + 1], &v->rows[at], behind * sizeof v->rows[0]);
	v->rows[at] = (struct verdict_row){.level = level, .code = code, .rule = rule, .until_ms = until_ms};
	v->count = MIN(v->count + 1, (size_t)VERDICT_ROWS_MAX);
}

static __int128 power_of_ten(unsigned n)
{
	__int128 p = 1;
	while (n-- > 0)
		p *= 10;
	return p;
}

enum amount_order amount_compare(int64_t minor, const struct currency *currency, struct money bound)
{
	if (currency == bound.currency)
		return minor > bound.minor ? AMOUNT_ABOVE : AMOUNT_NOT_ABOVE;
	__int128 cents = signal_credit_cents(currency), bound_cents = signal_credit_cents(bound.currency);
	if (!cents || !bound_cents)
		return AMOUNT_UNKNOWN;
	/* amount / 10^e / cents > 4/5 bound / 10^e' / cents', without dividing; 2^63 * 10^4 * 2^32 * 5 fits. */
	__int128 left = 5 * (__int128)minor * power_of_ten(bound.currency->exponent) * bound_cents;
	__int128 right = 4 * (__int128)bound.minor * power_of_ten(currency->exponent) * cents;
	return left > right ? AMOUNT_ABOVE : AMOUNT_NOT_ABOVE;
}

void verdict_second_person(struct verdict *v, const struct pack *p, enum word_DEED act, int64_t at_ms, int64_t amount_minor,
			   const struct currency *currency)
{
	size_t pos = 0;
	for (const struct rule *r; (r = pack_next(p, RULE_SECOND_PERSON, at_ms, &pos));) {
		const struct rule_value *above = &r->values[SECOND_PERSON_above];
		if (r->values[SECOND_PERSON_act].word != act)
			continue;
		if (!above->present || !currency || amount_compare(amount_minor, currency, above->money) != AMOUNT_NOT_ABOVE)
			verdict_add(v, VERDICT_APPROVAL, VERDICT_SECOND_PERSON, r, 0);
	}
}

void verdict_write(const struct verdict *v, struct json_writer *w)
{
	json_open_object(w);
	json_kv_str(w, STR("verdict"), str_of(verdict_level_word(v->level)));
	JSON_KEY(w, "rules");
	json_open_array(w);
	for (size_t i = 0; i < v->count; i++) {
		const struct verdict_row *row = &v->rows[i];
		json_open_object(w);
		json_kv_str(w, STR("level"), str_of(verdict_level_word(row->level)));
		json_kv_str(w, STR("code"), str_of(verdict_code_word(row->code)));
		if (row->rule) {
			json_kv_str(w, STR("id"), str_of(row->rule->id));
			json_kv_str(w, STR("text"), str_of(row->rule->text));
			json_kv_str(w, STR("citation"), str_of(row->rule->citation));
			json_kv_bool(w, STR("verified"), row->rule->verified);
		}
		if (row->until_ms == INT64_MAX)
			json_kv_null(w, STR("until"));
		else if (row->until_ms)
			json_kv_time(w, STR("until"), row->until_ms);
		json_close_object(w);
	}
	json_close_array(w);
	json_close_object(w);
}
