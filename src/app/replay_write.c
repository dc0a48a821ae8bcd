#include "app/replay_write.h"

#include "base/json_writer.h"

#include <stdlib.h>

#define FLUSH_BYTES 65536u
#define OUT_MAX     (4u << 20)
#define BET_KINDS   (1u << SIGNAL_ROUND | 1u << SIGNAL_BET_PLACED)

struct out {
	FILE *to;
	struct buf text;
	struct json_writer w;
	enum err failed;
};

static void flush(struct out *o)
{
	if (o->failed == OK && o->text.n && fwrite(o->text.p, 1, o->text.n, o->to) != o->text.n)
		o->failed = ERR_IO;
	if (o->failed == OK)
		o->failed = buf_ok(&o->text);
	buf_reset(&o->text);
}

/* After every item of a list. */
static void flush_some(struct out *o)
{
	if (o->text.n >= FLUSH_BYTES)
		flush(o);
}

static void out_init(struct out *o, FILE *to)
{
	o->to = to;
	o->failed = OK;
	buf_init(&o->text, OUT_MAX);
	json_writer_init(&o->w, &o->text);
}

static enum err out_done(struct out *o)
{
	buf_char(&o->text, '\n');
	flush(o);
	if (o->failed == OK && fflush(o->to) != 0)
		o->failed = ERR_IO;
	buf_done(&o->text);
	return o->failed;
}

static void put_u64(struct json_writer *w, struct str key, uint64_t v)
{
	json_key(w, key);
	json_put_u64(w, v);
}

/* ---- totals ---- */

static void write_currencies(struct out *o, const struct replay_write *what)
{
	size_t n;
	const struct replay_currency *c = replay_currencies(what->replay, &n);
	struct json_writer *w = &o->w;
	JSON_KEY(w, "currencies");
	json_open_array(w);
	for (size_t i = 0; i < n; i++) {
		double credit = c[i].iso ? what->rules->credit_cents[c[i].iso->numeric] / 100.0 : 0;
		double floor = signal_param(what->rules, RULE_STAKE_ESCALATION, "floor_credits") * credit;
		json_open_object(w);
		json_kv_str(w, STR("code"), str_of(c[i].code));
		json_kv_bool(w, STR("iso4217"), c[i].iso != NULL);
		put_u64(w, STR("rows"), c[i].rows);
		put_u64(w, STR("decimals"), c[i].decimals);
		put_u64(w, STR("rounded"), c[i].rounded);
		JSON_KEY(w,
			 "stakeFloor"); /* null: what one of it is worth isn't known, so nothing is too small, and no hard stop */
		if (floor > 0)
			json_put_double(w, floor);
		else
			json_put_null(w);
		json_close_object(w);
	}
	json_close_array(w);
}

static void write_severities(struct json_writer *w, const uint64_t counts[SIGNAL_SEVERITY_COUNT_])
{
	JSON_KEY(w, "bySeverity");
	json_open_object(w);
	for (int s = SIGNAL_LOW; s < SIGNAL_SEVERITY_COUNT_; s++)
		put_u64(w, str_of(signal_severity_name((enum signal_severity)s)), counts[s]);
	json_close_object(w);
}

static double per_thousand(uint64_t part, uint64_t of)
{
	return of ? (double)(uint64_t)((double)part * 1e6 / (double)of + 0.5) / 1e3 : 0;
}

static bool runs_on_bets(const struct signal_rules *rules, size_t i)
{
	return rules->enabled >> i & 1u && rules->rows[i].kinds & BET_KINDS && i != RULE_EXCLUDED_ACTIVE;
}

static void write_rules(struct out *o, const struct replay_write *what)
{
	const struct replay_totals *t = replay_totals(what->replay);
	struct json_writer *w = &o->w;
	JSON_KEY(w, "rules");
	json_open_array(w);
	for (size_t i = 0; i < RULE_COUNT_; i++) {
		const struct signal_rule *row = &what->rules->rows[i];
		if (!runs_on_bets(what->rules, i))
			continue;
		json_open_object(w);
		json_kv_str(w, STR("rule"), str_of(row->id));
		json_kv_i64(w, STR("version"), row->version);
		json_kv_str(w, STR("class"), str_of(signal_class_name(row->class)));
		json_kv_bool(w, STR("verified"), row->verified);
		put_u64(w, STR("alerts"), t->rules[i].alerts);
		put_u64(w, STR("raised"), t->rules[i].raised);
		JSON_KEY(w, "perThousandBets");
		json_put_double(w, per_thousand(t->rules[i].alerts, t->rows));
		put_u64(w, STR("customers"), t->rules[i].customers);
		write_severities(w, t->rules[i].by_severity);
		json_close_object(w);
	}
	json_close_array(w);
	JSON_KEY(w, "notRun"); /* there is nothing in a list of bets that they could look at */
	json_open_array(w);
	for (size_t i = 0; i < RULE_COUNT_; i++)
		if (!runs_on_bets(what->rules, i))
			json_put_string(w, str_of(what->rules->rows[i].id));
	json_close_array(w);
}

/* ---- customers ---- */

static uint64_t alerts_of(const struct replay_customer *c)
{
	uint64_t n = 0;
	for (size_t i = 0; i < RULE_COUNT_; i++)
		n += c->alerts[i];
	return n;
}

static int by_alerts(const void *a, const void *b)
{
	const struct replay_customer *x = *(const struct replay_customer *const *)a,
				     *y = *(const struct replay_customer *const *)b;
	uint64_t n = alerts_of(x), m = alerts_of(y);
	return n != m ? (n > m ? -1 : 1) : str_cmp(x->name, y->name);
}

static void write_customer(struct json_writer *w, const struct signal_rules *rules, const struct replay_customer *c)
{
	json_open_object(w);
	json_kv_str(w, STR("customer"), c->name);
	put_u64(w, STR("bets"), c->rows);
	put_u64(w, STR("alerts"), alerts_of(c));
	JSON_KEY(w, "byRule");
	json_open_object(w);
	for (size_t i = 0; i < RULE_COUNT_; i++)
		if (c->alerts[i])
			put_u64(w, str_of(rules->rows[i].id), c->alerts[i]);
	json_close_object(w);
	json_close_object(w);
}

static void write_customers(struct out *o, const struct replay_write *what)
{
	size_t n, with = 0;
	const struct replay_customer *c = replay_customers(what->replay, &n);
	const struct replay_customer **sorted = malloc((n + 1) * sizeof *sorted);
	if (!sorted) {
		o->failed = ERR_NOMEM;
		return;
	}
	for (size_t i = 0; i < n; i++)
		if (alerts_of(&c[i]))
			sorted[with++] = &c[i];
	if (with)
		qsort(sorted, with, sizeof *sorted, by_alerts);
	put_u64(&o->w, STR("customersWithAlerts"), with);
	JSON_KEY(&o->w, "byCustomer");
	json_open_array(&o->w);
	for (size_t i = 0; i < MIN(with, what->customers_max); i++) {
		write_customer(&o->w, what->rules, sorted[i]);
		flush_some(o);
	}
	json_close_array(&o->w);
	free(sorted);
}

/* ---- alerts ---- */

static void write_alerts(struct out *o, const struct replay_write *what)
{
	size_t n, customers, currencies;
	const struct replay_alert *a = replay_alerts(what->replay, &n);
	const struct replay_customer *c = replay_customers(what->replay, &customers);
	const struct replay_currency *currency = replay_currencies(what->replay, &currencies);
	JSON_KEY(&o->w, "alerts");
	json_open_array(&o->w);
	for (size_t i = 0; i < n; i++) {
		json_open_object(&o->w);
		json_kv_str(&o->w, STR("customer"), c[a[i].customer].name);
		json_kv_str(&o->w, STR("currency"), str_of(currency[a[i].currency].code));
		json_kv_time(&o->w, STR("lastAt"), a[i].last_ms);
		signal_hit_write_members(what->rules, &a[i].hit, &o->w);
		json_close_object(&o->w);
		flush_some(o);
	}
	json_close_array(&o->w);
}

enum err replay_write(const struct replay_write *what, FILE *to)
{
	struct out o;
	const struct replay_totals *t = replay_totals(what->replay);
	out_init(&o, to);
	json_open_object(&o.w);
	put_u64(&o.w, STR("rows"), t->rows);
	put_u64(&o.w, STR("customers"), t->customers);
	JSON_KEY(&o.w, "from");
	if (t->rows)
		json_put_time(&o.w, t->from_ms);
	else
		json_put_null(&o.w);
	JSON_KEY(&o.w, "to");
	if (t->rows)
		json_put_time(&o.w, t->to_ms);
	else
		json_put_null(&o.w);
	put_u64(&o.w, STR("rowsWithoutPayout"), t->without_payout);
	put_u64(&o.w, STR("timesTakenAsUtc"), t->without_zone);
	write_currencies(&o, what);
	write_rules(&o, what);
	write_customers(&o, what);
	json_kv_str(&o.w, STR("eventsAre"), STR("line numbers of the file"));
	write_alerts(&o, what);
	json_close_object(&o.w);
	return out_done(&o);
}

/* ---- the table ---- */

static void write_steps(struct json_writer *w, const struct signal_rule *row)
{
	JSON_KEY(w, "severities");
	json_open_object(w);
	for (int s = SIGNAL_LOW; s < SIGNAL_SEVERITY_COUNT_; s++)
		if (row->steps[s] > 0) {
			json_key(w, str_of(signal_severity_name((enum signal_severity)s)));
			json_put_double(w, row->steps[s]);
		}
	json_close_object(w);
	JSON_KEY(w, "parameters");
	json_open_array(w);
	for (size_t i = 0; i < SIGNAL_PARAMS_MAX && row->params[i].name; i++) {
		json_open_object(w);
		json_kv_str(w, STR("name"), str_of(row->params[i].name));
		JSON_KEY(w, "value");
		json_put_double(w, row->params[i].value);
		json_kv_str(w, STR("meaning"), str_of(row->params[i].meaning));
		json_close_object(w);
	}
	json_close_array(w);
}

enum err replay_write_rules(const struct signal_rules *rules, FILE *to)
{
	struct out o;
	out_init(&o, to);
	json_open_array(&o.w);
	for (size_t i = 0; i < RULE_COUNT_; i++) {
		const struct signal_rule *row = &rules->rows[i];
		json_open_object(&o.w);
		json_kv_str(&o.w, STR("rule"), str_of(row->id));
		json_kv_str(&o.w, STR("name"), str_of(row->name));
		json_kv_i64(&o.w, STR("version"), row->version);
		json_kv_time(&o.w, STR("effectiveFrom"), (int64_t)row->effective_from * 86400000);
		json_kv_str(&o.w, STR("class"), str_of(signal_class_name(row->class)));
		json_kv_bool(&o.w, STR("enabled"), rules->enabled >> i & 1u);
		json_kv_bool(&o.w, STR("verified"), row->verified);
		json_kv_str(&o.w, STR("text"), str_of(row->text));
		json_kv_str(&o.w, STR("citation"), str_of(row->citation));
		json_kv_str(&o.w, STR("measure"), str_of(row->measure));
		json_kv_bool(&o.w, STR("lowerIsWorse"), row->lower_is_worse);
		json_kv_i64(&o.w, STR("rearmSeconds"), row->rearm_s);
		write_steps(&o.w, row);
		json_close_object(&o.w);
		flush_some(&o);
	}
	json_close_array(&o.w);
	return out_done(&o);
}
