/* Lists: every item once and in order, whatever the source's paging and whatever limit is asked for. */
#include "fake.h"

static const char yaml[] =
	"gaming:\n"
	"  base_url: http://127.0.0.1:PORT/api\n"
	"  timeout_ms: 5000\n"
	"  body_max_kb: 65536\n"
	"  defaults: {time: epoch_ms, money: minor}\n"
	"  maps: {item: {betId: /id, customerId: /who, game: /game, placedAt: /at, state: /state, stake: /stake}}\n"
	"  lists:\n"
	"    bets:\n"
	"      path: /none/{id}\n"
	"      items: /items\n"
	"      currency: /currency\n"
	"      customer: /who\n"
	"      paging: {kind: none}\n"
	"      map: item\n"
	"paged:\n"
	"  base_url: http://127.0.0.1:PORT/api\n"
	"  retries: 0\n"
	"  lists:\n"
	"    sessions:\n"
	"      path: /page/{id}\n"
	"      query: {sort: newest}\n"
	"      items: /items\n"
	"      paging: {kind: page, page: p, size: n, max: 70}\n"
	"      map: {sessionId: /id, startedAt: {at: /at, as: epoch_ms}}\n"
	"    logins:\n"
	"      path: /offset/{id}\n"
	"      items: /items\n"
	"      total: /total\n"
	"      paging: {kind: offset, offset: skip, size: take, max: 100}\n"
	"      map: {at: {at: /at, as: epoch_ms}, outcome: {value: success}, ip: /id}\n"
	"    transactions:\n"
	"      path: /cursor/{id}\n"
	"      items: /items\n"
	"      next: /next\n"
	"      currency: /currency\n"
	"      paging: {kind: cursor, cursor: after, size: n, max: 64}\n"
	"      filter: {from: since, to: until, as: epoch_s}\n"
	"      map: {transactionId: /id, kind: {value: deposit}, state: /state, at: {at: /at, as: epoch_ms}, amount: {at: "
	"/stake, as: "
	"minor}}\n"
	"    bonuses:\n"
	"      path: /link/{id}\n"
	"      query: {sort: newest}\n"
	"      items: \"\"\n"
	"      paging: {kind: link, size: n, max: 50}\n"
	"      map: {bonusId: /id, state: {value: active}, grantedAt: {at: /at, as: epoch_ms}, amount: {at: /stake, as: minor, "
	"currency: "
	"/currency}}\n";

/* Item i of COUNT, newest first, is i seconds before the newest. */
static size_t total = 437;
static const int64_t NEWEST = 1700000000000;

static int64_t param(struct str target, const char *name, int64_t otherwise)
{
	char text[32];
	struct str rest = target, part;
	int64_t v;
	snprintf(text, sizeof(text), "%s=", name);
	str_split(&rest, '?', &part);
	while (str_split(&rest, '&', &part))
		if (str_starts(part, str_of(text)) && str_to_i64(str_mem(part.p + strlen(text), part.n - strlen(text)), &v) == OK)
			return v;
	return otherwise;
}

static void put_items(struct buf *b, size_t from, size_t count)
{
	buf_char(b, '[');
	for (size_t i = from; i < from + count && i < total; i++)
		buf_printf(b,
			   "%s{\"id\":\"I-%zu\",\"who\":\"CUS-1\",\"game\":\"Roulette\",\"at\":%lld,\"state\":\"won\",\"stake\":%"
			   "zu,\"currency\":"
			   "\"EUR\",\"extra\":[1,2,{\"deep\":null}]}",
			   i > from ? "," : "", i, (long long)(NEWEST - (int64_t)i * 1000), i);
	buf_char(b, ']');
}

static atomic_int trick;
enum { NO_TRICK, CURSOR_STANDS, LINK_ELSEWHERE, LINK_OTHER_CUSTOMER, LINK_OTHER_ORDER, FAIL_SECOND };

static void answer_link(struct http_exchange *x, struct str target, struct buf *b)
{
	size_t before = (size_t)param(target, "before", 0), n = (size_t)param(target, "n", 20);
	char link[200] = "";
	put_items(b, before, n);
	const char *where = "?sort=newest";
	switch (atomic_load(&trick)) {
	case LINK_ELSEWHERE:
		where = "http://127.0.0.2:1/api/link/CUS-1?sort=newest";
		break;
	case LINK_OTHER_CUSTOMER:
		where = "/api/link/CUS-2?sort=newest";
		break;
	case LINK_OTHER_ORDER:
		where = "?sort=oldest";
		break;
	default:
		break;
	}
	if (before + n < total)
		snprintf(link, sizeof(link), "</first>; rel=\"first\", <%s&n=%zu&before=%zu>; rel=\"next\"", where, n,
			 before + n);
	struct http_header header = {STR("Link"), arena_dup(http_exchange_arena(x), str_of(link))};
	fake_reply(x, 200, "application/json", buf_view(b), &header, link[0] != '\0');
}

static void answer_cursor(struct http_exchange *x, struct str target, struct buf *b)
{
	size_t at = (size_t)param(target, "after", 100000) - 100000, n = (size_t)param(target, "n", 20);
	int64_t until = param(target, "until", NEWEST / 1000 + 10), since = param(target, "since", 0);
	/* This service's own filter takes both ends in. */
	while (at < total && NEWEST / 1000 - (int64_t)at > until)
		at++;
	size_t end = MIN(at + n, total);
	while (end > at && NEWEST / 1000 - (int64_t)(end - 1) < since)
		end--;
	BUF_LIT(b, "{\"items\":");
	put_items(b, at, end - at);
	buf_printf(b, ",\"currency\":\"EUR\",\"next\":");
	if (atomic_load(&trick) == CURSOR_STANDS)
		buf_printf(b, "100064");
	else if (end - at == n && end < total)
		buf_printf(b, "%zu", end + 100000); /* a number, as some have it */
	else
		buf_printf(b, "null");
	buf_char(b, '}');
	fake_reply(x, 200, "application/json", buf_view(b), NULL, 0);
}

static void answer_list(struct fake *f, struct http_exchange *x, struct str target)
{
	struct buf b;
	buf_init(&b, 64 << 20);
	if (atomic_load(&trick) == FAIL_SECOND && f->requests % 2 == 0) {
		fake_json(x, 503, "{}");
	} else if (str_starts(target, STR("/api/none/CUS-1"))) {
		BUF_LIT(&b, "{\"items\":");
		put_items(&b, 0, total);
		BUF_LIT(&b, ",\"currency\":\"EUR\",\"who\":\"CUS-1\"}");
		fake_reply(x, 200, "application/json", buf_view(&b), NULL, 0);
	} else if (str_starts(target, STR("/api/page/CUS-1?sort=newest"))) {
		size_t n = (size_t)param(target, "n", 20), p = (size_t)param(target, "p", 1);
		BUF_LIT(&b, "{\"items\":");
		put_items(&b, (p - 1) * n, n);
		BUF_LIT(&b, "}");
		fake_reply(x, 200, "application/json", buf_view(&b), NULL, 0);
	} else if (str_starts(target, STR("/api/offset/CUS-1"))) {
		/* Gives fewer than asked for, as some do. */
		BUF_LIT(&b, "{\"items\":");
		put_items(&b, (size_t)param(target, "skip", 0), MIN((size_t)param(target, "take", 20), (size_t)33));
		buf_printf(&b, ",\"total\":%zu}", total);
		fake_reply(x, 200, "application/json", buf_view(&b), NULL, 0);
	} else if (str_starts(target, STR("/api/cursor/CUS-1"))) {
		answer_cursor(x, target, &b);
	} else if (str_starts(target, STR("/api/link/CUS-1?sort=newest"))) {
		answer_link(x, target, &b);
	} else {
		fake_json(x, 404, "{}");
	}
	buf_done(&b);
}

static struct fake fake = {.answer = answer_list};
static struct portal portal;

static int setup(void **state)
{
	(void)state;
	log_set_level(LOG_OFF);
	total = 437;
	atomic_store(&trick, NO_TRICK);
	fake_start(&fake, 0);
	portal_start(&portal, yaml, fake.port);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	portal_stop(&portal);
	fake_stop(&fake);
	return 0;
}

/* A whole walk. */
struct walked {
	enum list_kind kind;
	size_t limit, count, pages;
	int64_t from_ms, to_ms;
	size_t first; /* the item that must come first */
	char next[2000];
	bool more;
	enum source_error error;
	size_t page_count;
};

static struct str id_of(enum list_kind k, const struct record *r)
{
	static const int fields[LIST_COUNT_] = {
		[LIST_BETS] = F_BET_betId,        [LIST_SESSIONS] = F_SESSION_sessionId,
		[LIST_LOGINS] = F_LOGIN_ip,       [LIST_TRANSACTIONS] = F_TRANSACTION_transactionId,
		[LIST_BONUSES] = F_BONUS_bonusId,
	};
	return r->values[fields[k]].text;
}

static void on_page(void *ctx, const struct list_page *page)
{
	struct walked *w = ctx;
	w->error = page->error;
	w->page_count = page->count;
	w->pages++;
	assert_true(page->count <= w->limit);
	for (size_t i = 0; i < page->count; i++) {
		char want[32];
		snprintf(want, sizeof(want), "I-%zu", w->first + w->count++);
		struct str got = id_of(w->kind, &page->items[i]);
		if (!str_is(got, want))
			fail_msg("%s: %.*s instead of %s", list_name(w->kind), STR_ARG(got), want);
	}
	w->more = page->next.p != NULL;
	assert_true(str_copy(w->next, sizeof(w->next), page->next.p ? page->next : STR("")));
	loop_stop(portal.loop);
}

static enum err one_page(struct walked *w, const char *customer)
{
	struct list_ask ask = {
		.customer = str_of(customer), .kind = w->kind, .limit = w->limit, .from_ms = w->from_ms, .to_ms = w->to_ms};
	struct ask_ticket *t;
	if (w->more)
		ask.position = str_of(w->next);
	enum err e = sources_list(portal.sources, portal.loop, &ask, on_page, w, &t);
	if (e == OK)
		loop_run(portal.loop);
	return e;
}

static void walk(struct walked *w)
{
	do
		assert_int_equal(one_page(w, "CUS-1"), OK);
	while (w->error == SOURCE_OK && w->more);
}

static const enum list_kind kinds[] = {LIST_BETS, LIST_SESSIONS, LIST_LOGINS, LIST_TRANSACTIONS, LIST_BONUSES};

static void every_limit_finds_every_item_once_and_in_order(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		for (size_t limit = 1; limit <= 200; limit += limit < 8 || limit > 196 ? 1 : 7) {
			struct walked w = {.kind = kinds[k], .limit = limit};
			walk(&w);
			assert_int_equal(w.error, SOURCE_OK);
			assert_int_equal(w.count, total);
			/* Full pages but for the last, and perhaps an empty one behind. */
			assert_true(w.pages <= (total + limit - 1) / limit + 1);
		}
	}
}

static void empty_lists_and_exact_pages_end(void **state)
{
	(void)state;
	static const size_t totals[] = {0, 1, 70, 100, 140, 200};
	for (size_t t = 0; t < ARRAY_LEN(totals); t++) {
		total = totals[t];
		for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
			struct walked w = {.kind = kinds[k], .limit = 100};
			walk(&w);
			assert_int_equal(w.error, SOURCE_OK);
			assert_int_equal(w.count, total);
		}
	}
}

static void a_hundred_thousand_items_are_walked(void **state)
{
	(void)state;
	total = 100000;
	for (size_t k = 1; k < ARRAY_LEN(kinds); k++) {
		struct walked w = {.kind = kinds[k], .limit = 200};
		walk(&w);
		assert_int_equal(w.count, total);
	}
	/* All in one answer: a page from its depth. */
	struct walked w = {.kind = LIST_BETS, .limit = 200, .more = true, .first = 99900, .next = "n0.100.99900"};
	assert_int_equal(one_page(&w, "CUS-1"), OK);
	assert_int_equal(w.count, 100);
	assert_false(w.more);
}

static void times_are_half_open_whether_or_not_the_source_can_filter(void **state)
{
	(void)state;
	for (size_t k = 0; k < ARRAY_LEN(kinds); k++) {
		for (size_t limit = 3; limit <= 200; limit += 61) {
			/* Items 100 to 199: the newest is at 100 s before NEWEST, which is before "to"; the oldest is "from". */
			struct walked w = {.kind = kinds[k], .limit = limit, .first = 100};
			w.to_ms = NEWEST - 99000;
			w.from_ms = NEWEST - 199000;
			walk(&w);
			assert_int_equal(w.error, SOURCE_OK);
			assert_int_equal(w.count, 100);
		}
	}
}

static void positions_from_elsewhere_are_refused(void **state)
{
	(void)state;
	static const struct {
		enum list_kind kind;
		const char *position;
	} rows[] = {
		{LIST_BETS, "x"},
		{LIST_BETS, "p1.50.0"},
		{LIST_BETS, "n0.50"},
		{LIST_BETS, "n0.50.0:x"},
		{LIST_SESSIONS, "p1.0.0"},
		{LIST_SESSIONS, "p1.71.0"},
		{LIST_SESSIONS, "p-1.50.0"},
		{LIST_SESSIONS, "p1.50.99999999999"},
		{LIST_TRANSACTIONS, "c0.5.0"},
		{LIST_BONUSES, "l0.5.0:/"},
		{LIST_BONUSES, "l0.5.0:/api/link/CUS-2?sort=newest"},
		{LIST_BONUSES, "l0.5.0:/api/link/CUS-1?sort=oldest"},
		{LIST_BONUSES, "l0.5.0:/api/link/CUS-1"},
		{LIST_BONUSES, "l0.5.0:@evil.example/api/link/CUS-1?sort=newest"},
		{LIST_BONUSES, "l0.5.0:/api/link/CUS-1?sort=newest&sort=oldest"},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct walked w = {.kind = rows[i].kind, .limit = 5, .more = true};
		snprintf(w.next, sizeof(w.next), "%s", rows[i].position);
		enum err e = one_page(&w, "CUS-1");
		if (e == OK && i == 8) /* a cursor may be empty text */
			continue;
		if (e != ERR_SHAPE)
			fail_msg("%s was taken: %s", rows[i].position, err_name(e));
	}
	struct walked w = {.kind = LIST_BETS, .limit = 0};
	assert_int_equal(one_page(&w, "CUS-1"), ERR_RANGE);
	w.limit = 201;
	assert_int_equal(one_page(&w, "CUS-1"), ERR_RANGE);
}

static void links_and_cursors_that_lead_astray_are_not_followed(void **state)
{
	(void)state;
	static const struct {
		int trick;
		enum list_kind kind;
	} rows[] = {{LINK_ELSEWHERE, LIST_BONUSES}, {LINK_OTHER_CUSTOMER, LIST_BONUSES}, {LINK_OTHER_ORDER, LIST_BONUSES}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct walked w = {.kind = rows[i].kind, .limit = 10};
		atomic_store(&trick, rows[i].trick);
		assert_int_equal(one_page(&w, "CUS-1"), OK);
		assert_int_equal(w.error, SOURCE_MALFORMED);
	}
	struct walked w = {.kind = LIST_TRANSACTIONS, .limit = 10, .more = true, .first = 64, .next = "c0.10.0:100064"};
	atomic_store(&trick, CURSOR_STANDS);
	assert_int_equal(one_page(&w, "CUS-1"), OK);
	assert_int_equal(w.error, SOURCE_MALFORMED);
}

static void a_failure_behind_the_first_page_gives_what_there_is_and_where_to_go_on(void **state)
{
	(void)state;
	struct walked w = {.kind = LIST_SESSIONS, .limit = 200};
	atomic_store(&trick, FAIL_SECOND);
	fake.requests = 0;
	assert_int_equal(one_page(&w, "CUS-1"), OK);
	assert_int_equal(w.error, SOURCE_OK);
	assert_true(w.more);
	assert_true(w.count >= 70 && w.count < 200);
	atomic_store(&trick, NO_TRICK);
	walk(&w);
	assert_int_equal(w.count, total);
}

static void unknown_customers_and_unconfigured_lists_say_so(void **state)
{
	(void)state;
	struct walked w = {.kind = LIST_SESSIONS, .limit = 5};
	assert_int_equal(one_page(&w, "CUS-9"), OK);
	assert_int_equal(w.error, SOURCE_NOT_FOUND);
	w.kind = LIST_TICKETS;
	assert_int_equal(one_page(&w, "CUS-1"), OK);
	assert_int_equal(w.error, SOURCE_NOT_CONFIGURED);
}

static void never(void *ctx, const struct list_page *page)
{
	(void)ctx, (void)page;
	fail_msg("a cancelled ask was answered");
}

static void a_cancelled_ask_is_not_answered(void **state)
{
	(void)state;
	struct list_ask ask = {.customer = STR("CUS-1"), .kind = LIST_SESSIONS, .limit = 5};
	struct ask_ticket *t;
	assert_int_equal(sources_list(portal.sources, portal.loop, &ask, never, NULL, &t), OK);
	sources_ask_cancel(t);
	ask.kind = LIST_TICKETS; /* its answer is a letter under way */
	assert_int_equal(sources_list(portal.sources, portal.loop, &ask, never, NULL, &t), OK);
	sources_ask_cancel(t);
	struct walked w = {.kind = LIST_SESSIONS, .limit = 5};
	assert_int_equal(one_page(&w, "CUS-1"), OK);
	assert_int_equal(w.count, 5);
}

#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_limit_finds_every_item_once_and_in_order),
		T(empty_lists_and_exact_pages_end),
		T(a_hundred_thousand_items_are_walked),
		T(times_are_half_open_whether_or_not_the_source_can_filter),
		T(positions_from_elsewhere_are_refused),
		T(links_and_cursors_that_lead_astray_are_not_followed),
		T(a_failure_behind_the_first_page_gives_what_there_is_and_where_to_go_on),
		T(unknown_customers_and_unconfigured_lists_say_so),
		T(a_cancelled_ask_is_not_answered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
