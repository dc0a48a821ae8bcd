/* Asks every source what the portal would ask, about one customer, on a loop of its own: its parts, and the sums over a span of
 * time that charts are drawn from. */
#include "app/doctor.h"

#include "app/chain.h"
#include "base/clock.h"
#include "base/json_writer.h"
#include "view/section.h"

#include <stdio.h>

#define PROBE_CACHE_BYTES (16u << 20)
#define CUSTOMER_MAX      64
#define NOBODY            "PITBOSS-DOCTOR" /* asked about when there is nobody else; no service knows it */

struct probe {
	struct doctor *doctor;
	struct loop *loop;
	struct sources *sources;
	char customer[CUSTOMER_MAX + 1];
	enum source_error list_error;
	bool nobody; /* no customer could be found to ask about */
	unsigned waiting;
	bool answered[PART_COUNT_];
	enum source_error errors[PART_COUNT_];
	uint64_t began_ms, took_ms[PART_COUNT_];
	enum source_error span_error; /* of the sums asked for last */
};

#define SPAN_DAYS 90

/* Sums over a span are optional; a detail of one object can't be asked for without knowing an object. */
static const struct {
	enum detail_kind kind;
	enum part part; /* of the source that has it */
} spans[] = {{DETAIL_STATISTICS, PART_GAMING}, {DETAIL_CASHFLOW, PART_WALLET}};

/* What each error is most often cured by. */
static const char *const advice[SOURCE_ERROR_COUNT_] = {
	[SOURCE_TIMEOUT] = "Is it slow, or behind a firewall that drops? Its timeout_ms is in the configuration.",
	[SOURCE_UNREACHABLE] = "Is it running, and base_url right?",
	[SOURCE_HTTP_ERROR] = "See that service's own log; is the call's path right?",
	[SOURCE_REFUSED] = "Check auth in the configuration, and the file or variable that its secret comes from.",
	[SOURCE_THROTTLED] = "It limits us: lower its concurrency in the configuration.",
	[SOURCE_MALFORMED] = "What answers there is not the service that was meant, or is broken.",
	[SOURCE_TRUNCATED] = "It, or a proxy before it, breaks off its answers.",
	[SOURCE_WRONG_TYPE] = "Its answer and the mapping in the configuration don't fit: compare their field names and types.",
	[SOURCE_WRONG_CUSTOMER] =
		"It answered about another customer: is {id} in the call's path, and the subject mapped rightly?",
	[SOURCE_TOO_LARGE] = "Its answer is larger than is taken.",
	[SOURCE_OVERLOADED] = "Raise its concurrency in the configuration.",
	[SOURCE_NOT_FOUND] = "It does not know that customer: say --customer with one that all services know.",
	[SOURCE_NOT_CONFIGURED] = "No source has a call that brings this: add one to the configuration, or do without.",
};

static void look_done(void *ctx, enum part p, const struct look *l)
{
	struct probe *b = ctx;
	b->answered[p] = true;
	b->errors[p] = l->error;
	b->took_ms[p] = clock_mono_ms() - b->began_ms;
	snapshot_unref(l->snapshot);
	if (--b->waiting == 0)
		loop_stop(b->loop);
}

static void list_done(void *ctx, const struct list_page *page)
{
	struct probe *b = ctx;
	b->list_error = page->error;
	if (page->error == SOURCE_OK && page->count)
		str_copy(b->customer, sizeof b->customer, page->items[0].values[F_CUSTOMER_customerId].text);
	loop_stop(b->loop);
}

/* The first customer of the customer service's own list. */
static void find_customer(struct probe *b)
{
	const struct list_ask ask = {.kind = LIST_CUSTOMERS, .limit = 1};
	struct ask_ticket *ticket;
	b->list_error = SOURCE_UNREACHABLE;
	if (sources_list(b->sources, b->loop, &ask, list_done, b, &ticket) == OK)
		loop_run(b->loop);
}

/* It is a look at a customer, though nobody sees the answer. */
static bool put_on_record(struct probe *b)
{
	struct audit *chain;
	struct err_info info = {0};
	char text[256];
	struct buf members = {.p = text, .cap = sizeof text, .max = sizeof text};
	struct doctor *d = b->doctor;
	if (!datadir_has(&d->data, DATA_AUDIT))
		return true; /* no portal has been here: there is nothing yet that the look would have to stand beside */
	enum err e = chain_open_cli(&d->data, &chain, &info);
	if (e == OK) {
		BUF_LIT(&members, "\"event\":\"doctor\",\"customer\":");
		json_escape(&members, str_of(b->customer));
		e = chain_note(chain, AUDIT_ADMIN, buf_view(&members));
		audit_close(chain);
	}
	if (e != OK)
		doctor_fail(d, "sources",
			    format_text(d->arena, "not asked, as the look cannot be recorded: %s",
					info.text[0] ? info.text : err_name(e)),
			    STR(""));
	return e == OK;
}

static void look_at_all(struct probe *b)
{
	b->began_ms = clock_mono_ms();
	for (unsigned p = 0; p < PART_COUNT_; p++) {
		struct look l;
		struct look_ticket *ticket;
		b->waiting++;
		if (sources_look(b->sources, b->loop, str_of(b->customer), (enum part)p, &l, look_done, b, &ticket)) {
			b->waiting--;
			b->answered[p] = true;
			b->errors[p] = l.error;
			snapshot_unref(l.snapshot);
		}
	}
	if (b->waiting)
		loop_run(b->loop);
}

static void span_done(void *ctx, enum source_error e, const struct record *r)
{
	struct probe *b = ctx;
	(void)r;
	b->span_error = e;
	loop_stop(b->loop);
}

static enum source_error ask_span(struct probe *b, enum detail_kind kind)
{
	int64_t now = clock_wall_ms();
	const struct detail_ask ask = {.customer = str_of(b->customer),
				       .kind = kind,
				       .from_ms = now - SPAN_DAYS * INT64_C(86400000),
				       .to_ms = now,
				       .time_zone = STR("UTC")};
	struct ask_ticket *ticket;
	b->span_error = SOURCE_UNREACHABLE;
	b->began_ms = clock_mono_ms();
	if (sources_detail(b->sources, b->loop, &ask, span_done, b, &ticket) == OK)
		loop_run(b->loop);
	return b->span_error;
}

static const char *url_of(const struct doctor *d, const char *source)
{
	for (size_t i = 0; i < d->config->source_count; i++)
		if (strcmp(source_config_name(&d->config->sources[i]), source) == 0)
			return source_config_base_url(&d->config->sources[i]);
	return "";
}

static void report_answer(struct probe *b, const char *source, const char *what, enum source_error e, uint64_t took_ms)
{
	struct doctor *d = b->doctor;
	struct str where = format_text(d->arena, "%s at %s", what, url_of(d, source));
	if (b->nobody && e == SOURCE_NOT_FOUND)
		doctor_fine(d, source, format_text(d->arena, "%.*s answers", STR_ARG(where)));
	else if (e == SOURCE_OK)
		doctor_fine(d, source,
			    format_text(d->arena, "%.*s answers in shape, %llu ms", STR_ARG(where), (unsigned long long)took_ms));
	else
		doctor_fail(d, source, format_text(d->arena, "%.*s: %s", STR_ARG(where), source_error_name(e)),
			    str_of(advice[e]));
}

static void report_part(struct probe *b, enum part p)
{
	struct doctor *d = b->doctor;
	const char *source = sources_part_source(b->sources, p);
	if (!source) {
		doctor_warn(d, "sources", format_text(d->arena, "nothing brings the part \"%s\"", part_name(p)),
			    str_of(advice[SOURCE_NOT_CONFIGURED]));
		return;
	}
	report_answer(b, source, part_name(p), b->errors[p], b->took_ms[p]);
}

static void check_spans(struct probe *b)
{
	struct doctor *d = b->doctor;
	for (size_t i = 0; i < ARRAY_LEN(spans); i++) {
		const char *source = sources_part_source(b->sources, spans[i].part), *name = detail_name(spans[i].kind);
		enum source_error e = ask_span(b, spans[i].kind);
		uint64_t took_ms = clock_mono_ms() - b->began_ms;
		if (e == SOURCE_NOT_CONFIGURED)
			doctor_fine(d, source ? source : "sources",
				    format_text(d->arena, "nothing brings \"%s\": its charts say so", name));
		else
			report_answer(b, source ? source : "sources", name, e, took_ms);
	}
}

/* Without anybody to ask about, a source that says "no such customer" is at least there and takes our credentials. */
static void choose_customer(struct probe *b)
{
	struct doctor *d = b->doctor;
	if (d->customer)
		str_copy(b->customer, sizeof b->customer, str_of(d->customer));
	else
		find_customer(b);
	if (b->customer[0])
		return;
	b->nobody = true;
	str_copy(b->customer, sizeof b->customer, STR(NOBODY));
	if (b->list_error == SOURCE_OK)
		doctor_fail(d, "sources", STR("the customer service lists nobody"), STR("Say --customer with somebody's id."));
	else
		doctor_fail(d, "sources", format_text(d->arena, "the list of customers: %s", source_error_name(b->list_error)),
			    str_of(advice[b->list_error]));
}

static void probe_all(struct probe *b)
{
	choose_customer(b);
	if (!b->nobody && !put_on_record(b))
		return;
	look_at_all(b);
	for (unsigned p = 0; p < PART_COUNT_; p++)
		report_part(b, (enum part)p);
	check_spans(b);
}

void doctor_sources(struct doctor *d)
{
	struct probe b = {.doctor = d};
	struct cache *cache = NULL;
	struct err_info info = {0};
	if (!d->config)
		return;
	enum err e = loop_new(0, &b.loop);
	if (e == OK)
		e = cache_new(PROBE_CACHE_BYTES, 1, &cache);
	if (e == OK)
		e = sources_new(d->config->sources, d->config->source_count, cache, part_seal, part_unseal, NULL, &b.sources,
				&info);
	if (e == OK)
		e = sources_attach(b.sources, b.loop);
	if (e == OK) {
		probe_all(&b);
		sources_detach(b.sources, b.loop);
	} else {
		doctor_fail(d, "sources", format_text(d->arena, "%s", info.text[0] ? info.text : err_name(e)), STR(""));
	}
	sources_free(b.sources);
	cache_free(cache);
	loop_free(b.loop);
}
