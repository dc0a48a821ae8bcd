/* api/spans.c - what a customer did over a span of time, summed up by the source: play by day, hour and game; cash flow by day.
 */
#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "api/subject.h"
#include "base/clock.h"
#include "view/span_json.h"

#define SPAN_BODY_MAX_BYTES (4u << 20) /* as of lists: ten years of days and 1,000 games take a fifth of it */
#define SPAN_USUAL_DAYS     90
#define SPAN_MAX_DAYS       3660 /* ten years, leap days included; also said in call_span()'s sentence */
#define MS_A_DAY            INT64_C(86400000)

struct span_show {
	struct subject subject;
	struct call *c;
	struct detail_ask ask;
	enum part part; /* of the source that has it */
	void (*write)(struct json_writer *w, const struct record *r, const struct record_style *style);
	size_t zone_field, currency_field;
};

/* The source's own, else the customer's; NULL when neither says it. */
static const struct currency *currency_of(const struct span_show *s, const struct record *r)
{
	const struct value *v = r ? &r->values[s->currency_field] : NULL;
	return v && v->present ? v->currency : subject_currency(&s->subject);
}

static void put_head(struct span_show *s, struct json_writer *w, const struct record *r)
{
	const struct currency *currency = currency_of(s, r);
	JSON_KEY(w, "from");
	json_put_time(w, s->ask.from_ms);
	JSON_KEY(w, "to");
	json_put_time(w, s->ask.to_ms);
	json_kv_str(w, STR("timeZone"), r ? r->values[s->zone_field].text : s->ask.time_zone);
	JSON_KEY(w, "currency");
	if (currency)
		json_put_string(w, str_of(currency->code));
	else
		json_put_null(w);
}

/* Nothing in sums is masked for anybody who may see the customer; the list is there as everywhere. */
static void write_answer(struct span_show *s, const struct record *r, struct buf *body, uint64_t *ret_version)
{
	struct json_writer w;
	struct record_style style = {.sight = s->c->sight, .currency = subject_currency(&s->subject)};
	json_writer_init(&w, body);
	json_open_object(&w);
	put_head(s, &w, r);
	s->write(&w, r, &style);
	*ret_version = str_hash_stable(buf_view(body));
	meta_put_now(&w, subject_source(&s->subject, s->part));
	JSON_KEY(&w, "masked");
	json_open_array(&w);
	json_close_array(&w);
	json_close_object(&w);
}

/* "customer":…,"detail":…,"from":…,"to":…,"version":… */
static struct str members_of(const struct span_show *s, uint64_t version)
{
	struct buf b;
	char from[CLOCK_RFC3339_MAX], to[CLOCK_RFC3339_MAX];
	if (!call_buf(s->c, 768, &b))
		return STR_NONE;
	clock_format_rfc3339(s->ask.from_ms, from);
	clock_format_rfc3339(s->ask.to_ms, to);
	buf_str(&b, record_customer(s->c, s->ask.customer));
	buf_printf(&b, ",\"detail\":\"%s\",\"from\":\"%s\",\"to\":\"%s\"", detail_name(s->ask.kind), from, to);
	if (version)
		buf_printf(&b, ",\"version\":\"%016llx\"", (unsigned long long)version);
	return buf_view(&b);
}

static void answer_record(struct span_show *s, const struct record *r)
{
	struct call *c = s->c;
	struct buf body;
	uint64_t version = 0;
	buf_init(&body, SPAN_BODY_MAX_BYTES);
	write_answer(s, r, &body, &version);
	subject_end(&s->subject);
	struct reply reply = reply_owned(c, 200, &body);
	call_answer(c, AUDIT_LOOK, members_of(s, version), &reply);
}

static void on_detail(void *ctx, enum source_error e, const struct record *r)
{
	struct span_show *s = ctx;
	s->subject.ticket = NULL;
	if (e == SOURCE_OK)
		answer_record(s, r);
	else if (e != SOURCE_NOT_FOUND)
		subject_answer_failed(&s->subject, s->part, e, members_of(s, 0));
	else if (subject_known(&s->subject)) /* a source that has never heard of a customer who exists has nothing to add up */
		answer_record(s, NULL);
	else
		subject_answer_unknown(&s->subject);
}

static void ask(struct subject *subject)
{
	struct span_show *s = CONTAINER_OF(subject, struct span_show, subject);
	const struct api_loop *al = s->c->al;
	s->ask.time_zone = subject_time_zone(subject);
	subject_asked(subject, sources_detail(al->api->sources, al->loop, &s->ask, on_detail, s, &subject->ticket));
}

/* ?from= and ?to=: the last SPAN_USUAL_DAYS when absent, SPAN_MAX_DAYS at most. Answers 422 itself. */
static bool call_span(struct call *c, int64_t *ret_from_ms, int64_t *ret_to_ms)
{
	int64_t from, to;
	if (!call_range(c, &from, &to))
		return false;
	if (!call_query(c, "to").p)
		to = clock_wall_ms();
	if (!call_query(c, "from").p)
		from = to - SPAN_USUAL_DAYS * MS_A_DAY;
	if (from >= to) {
		call_invalid(c, "from", "must be earlier than to, which is now when it is left out");
		return false;
	}
	if (to - from > SPAN_MAX_DAYS * MS_A_DAY) {
		call_invalid(c, "from", "must not be more than 3660 days before to");
		return false;
	}
	*ret_from_ms = from;
	*ret_to_ms = to;
	return true;
}

static void show(struct call *c, const struct span_show *what)
{
	struct span_show *s = ARENA_NEW(c->arena, struct span_show);
	if (!s) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	*s = *what;
	s->c = c;
	s->ask.customer = c->params[0];
	if (!call_customer(c, c->params[0]) || !call_span(c, &s->ask.from_ms, &s->ask.to_ms))
		return;
	subject_ask(&s->subject, c, 0, ask);
}

void statistics_show(struct call *c)
{
	static const struct span_show what = {.ask.kind = DETAIL_STATISTICS,
					      .part = PART_GAMING,
					      .write = statistics_write_members,
					      .zone_field = F_STATISTICS_timeZone,
					      .currency_field = F_STATISTICS_currency};
	show(c, &what);
}

void cashflow_show(struct call *c)
{
	static const struct span_show what = {.ask.kind = DETAIL_CASHFLOW,
					      .part = PART_WALLET,
					      .write = cashflow_write_members,
					      .zone_field = F_CASHFLOW_timeZone,
					      .currency_field = F_CASHFLOW_currency};
	show(c, &what);
}
