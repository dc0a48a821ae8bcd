/* A hit as JSON: what the alert's evidence is shown from. */
#include "base/json_writer.h"
#include "rules/signal_private.h"

static const char *unit_name(enum signal_unit u)
{
	static const char *const names[] = {"count", "times", "money", "share", "minutes", "km", "km/h"};
	return (unsigned)u < ARRAY_LEN(names) ? names[u] : "";
}

static void write_number(const struct signal_hit *h, const struct signal_number *n, struct json_writer *w)
{
	json_open_object(w);
	json_kv_str(w, STR("name"), str_of(n->name));
	json_kv_str(w, STR("unit"), str_of(unit_name(n->unit)));
	JSON_KEY(w, "value");
	if (n->unit == SIGNAL_MONEY)
		json_put_money(w, n->minor, h->exponent);
	else
		json_put_double(w, n->value);
	json_close_object(w);
}

/* Three digits are more than a ratio of bins is good for. */
static double rounded(double v)
{
	return v >= 1e12 ? v : (double)(int64_t)(v * 1000 + 0.5) / 1000;
}

void signal_hit_write_members(const struct signal_rules *r, const struct signal_hit *h, struct json_writer *w)
{
	const struct signal_rule *row = &r->rows[h->rule];
	json_kv_str(w, STR("rule"), str_of(row->id));
	json_kv_i64(w, STR("version"), h->version);
	json_kv_str(w, STR("class"), str_of(signal_class_name(h->class)));
	json_kv_bool(w, STR("verified"), row->verified);
	json_kv_str(w, STR("severity"), str_of(signal_severity_name(h->severity)));
	if (h->before != SIGNAL_NONE)
		json_kv_str(w, STR("raisedFrom"), str_of(signal_severity_name(h->before)));
	json_kv_time(w, STR("openedAt"), h->opened_ms);
	json_kv_time(w, STR("at"), h->at_ms);
	json_kv_time(w, STR("from"), h->from_ms);
	json_kv_time(w, STR("to"), h->to_ms);
	json_kv_str(w, STR("measure"), str_of(h->measure));
	JSON_KEY(w, "value");
	json_put_double(w, rounded(h->value));
	JSON_KEY(w, "threshold");
	json_put_double(w, h->limit);
	json_kv_str(w, STR("citation"), str_of(row->citation));
	JSON_KEY(w, "numbers");
	json_open_array(w);
	for (size_t i = 0; i < h->number_count; i++)
		write_number(h, &h->numbers[i], w);
	json_close_array(w);
	JSON_KEY(w, "events");
	json_open_array(w);
	for (size_t i = 0; i < h->seq_count; i++)
		json_put_u64(w, h->seqs[i]);
	json_close_array(w);
}

void signal_hit_write(const struct signal_rules *r, const struct signal_hit *h, struct json_writer *w)
{
	json_open_object(w);
	signal_hit_write_members(r, h, w);
	json_close_object(w);
}
