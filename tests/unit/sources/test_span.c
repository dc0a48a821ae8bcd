/* Sums over a span of time, and lists narrowed down: how a service is asked, and what of its answers is taken. */
#include "fake.h"

static const char yaml[] =
	"games:\n"
	"  base_url: http://127.0.0.1:PORT/g\n"
	"  retries: 0\n"
	"  breaker: {min_requests: 10000}\n"
	"  defaults: {money: minor}\n"
	"  lists:\n"
	"    bets:\n"
	"      path: /bets/{id}\n"
	"      items: /items\n"
	"      currency: /ccy\n"
	"      paging: {kind: none}\n"
	"      filter: {game: title}\n"
	"      map: {betId: /id, gameId: /game, game: /game, placedAt: {at: /at, as: epoch_s}, state: {value: won}, stake: /in}\n"
	"    transactions:\n"
	"      path: /moves/{id}\n"
	"      items: /items\n"
	"      currency: /ccy\n"
	"      paging: {kind: none}\n"
	"      filter: {kind: sort, state: st}\n"
	"      map: {transactionId: /id, kind: {at: /kind, enum: {Pay-in: deposit, Top up: deposit, Pay-out: withdrawal, Bet: "
	"stake}}, state: /st, at: {at: /at, as: epoch_s}, amount: /sum}\n"
	"  details:\n"
	"    statistics:\n"
	"      path: /days/{id}\n"
	"      query: {v: \"2\"}\n"
	"      filter: {from: since, to: until, as: epoch_s, zone: tz}\n"
	"      map:\n"
	"        customerId: /id\n"
	"        currency: /ccy\n"
	"        days: {items: /days, map: {date: /d, bets: /n, wagered: /in, won: /out}}\n"
	"        hours: {items: /hours, map: {weekday: /w, hour: /h, bets: /n, wagered: /in, won: /out}}\n"
	"        games: {items: /games, map: {gameId: /g, game: /g, bets: /n, wagered: /in, won: /out}}\n"
	"    cashflow:\n"
	"      path: /cash/{id}\n"
	"      filter: {from: a, to: b, as: rfc3339}\n"
	"      map:\n"
	"        customerId: /id\n"
	"        currency: /ccy\n"
	"        days: {items: /days, map: {date: /d, deposits: /in, withdrawals: /out}}\n"
	"other:\n"
	"  base_url: http://127.0.0.1:PORT/o\n"
	"  lists:\n"
	"    sessions: {path: \"/s/{id}\", items: \"\", paging: {kind: none}, map: {sessionId: /id, startedAt: /at}}\n";

#define MS_A_DAY   INT64_C(86400000)
#define OCTOBER_MS INT64_C(1759276800000) /* 2025-10-01T00:00:00Z */

static struct fake service;
static struct portal portal;
static char asked[512];
static const char *body; /* what the service answers, whatever it is asked */

static void answer(struct fake *f, struct http_exchange *x, struct str target)
{
	(void)f;
	str_copy(asked, sizeof(asked), target);
	fake_json(x, 200, "%s", body);
}

static int setup(void **state)
{
	(void)state;
	log_set_level(LOG_OFF);
	service.answer = answer;
	fake_start(&service, 0);
	portal_start(&portal, yaml, service.port);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	portal_stop(&portal);
	fake_stop(&service);
	return 0;
}

static struct got {
	enum source_error error;
	char text[512]; /* rows in their order, a letter and what they are known by */
	char zone[64];
} got;

static void add_rows(const struct value *list, char letter, void (*put)(struct buf *, const struct value *), struct buf *b)
{
	for (size_t i = 0; list->present && i < list->list.count; i++) {
		buf_char(b, letter);
		put(b, list->list.items[i].values);
		buf_char(b, ' ');
	}
}

static void put_day(struct buf *b, const struct value *v)
{
	char text[16];
	clock_format_date(v[F_PLAY_DAY_date].days, text);
	buf_str(b, str_of(text));
}

static void put_hour(struct buf *b, const struct value *v)
{
	buf_printf(b, "%d/%d", (int)v[F_PLAY_HOUR_weekday].i64, (int)v[F_PLAY_HOUR_hour].i64);
}

static void put_game(struct buf *b, const struct value *v)
{
	buf_str(b, v[F_GAME_STAT_gameId].text);
}

static void on_detail(void *ctx, enum source_error e, const struct record *r)
{
	bool cash = *(const enum detail_kind *)ctx == DETAIL_CASHFLOW;
	struct buf b = {.p = got.text, .cap = sizeof(got.text) - 1, .max = sizeof(got.text) - 1};
	got.error = e;
	if (r) {
		add_rows(&r->values[cash ? F_CASHFLOW_days : F_STATISTICS_days], 'd', put_day, &b);
		if (!cash) {
			add_rows(&r->values[F_STATISTICS_hours], 'h', put_hour, &b);
			add_rows(&r->values[F_STATISTICS_games], 'g', put_game, &b);
		}
		str_copy(got.zone, sizeof(got.zone), r->values[cash ? F_CASHFLOW_timeZone : F_STATISTICS_timeZone].text);
	}
	loop_stop(portal.loop);
}

/* October 2025, in Berlin. */
static void ask_for(enum detail_kind kind)
{
	const struct detail_ask ask = {.customer = STR("CUS-1"),
				       .kind = kind,
				       .from_ms = OCTOBER_MS,
				       .to_ms = OCTOBER_MS + 31 * MS_A_DAY,
				       .time_zone = STR("Europe/Berlin")};
	struct ask_ticket *t;
	got = (struct got){.error = SOURCE_ERROR_COUNT_};
	assert_int_equal(sources_detail(portal.sources, portal.loop, &ask, on_detail, &kind, &t), OK);
	loop_run(portal.loop);
}

#define DAY(date)  "{\"d\":\"" date "\",\"n\":1,\"in\":5,\"out\":3}"
#define HOUR(w, h) "{\"w\":" w ",\"h\":" h ",\"n\":1,\"in\":5,\"out\":3}"
#define GAME(g, n) "{\"g\":\"" g "\",\"n\":" n ",\"in\":5,\"out\":3}"
#define ANSWER(days, hours, games) \
	"{\"id\":\"CUS-1\",\"ccy\":\"EUR\",\"days\":[" days "],\"hours\":[" hours "],\"games\":[" games "]}"

static void a_service_is_told_the_span_and_the_zone_in_its_own_way(void **state)
{
	(void)state;
	body = ANSWER("", "", "");
	ask_for(DETAIL_STATISTICS);
	assert_int_equal(got.error, SOURCE_OK);
	assert_string_equal(asked, "/g/days/CUS-1?v=2&since=1759276800&until=1761955200&tz=Europe%2FBerlin");
	assert_string_equal(got.zone, "Europe/Berlin");
	ask_for(DETAIL_CASHFLOW);
	assert_string_equal(asked, "/g/cash/CUS-1?a=2025-10-01T00%3A00%3A00Z&b=2025-11-01T00%3A00%3A00Z");
	assert_string_equal(got.zone, "UTC"); /* it was not told whose days */
}

static void rows_come_in_order_whatever_theirs(void **state)
{
	(void)state;
	body = ANSWER(DAY("2025-10-31") "," DAY("2025-10-01") "," DAY("2025-10-09"),
		      HOUR("7", "0") "," HOUR("1", "23") "," HOUR("1", "2"),
		      GAME("b", "2") "," GAME("c", "9") "," GAME("a", "2"));
	ask_for(DETAIL_STATISTICS);
	assert_int_equal(got.error, SOURCE_OK);
	assert_string_equal(got.text, "d2025-10-01 d2025-10-09 d2025-10-31 h1/2 h1/23 h7/0 gc ga gb ");
}

static void sums_that_can_not_be_are_of_the_wrong_type(void **state)
{
	(void)state;
	static const struct {
		const char *body;
		enum source_error error;
	} rows[] = {
		{ANSWER(DAY("2025-10-02") "," DAY("2025-10-02"), "", ""), SOURCE_WRONG_TYPE},
		{ANSWER("", HOUR("1", "2") "," HOUR("1", "2"), ""), SOURCE_WRONG_TYPE},
		{ANSWER("", "", GAME("a", "1") "," GAME("a", "2")), SOURCE_WRONG_TYPE},
		{ANSWER("", HOUR("0", "2"), ""), SOURCE_WRONG_TYPE},
		{ANSWER("", HOUR("8", "2"), ""), SOURCE_WRONG_TYPE},
		{ANSWER("", HOUR("1", "24"), ""), SOURCE_WRONG_TYPE},
		{ANSWER("", HOUR("1", "-1"), ""), SOURCE_WRONG_TYPE},
		/* Somewhere it is still the day before, or already the day after; two days off it is nowhere. */
		{ANSWER(DAY("2025-09-30") "," DAY("2025-11-01"), "", ""), SOURCE_OK},
		{ANSWER(DAY("2025-09-29"), "", ""), SOURCE_WRONG_TYPE},
		{ANSWER(DAY("2025-11-02"), "", ""), SOURCE_WRONG_TYPE},
		{"{\"id\":\"CUS-1\",\"ccy\":\"EUR\",\"hours\":[],\"games\":[]}", SOURCE_WRONG_TYPE},
		{"{\"id\":\"CUS-2\",\"ccy\":\"EUR\",\"days\":[],\"hours\":[],\"games\":[]}", SOURCE_WRONG_CUSTOMER},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		body = rows[i].body;
		ask_for(DETAIL_STATISTICS);
		assert_int_equal(got.error, rows[i].error);
	}
	body = ANSWER(DAY("2025-10-02") "," DAY("2025-10-02"), "", "");
	ask_for(DETAIL_CASHFLOW);
	assert_int_equal(got.error, SOURCE_WRONG_TYPE);
}

static void more_games_than_are_taken_are_too_many(void **state)
{
	(void)state;
	struct buf b;
	buf_init(&b, 1 << 20);
	for (unsigned n = 1000; n <= 1001; n++) {
		buf_reset(&b);
		buf_str(&b, STR("{\"id\":\"CUS-1\",\"ccy\":\"EUR\",\"days\":[],\"games\":["));
		for (unsigned i = 0; i < n; i++)
			buf_printf(&b, "%s{\"g\":\"%u\",\"n\":1,\"in\":1,\"out\":1}", i ? "," : "", i);
		buf_str(&b, STR("]}"));
		buf_char(&b, '\0');
		body = b.p;
		ask_for(DETAIL_STATISTICS);
		assert_int_equal(got.error, n == 1000 ? SOURCE_OK : SOURCE_TOO_LARGE);
	}
	buf_done(&b);
}

/* Lists ----------------------------------------------------------------------------------------------------------------- */

static void on_page(void *ctx, const struct list_page *page)
{
	bool bets = *(const enum list_kind *)ctx == LIST_BETS;
	struct buf b = {.p = got.text, .cap = sizeof(got.text) - 1, .max = sizeof(got.text) - 1};
	got.error = page->error;
	for (size_t i = 0; page->error == SOURCE_OK && i < page->count; i++) {
		buf_str(&b, page->items[i].values[bets ? F_BET_betId : F_TRANSACTION_transactionId].text);
		buf_char(&b, ' ');
	}
	loop_stop(portal.loop);
}

static void list_only(enum list_kind kind, struct list_only only)
{
	const struct list_ask ask = {.customer = STR("CUS-1"), .kind = kind, .limit = 10, .only = only};
	struct ask_ticket *t;
	got = (struct got){.error = SOURCE_ERROR_COUNT_};
	assert_int_equal(sources_list(portal.sources, portal.loop, &ask, on_page, &kind, &t), OK);
	loop_run(portal.loop);
}

static unsigned kind_bit(const char *word)
{
	int i = schema_word(&schema_list(LIST_TRANSACTIONS)->fields[F_TRANSACTION_kind], str_of(word));
	assert_true(i >= 0);
	return 1u << i;
}

static void a_service_is_told_what_is_wanted_and_the_rest_is_taken_off_all_the_same(void **state)
{
	(void)state;
	body = "{\"ccy\":\"EUR\",\"items\":[{\"id\":\"1\",\"game\":\"a\",\"at\":9,\"in\":1},{\"id\":\"2\",\"game\":\"b\",\"at\":"
	       "8,\"in\":1},"
	       "{\"id\":\"3\",\"game\":\"a b\",\"at\":7,\"in\":1}]}";
	list_only(LIST_BETS, (struct list_only){.game = STR("a b")});
	assert_string_equal(asked, "/g/bets/CUS-1?title=a%20b");
	assert_string_equal(got.text, "3 ");
	list_only(LIST_BETS, (struct list_only){.game = STR("")});
	assert_string_equal(asked, "/g/bets/CUS-1");
	assert_string_equal(got.text, "1 2 3 ");
	body = "{\"ccy\":\"EUR\",\"items\":[{\"id\":\"1\",\"kind\":\"Pay-in\",\"st\":\"done\",\"at\":9,\"sum\":1},"
	       "{\"id\":\"2\",\"kind\":\"Bet\",\"st\":\"done\",\"at\":8,\"sum\":1},"
	       "{\"id\":\"3\",\"kind\":\"Top up\",\"st\":\"new\",\"at\":7,\"sum\":1}]}";
	list_only(LIST_TRANSACTIONS, (struct list_only){.kinds = kind_bit("deposit") | kind_bit("withdrawal")});
	assert_string_equal(asked, "/g/moves/CUS-1?sort=Pay-in&sort=Top%20up&sort=Pay-out");
	assert_string_equal(got.text, "1 3 ");
	list_only(LIST_TRANSACTIONS, (struct list_only){.kinds = kind_bit("deposit"), .state = STR("new")});
	assert_string_equal(asked, "/g/moves/CUS-1?st=new&sort=Pay-in&sort=Top%20up");
	assert_string_equal(got.text, "3 ");
	list_only(LIST_TRANSACTIONS, (struct list_only){.kinds = kind_bit("fee")}); /* they have no word for it */
	assert_string_equal(got.text, "");
}

/* The configuration ----------------------------------------------------------------------------------------------------- */

static void expect_refused(const char *calls, const char *why)
{
	char text[2048];
	struct arena a;
	struct yaml_node *root;
	struct err_info info = {0};
	struct source_config *configs = NULL;
	size_t count = 0;
	snprintf(text, sizeof(text), "s:\n  base_url: http://127.0.0.1:1\n%s", calls);
	arena_init(&a, 1 << 20);
	assert_int_equal(yaml_parse(str_of(text), &a, &root, &info), OK);
	assert_int_not_equal(source_configs_parse(root, NULL, &configs, &count, &info), OK);
	assert_true(info.line > 0);
	if (!strstr(info.text, why))
		fail_msg("\"%s\" does not say \"%s\"", info.text, why);
	arena_done(&a);
}

#define CASH "  details:\n    cashflow:\n      path: /c/{id}\n      map: {customerId: /id, days: {value: []}}\n"

static void a_call_over_a_span_must_be_told_the_span(void **state)
{
	(void)state;
	static const char ticket[] = "  details:\n    ticket:\n      path: /t/{id}/{object}\n      filter: {from: a, to: b}\n    "
				     "  map: {customerId: /id, "
				     "ticketId: /i, subject: /s, status: /t, createdAt: /c, messages: {value: []}}\n";
	static const char sessions[] =
		"  lists:\n    sessions: {path: \"/s/{id}\", items: \"\", paging: {kind: none}, filter: {game: g}, "
		"map: {sessionId: /id, startedAt: /at}}\n";
	expect_refused(CASH, "from and to are needed");
	expect_refused(CASH "      filter: {from: a}\n", "from and to are needed");
	expect_refused(CASH "      filter: {from: a, to: b, as: date}\n", "can't be asked for by dates");
	expect_refused(CASH "      filter: {from: a, to: b, as: weeks}\n", "is one of rfc3339");
	expect_refused(CASH "      filter: {from: a, to: b, game: c}\n", "");
	expect_refused(ticket, "");
	expect_refused(sessions, "");
}

int main(void)
{
#define T(t) cmocka_unit_test_setup_teardown(t, setup, teardown)
	const struct CMUnitTest tests[] = {
		T(a_service_is_told_the_span_and_the_zone_in_its_own_way),
		T(rows_come_in_order_whatever_theirs),
		T(sums_that_can_not_be_are_of_the_wrong_type),
		T(more_games_than_are_taken_are_too_many),
		T(a_service_is_told_what_is_wanted_and_the_rest_is_taken_off_all_the_same),
		T(a_call_over_a_span_must_be_told_the_span),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
