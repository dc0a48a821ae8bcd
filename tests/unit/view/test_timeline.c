/* The timeline: whatever the pages, all of it once, newest first; a list that fails costs its own items; what is hidden leaves no
 * trace. The sources are histories in memory behind the real functions' names; the linker takes these. */
#include "build.h"
#include "tests/support/quiet_sources.h"
#include "view/timeline.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define HISTORY_MAX 3000
#define DAY_MS      86400000
#define NOON        INT64_C(1759752000000) /* 2025-10-06T12:00:00Z */

struct event {
	int64_t at_ms;
	char id[24];
	bool of_bet; /* a transaction that a bet made */
};

static struct world {
	struct arena arena;
	struct loop *loop;
	struct event histories[TIMELINE_LISTS][HISTORY_MAX];
	size_t counts[TIMELINE_LISTS];
	enum source_error errors[TIMELINE_LISTS];
	bool ignores_time; /* sources that can't filter by time */
	unsigned asks, fail_after;
	struct snapshot snapshots[PART_COUNT_];
	struct look looks[PART_COUNT_];
	struct view_env env;
} w;

/* --- sources --- */

struct ask {
	struct letter letter;
	struct list_ask ask;
	size_t from;
	void (*done)(void *ctx, const struct list_page *page);
	void *ctx;
	bool cancelled;
};

static enum timeline_stream stream_of(enum list_kind k)
{
	for (unsigned s = 0; s < TIMELINE_LISTS; s++)
		if (timeline_stream_list((enum timeline_stream)s) == k)
			return (enum timeline_stream)s;
	fail_msg("a list that has no stream");
	return 0;
}

static void make_item(struct arena *a, enum timeline_stream s, const struct event *e, struct record *r)
{
	*r = *build_record(a, schema_list(timeline_stream_list(s)));
	switch (s) {
	case TIMELINE_BETS:
		build_text(r, F_BET_betId, e->id);
		build_text(r, F_BET_game, "Roulette");
		build_i64(r, F_BET_placedAt, e->at_ms);
		build_enum(r, F_BET_state, "lost");
		build_money(r, F_BET_stake, 500, "EUR");
		return;
	case TIMELINE_TRANSACTIONS:
		build_text(r, F_TRANSACTION_transactionId, e->id);
		build_enum(r, F_TRANSACTION_kind, e->of_bet ? "stake" : "deposit");
		build_text(r, F_TRANSACTION_state, "settled");
		build_i64(r, F_TRANSACTION_at, e->at_ms);
		build_text(r, F_TRANSACTION_method, "Credit Card");
		build_money(r, F_TRANSACTION_amount, 50000, "EUR");
		return;
	case TIMELINE_SESSIONS:
		build_text(r, F_SESSION_sessionId, e->id);
		build_i64(r, F_SESSION_startedAt, e->at_ms);
		return;
	case TIMELINE_LOGINS:
		build_i64(r, F_LOGIN_at, e->at_ms);
		build_enum(r, F_LOGIN_outcome, "success");
		build_text(r, F_LOGIN_city, "London");
		build_text(r, F_LOGIN_country, "GB");
		return;
	case TIMELINE_TICKETS:
		build_text(r, F_TICKET_ticketId, e->id);
		build_text(r, F_TICKET_subject, "Withdrawal issue");
		build_enum(r, F_TICKET_status, "open");
		build_i64(r, F_TICKET_createdAt, e->at_ms);
		return;
	default:
		build_text(r, F_CORRESPONDENCE_messageId, e->id);
		build_i64(r, F_CORRESPONDENCE_at, e->at_ms);
		build_text(r, F_CORRESPONDENCE_channel, "email");
		return;
	}
}

static void answer(struct letter *l)
{
	struct ask *q = CONTAINER_OF(l, struct ask, letter);
	if (q->cancelled) {
		free(q);
		return;
	}
	enum timeline_stream s = stream_of(q->ask.kind);
	struct list_page page = {.error = w.errors[s]};
	struct record items[TIMELINE_ITEMS_MAX];
	struct arena a;
	char next[32];
	arena_init(&a, 16u << 20);
	if (w.fail_after && w.asks > w.fail_after)
		page.error = SOURCE_TIMEOUT;
	size_t i = q->from;
	for (; page.error == SOURCE_OK && i < w.counts[s] && page.count < q->ask.limit; i++) {
		const struct event *e = &w.histories[s][i];
		bool inside = (!q->ask.from_ms || e->at_ms >= q->ask.from_ms) && (!q->ask.to_ms || e->at_ms < q->ask.to_ms);
		if (inside || w.ignores_time)
			make_item(&a, s, e, &items[page.count++]);
	}
	if (page.error == SOURCE_OK && i < w.counts[s]) {
		snprintf(next, sizeof next, "%zu", i);
		page.next = str_of(next);
	}
	page.items = items;
	q->done(q->ctx, &page);
	arena_done(&a);
	free(q);
}

enum err sources_list(struct sources *s, struct loop *l, const struct list_ask *ask,
		      void (*done)(void *ctx, const struct list_page *page), void *ctx, struct ask_ticket **ret)
{
	(void)s;
	struct ask *q = calloc(1, sizeof *q);
	uint64_t from = 0;
	assert_non_null(q);
	assert_true(ask->limit >= 1 && ask->limit <= 200);
	assert_true(!ask->position.p || str_to_u64(ask->position, &from) == OK);
	q->ask = *ask;
	q->from = (size_t)from;
	q->done = done;
	q->ctx = ctx;
	q->letter.deliver = answer;
	w.asks++;
	loop_post(l, &q->letter);
	*ret = (struct ask_ticket *)(void *)q;
	return OK;
}

void sources_ask_cancel(struct ask_ticket *t)
{
	((struct ask *)(void *)t)->cancelled = true;
}

bool sources_look(struct sources *s, struct loop *l, struct str customer, enum part p, struct look *ret, look_done_fn *done,
		  void *ctx, struct look_ticket **ret_ticket)
{
	(void)s, (void)l, (void)customer, (void)p, (void)ret, (void)done, (void)ctx, (void)ret_ticket;
	return false;
}

/* --- the world --- */

static void seal(enum part p, const struct record *r)
{
	size_t size;
	if (w.snapshots[p].body)
		part_unseal(w.snapshots[p].body);
	w.snapshots[p].body = part_seal(NULL, p, STR("CUS-1"), r, &size);
	assert_non_null(w.snapshots[p].body);
	w.looks[p] = (struct look){.state = LOOK_FRESH, .snapshot = &w.snapshots[p]};
}

static void seal_risk(bool aml)
{
	struct record *r = build_record(&w.arena, schema_part(PART_RISK));
	build_text(r, F_RISK_customerId, "CUS-1");
	struct record *flags = build_list(&w.arena, r, F_RISK_riskFlags, aml ? 2 : 1);
	for (size_t i = 0; i < (aml ? 2u : 1u); i++) {
		build_text(&flags[i], F_FLAG_flagId, i ? "FLG-AML" : "FLG-1");
		build_text(&flags[i], F_FLAG_type, i ? "structuring" : "unusual_betting_pattern");
		build_enum(&flags[i], F_FLAG_severity, "high");
		build_i64(&flags[i], F_FLAG_detectedAt, NOON - (int64_t)i * 1000);
		build_enum(&flags[i], F_FLAG_category, i ? "aml" : "fraud");
	}
	build_list(&w.arena, r, F_RISK_limits, 0);
	build_i64(r, F_RISK_exclusionSince, NOON - 20 * (int64_t)DAY_MS);
	build_i64(r, F_RISK_coolingOffSince, NOON - 30 * (int64_t)DAY_MS);
	build_i64(r, F_RISK_coolingOffUntil, NOON - 23 * (int64_t)DAY_MS);
	seal(PART_RISK, r);
}

static void seal_kyc(void)
{
	struct record *r = build_record(&w.arena, schema_part(PART_KYC));
	build_text(r, F_KYC_customerId, "CUS-1");
	build_enum(r, F_KYC_kycStatus, "verified");
	struct record *documents = build_list(&w.arena, r, F_KYC_documents, 1);
	build_text(&documents[0], F_DOCUMENT_documentId, "DOC-1");
	build_text(&documents[0], F_DOCUMENT_kind, "proof_of_address");
	build_enum(&documents[0], F_DOCUMENT_status, "rejected");
	build_i64(&documents[0], F_DOCUMENT_uploadedAt, NOON - 5 * (int64_t)DAY_MS);
	build_i64(&documents[0], F_DOCUMENT_reviewedAt, NOON - 4 * (int64_t)DAY_MS);
	struct record *checks = build_list(&w.arena, r, F_KYC_checks, 1);
	build_text(&checks[0], F_CHECK_kind, "identity");
	build_enum(&checks[0], F_CHECK_status, "passed");
	build_i64(&checks[0], F_CHECK_checkedAt, NOON - 3 * (int64_t)DAY_MS);
	seal(PART_KYC, r);
}

#define PARTS_ITEMS 6 /* a flag, an exclusion, a cool-off, a document twice, a check */

static int set_up(void **state)
{
	(void)state;
	memset(&w, 0, sizeof w);
	arena_init(&w.arena, 8u << 20);
	assert_int_equal(loop_new(0, &w.loop), OK);
	seal_risk(false);
	seal_kyc();
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (size_t p = 0; p < PART_COUNT_; p++)
		if (w.snapshots[p].body)
			part_unseal(w.snapshots[p].body);
	loop_free(w.loop);
	arena_done(&w.arena);
	return 0;
}

/* @n events of a stream, @step apart; every one in @ties of the same moment as its neighbour. */
static void have(enum timeline_stream s, size_t n, int64_t step_ms, size_t ties)
{
	int64_t at = NOON;
	assert_true(n <= HISTORY_MAX);
	for (size_t i = 0; i < n; i++) {
		at -= ties && i % ties == 0 ? 0 : step_ms;
		w.histories[s][i].at_ms = at;
		snprintf(w.histories[s][i].id, sizeof w.histories[s][i].id, "%s-%zu", timeline_stream_name(s), i);
	}
	w.counts[s] = n;
}

static void stop(void *ctx)
{
	(void)ctx;
	loop_stop(w.loop);
}

static struct timeline_query everything(size_t limit)
{
	struct timeline_query q = {.customer = STR("CUS-1"), .limit = limit};
	struct str unknown;
	assert_int_equal(timeline_parse_types(STR_NONE, &q.types, &unknown), OK);
	assert_int_equal(timeline_parse_sources(STR_NONE, NULL, &q.streams, &unknown), OK);
	return q;
}

static struct timeline *run(const struct timeline_query *q)
{
	struct timeline *t = NULL;
	bool finished = false;
	assert_int_equal(timeline_begin(q, &w.env, w.loop, w.looks, stop, NULL, &t, &finished), OK);
	if (!finished)
		loop_run(w.loop);
	return t;
}

/* All pages together: how many items; every one newer than or as old as the one behind it, and none twice. */
struct all {
	size_t items, pages, longest;
	int64_t last_ms;
	char *text; /* ids, each with a blank behind */
};

static void take_item(struct all *a, struct json_reader *r)
{
	struct str key, at, id, type;
	int64_t at_ms;
	json_enter_object(r);
	while (json_next_key(r, &w.arena, &key))
		if (str_is(key, "at"))
			json_get_string(r, &w.arena, &at);
		else if (str_is(key, "id"))
			json_get_string(r, &w.arena, &id);
		else if (str_is(key, "type"))
			json_get_string(r, &w.arena, &type);
		else
			json_skip(r, NULL);
	assert_int_equal(clock_parse_rfc3339(at, &at_ms), OK);
	if (at_ms > a->last_ms)
		fail_msg("%.*s comes behind something older", STR_ARG(id));
	a->last_ms = at_ms;
	size_t n = strlen(a->text);
	char *name = arena_printf(&w.arena, " %.*s:%.*s@%lld ", STR_ARG(type), STR_ARG(id), (long long)at_ms);
	if (str_is(type, "document") == false && strstr(a->text, name))
		fail_msg("%s comes twice", name);
	a->text = realloc(a->text, n + strlen(name) + 1);
	strcpy(a->text + n, name);
	a->items++;
}

static struct all collect(struct timeline_query q)
{
	static char position[TIMELINE_POSITION_MAX];
	struct all a = {.last_ms = INT64_MAX, .text = calloc(1, 1)};
	size_t n = 0;
	do {
		struct timeline *t = run(&q);
		struct str items;
		struct json_reader r;
		assert_int_equal(timeline_items_text(t, &items), OK);
		char *text = arena_printf(&w.arena, "[%.*s]", STR_ARG(items));
		json_reader_init(&r, str_of(text), JSON_LIMITS_DEFAULT);
		json_enter_array(&r);
		while (json_next_element(&r))
			take_item(&a, &r);
		assert_int_equal(json_finish(&r), OK);
		assert_true(timeline_count(t) <= q.limit);
		a.longest = MAX(a.longest, n);
		bool more = timeline_next(t, position, &n);
		timeline_free(t);
		q.position = more ? str_mem(position, n) : STR_NONE;
		assert_true(++a.pages < 5000);
	} while (q.position.p);
	return a;
}

/* --- what must hold --- */

static void pages_of_any_size_make_the_same_whole(void **state)
{
	(void)state;
	static const size_t limits[] = {1, 2, 3, 7, 50, 200};
	for (unsigned s = 0; s < TIMELINE_LISTS; s++)
		have((enum timeline_stream)s, 40 + s, 3600000 + s * 1000, 0);
	size_t expected = PARTS_ITEMS;
	for (unsigned s = 0; s < TIMELINE_LISTS; s++)
		expected += w.counts[s];
	for (int variant = 0; variant < 2; variant++) {
		w.ignores_time = variant;
		for (size_t i = 0; i < ARRAY_LEN(limits); i++) {
			struct all a = collect(everything(limits[i]));
			assert_int_equal(a.items, expected);
			free(a.text);
		}
	}
}

static void moments_with_many_events_lose_and_repeat_none(void **state)
{
	(void)state;
	have(TIMELINE_BETS, 60, 1000, 2);
	have(TIMELINE_TICKETS, 60, 1000, 2);
	have(TIMELINE_CORRESPONDENCE, 30, 2000, 0);
	for (size_t limit = 1; limit < 12; limit++) {
		struct all a = collect(everything(limit));
		assert_int_equal(a.items, 150 + PARTS_ITEMS);
		free(a.text);
	}
}

static void what_bets_did_to_the_wallet_is_told_by_the_bets(void **state)
{
	(void)state;
	have(TIMELINE_TRANSACTIONS, 3000, 60000, 0);
	for (size_t i = 0; i < 3000; i++)
		w.histories[TIMELINE_TRANSACTIONS][i].of_bet = i % 1000 != 999;
	have(TIMELINE_LOGINS, 20, 6 * 3600000, 0);
	struct all a = collect(everything(50));
	assert_int_equal(a.items, 3 + 20 + PARTS_ITEMS);
	assert_non_null(strstr(a.text, "deposit:transactions-2999"));
	assert_int_equal(a.pages, 2); /* no answer reads the whole history */
	free(a.text);
	w.asks = 0;
	struct timeline_query q = everything(50);
	struct timeline *t = run(&q);
	assert_true(w.asks <= TIMELINE_PAGES_MAX + TIMELINE_LISTS);
	timeline_free(t);
}

static void filters_leave_the_others_out(void **state)
{
	(void)state;
	struct str unknown;
	for (unsigned s = 0; s < TIMELINE_LISTS; s++)
		have((enum timeline_stream)s, 30, 3600000, 0);
	struct timeline_query q = everything(7);
	assert_int_equal(timeline_parse_types(STR("bet,check"), &q.types, &unknown), OK);
	struct all a = collect(q);
	assert_int_equal(a.items, 31);
	free(a.text);
	q = everything(7);
	assert_int_equal(timeline_parse_sources(STR("support"), NULL, &q.streams, &unknown), OK);
	w.asks = 0;
	a = collect(q);
	assert_int_equal(a.items, 30);
	free(a.text);
	q = everything(7);
	q.from_ms = NOON - 10 * 3600000;
	q.to_ms = NOON - 5 * 3600000;
	w.ignores_time = true;
	a = collect(q);
	assert_int_equal(a.items, 5 * TIMELINE_LISTS);
	free(a.text);
	assert_int_equal(timeline_parse_types(STR("bet,party"), &q.types, &unknown), ERR_SHAPE);
	assert_true(str_is(unknown, "party"));
	assert_int_equal(timeline_parse_sources(STR("bank"), NULL, &q.streams, &unknown), ERR_SHAPE);
}

static const char *sources_of(const struct timeline *t)
{
	struct json_writer j;
	struct buf b;
	buf_init(&b, 4096);
	json_writer_init(&j, &b);
	timeline_put_sources(t, &j);
	const char *text = arena_printf(&w.arena, "%.*s", (int)b.n, b.p);
	buf_done(&b);
	return text;
}

static void a_list_that_fails_costs_its_own_items_and_is_named(void **state)
{
	(void)state;
	for (unsigned s = 0; s < TIMELINE_LISTS; s++)
		have((enum timeline_stream)s, 10, 3600000, 0);
	w.errors[TIMELINE_BETS] = SOURCE_TIMEOUT;
	w.errors[TIMELINE_TICKETS] = SOURCE_NOT_FOUND; /* nothing ever asked: no failure */
	struct timeline_query q = everything(200);
	struct timeline *t = run(&q);
	assert_int_equal(timeline_count(t), 10 * (TIMELINE_LISTS - 2) + PARTS_ITEMS);
	const char *text = sources_of(t);
	assert_non_null(strstr(text, "{\"source\":\"gaming\",\"list\":\"bets\",\"state\":\"missing\",\"error\":\"timeout\"}"));
	assert_non_null(strstr(text, "{\"source\":\"support\",\"list\":\"tickets\",\"state\":\"fresh\",\"error\":null}"));
	timeline_free(t);

	struct str unknown;
	const char *source;
	enum source_error error;
	assert_int_equal(timeline_parse_types(STR("bet"), &q.types, &unknown), OK);
	t = run(&q);
	assert_true(timeline_failed(t, &source, &error));
	assert_string_equal(source, "gaming");
	assert_int_equal(error, SOURCE_TIMEOUT);
	timeline_free(t);
}

static void a_list_that_comes_back_goes_on_where_the_others_are(void **state)
{
	(void)state;
	static char position[TIMELINE_POSITION_MAX];
	size_t n;
	have(TIMELINE_BETS, 20, 3600000, 0);
	have(TIMELINE_TICKETS, 20, 3600000, 0);
	w.errors[TIMELINE_BETS] = SOURCE_TIMEOUT;
	struct timeline_query q = everything(10);
	struct timeline *t = run(&q);
	assert_true(timeline_next(t, position, &n));
	timeline_free(t);
	w.errors[TIMELINE_BETS] = SOURCE_OK;
	q.position = str_mem(position, n);
	struct all a = collect(q); /* fails when something newer than the first page comes */
	assert_non_null(strstr(a.text, "bet:bets-19@"));
	assert_null(strstr(a.text, "bet:bets-0@"));
	free(a.text);
}

static void what_is_hidden_leaves_no_trace(void **state)
{
	(void)state;
	have(TIMELINE_TICKETS, 30, 3600000, 0);
	for (size_t limit = 1; limit < 5; limit++) {
		seal_risk(false);
		struct all plain = collect(everything(limit));
		seal_risk(true);
		struct all twin = collect(everything(limit));
		assert_string_equal(plain.text, twin.text);
		assert_int_equal(plain.pages, twin.pages);
		assert_int_equal(plain.longest, twin.longest);
		struct timeline_query q = everything(limit);
		q.sight = SIGHT_AML;
		struct all seen = collect(q);
		assert_int_equal(seen.items, plain.items + 1);
		assert_non_null(strstr(seen.text, "risk_flag:FLG-AML@"));
		free(plain.text);
		free(twin.text);
		free(seen.text);
	}
}

static void what_is_no_position_is_refused(void **state)
{
	(void)state;
	struct timeline *t;
	bool finished;
	struct timeline_query q = everything(5);
	static const struct str positions[] = {
		{"", 0}, {"x", 1}, {"\1\1aaaaaaaa", 10}, {"\1\0aaaaaaaabbbbbbbbbbbbbbbbbbbbbbbbb\xff\xff", 37}};
	for (size_t i = 0; i < ARRAY_LEN(positions); i++) {
		q.position = positions[i];
		assert_int_equal(timeline_begin(&q, &w.env, w.loop, w.looks, stop, NULL, &t, &finished), ERR_SHAPE);
	}
}

static void one_that_is_not_waited_for_can_be_given_up(void **state)
{
	(void)state;
	struct timeline *t;
	bool finished;
	have(TIMELINE_BETS, 20, 1000, 0);
	struct timeline_query q = everything(5);
	assert_int_equal(timeline_begin(&q, &w.env, w.loop, w.looks, stop, NULL, &t, &finished), OK);
	assert_false(finished);
	timeline_free(t);
	assert_int_equal(loop_call(w.loop, stop, NULL), OK);
	loop_run(w.loop); /* the letters that were under way come home */
}

#define T(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(pages_of_any_size_make_the_same_whole),
		T(moments_with_many_events_lose_and_repeat_none),
		T(what_bets_did_to_the_wallet_is_told_by_the_bets),
		T(filters_leave_the_others_out),
		T(a_list_that_fails_costs_its_own_items_and_is_named),
		T(a_list_that_comes_back_goes_on_where_the_others_are),
		T(what_is_hidden_leaves_no_trace),
		T(what_is_no_position_is_refused),
		T(one_that_is_not_waited_for_can_be_given_up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
