#include "world.h"

#include "sim/games.h"
#include "sim/names.h"
#include "sim/service.h"

static struct world w;
static struct arena arena;
static struct buf body, scratch;
static struct json_writer writer;
static struct ask q;

static int setup(void **state)
{
	(void)state;
	world_make(&w, 600, 2);
	world_open(&w);
	arena_init(&arena, 8u << 20);
	buf_init(&body, 16u << 20);
	buf_init(&scratch, 1u << 20);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	buf_done(&body);
	buf_done(&scratch);
	world_remove(&w);
	return 0;
}

/* Asks as the server does, without HTTP. @query: "limit=2&cursor=x". */
static enum err ask(const struct service *s, const char *path, uint32_t number, const char *object, const char *query)
{
	arena_reset(&arena);
	buf_reset(&body);
	json_writer_init(&writer, &body);
	memset(&q, 0, sizeof(q));
	q = (struct ask){
		.store = w.store, .number = number, .object = str_of(object), .arena = &arena, .scratch = &scratch, .w = &writer};
	q.now = CHECK_AS_OF;
	assert_int_equal(url_parse_query(str_of(query), &arena, q.params, ASK_PARAMS_MAX, &q.param_count), OK);
	for (size_t i = 0; i < s->count; i++)
		if (strcmp(s->routes[i].path, path) == 0) {
			enum err e = s->routes[i].answer(&q);
			if (e == OK && !q.draw) {
				struct json_reader r;
				json_reader_init(&r, buf_view(&body), JSON_LIMITS_DEFAULT);
				assert_true(json_skip(&r, NULL));
				assert_int_equal(json_finish(&r), OK);
			}
			return e;
		}
	fail();
	return ERR_INTERNAL;
}

/* The text of the first member called @key from @at on, or of none. */
static struct str member(const char *key, size_t *at)
{
	char want[64];
	size_t n = (size_t)snprintf(want, sizeof(want), "\"%s\":", key);
	for (size_t i = *at; i + n < body.n; i++) {
		if (memcmp(body.p + i, want, n) != 0)
			continue;
		size_t from = i + n, to = from;
		if (body.p[from] == '"') {
			to = ++from;
			while (body.p[to] != '"')
				to++;
		} else {
			while (strchr(",}]", body.p[to]) == NULL)
				to++;
		}
		*at = to;
		return str_mem(body.p + from, to - from);
	}
	return STR_NONE;
}

/* Marks the ordinal at the end of an id, once. */
static void mark(struct str id, unsigned char *seen, size_t n)
{
	size_t dash = id.n;
	uint64_t ordinal;
	while (dash && id.p[dash - 1] != '-')
		dash--;
	assert_int_equal(str_to_u64(str_mem(id.p + dash, id.n - dash), &ordinal), OK);
	assert_true(ordinal < n && !seen[ordinal]);
	seen[ordinal] = 1;
}

static void all_seen(const unsigned char *seen, size_t n)
{
	for (size_t i = 0; i < n; i++)
		assert_true(seen[i]);
}

static unsigned char seen[300000];

static void cursors_walk_every_bet_exactly_once(void **state)
{
	(void)state;
	uint32_t number = world_find(&w, KIND_HIGH_VOLUME);
	struct gaming g;
	char query[128] = "limit=200";
	assert_int_equal(row_load(w.store, TABLE_GAMING, &pack_gaming, number, &scratch, &g), OK);
	assert_true(g.bets > 100000);
	memset(seen, 0, sizeof(seen));
	for (bool more = true; more;) {
		size_t at = 0, cursor_at = 0;
		struct str id;
		assert_int_equal(ask(&service_gaming, "/v2/players/{id}/wagers", number, NULL, query), OK);
		while ((id = member("betId", &at)).p)
			mark(id, seen, g.bets);
		struct str cursor = member("nextCursor", &cursor_at);
		more = !str_is(cursor, "null");
		(void)snprintf(query, sizeof(query), "limit=200&cursor=%.*s", STR_ARG(cursor));
	}
	all_seen(seen, g.bets);
}

static void links_walk_every_transaction_exactly_once(void **state)
{
	(void)state;
	uint32_t number = world_find(&w, KIND_VIP);
	struct wallet wallet;
	char query[LINK_HEADER_MAX] = "limit=37";
	assert_int_equal(row_load(w.store, TABLE_WALLET, &pack_wallet, number, &scratch, &wallet), OK);
	assert_true(wallet.txs > 100);
	memset(seen, 0, sizeof(seen));
	for (bool more = true; more;) {
		size_t at = 0;
		struct str id;
		assert_int_equal(ask(&service_wallet, "/accounts/{id}/transactions", number, NULL, query), OK);
		while ((id = member("transaction-id", &at)).p)
			mark(id, seen, wallet.txs);
		more = q.link[0] != 0;
		if (more) {
			char *start = strchr(q.link, '?') + 1, *end = strchr(q.link, '>');
			(void)snprintf(query, sizeof(query), "%.*s", (int)(end - start), start);
		}
	}
	all_seen(seen, wallet.txs);
}

static void a_range_of_time_is_half_open_and_pages_stay_in_it(void **state)
{
	(void)state;
	uint32_t number = world_find(&w, KIND_VIP);
	struct history h;
	history_init(&h);
	assert_int_equal(history_load(&h, w.store, number), OK);
	uint32_t a = h.bets.length / 3, b = h.bets.length / 2;
	int64_t from = ((const struct bet *)series_at(&h.bets, a))->placed_at;
	int64_t to = ((const struct bet *)series_at(&h.bets, b))->placed_at;
	char query[256];
	unsigned found = 0;
	(void)snprintf(query, sizeof(query), "limit=11&from=%lld&to=%lld", (long long)from, (long long)to);
	for (bool more = true; more;) {
		size_t at = 0, cursor_at = 0;
		struct str placed;
		uint64_t ms;
		assert_int_equal(ask(&service_gaming, "/v2/players/{id}/wagers", number, NULL, query), OK);
		while ((placed = member("placedAt", &at)).p) {
			assert_int_equal(str_to_u64(placed, &ms), OK);
			assert_true((int64_t)ms >= from && (int64_t)ms < to);
			found++;
		}
		struct str cursor = member("nextCursor", &cursor_at);
		more = !str_is(cursor, "null");
		(void)snprintf(query, sizeof(query), "limit=11&from=%lld&to=%lld&cursor=%.*s", (long long)from, (long long)to,
			       STR_ARG(cursor));
	}
	assert_int_equal(found, b - a);
	history_done(&h);
}

static void links_keep_the_beginning_of_the_range(void **state)
{
	(void)state;
	uint32_t number = world_find(&w, KIND_VIP);
	struct wallet wallet;
	assert_int_equal(row_load(w.store, TABLE_WALLET, &pack_wallet, number, &scratch, &wallet), OK);
	char query[LINK_HEADER_MAX] = "limit=50&from=2026-01-01T00:00:00Z&to=2026-09-01T00:00:00Z";
	unsigned pages = 0;
	for (bool more = true; more; pages++) {
		size_t at = 0;
		struct str when;
		assert_int_equal(ask(&service_wallet, "/accounts/{id}/transactions", number, NULL, query), OK);
		while ((when = member("at", &at)).p)
			assert_true(str_cmp(when, STR("2026-01-01")) >= 0 && str_cmp(when, STR("2026-09-01")) < 0);
		more = q.link[0] != 0;
		if (more)
			(void)snprintf(query, sizeof(query), "%.*s", (int)(strchr(q.link, '>') - strchr(q.link, '?') - 1),
				       strchr(q.link, '?') + 1);
	}
	assert_true(pages > 0);
}

/* All kinds at once: the longest address that there is to link to. */
static void links_keep_kinds_and_state(void **state)
{
	(void)state;
	static const char *const queries[] = {
		"limit=3&kind=Deposit&kind=Withdrawal",
		"limit=2&kind=Deposit&state=Settled",
		"limit=200&from=2020-01-01T00:00:00Z&kind=Deposit&kind=Withdrawal&kind=Stake&kind=Win&kind=Void&kind=Cash%20Out&"
		"kind="
		"Resettlement&kind=Bonus%20Granted&kind=Bonus%20Converted&kind=Bonus%20Forfeited&kind=Chargeback&kind=Refund&"
		"kind="
		"Fee&kind=Adjustment&kind=Withdrawal%20Returned",
	};
	uint32_t number = world_find(&w, KIND_VIP);
	struct history h;
	history_init(&h);
	assert_int_equal(history_load(&h, w.store, number), OK);
	unsigned expected[3] = {0, 0, h.txs.length}, found[3] = {0};
	for (uint32_t i = 0; i < h.txs.length; i++) {
		const struct tx *x = series_at(&h.txs, i);
		expected[0] += x->kind == TX_DEPOSIT || x->kind == TX_WITHDRAWAL;
		expected[1] += x->kind == TX_DEPOSIT && x->state == TX_SETTLED;
	}
	history_done(&h);
	for (size_t i = 0; i < ARRAY_LEN(queries); i++) {
		char query[LINK_HEADER_MAX];
		(void)snprintf(query, sizeof(query), "%s", queries[i]);
		for (bool more = true; more;) {
			size_t at = 0;
			assert_int_equal(ask(&service_wallet, "/accounts/{id}/transactions", number, NULL, query), OK);
			while (member("transaction-id", &at).p)
				found[i]++;
			more = q.link[0] != 0;
			if (more)
				(void)snprintf(query, sizeof(query), "%.*s", (int)(strchr(q.link, '>') - strchr(q.link, '?') - 1),
					       strchr(q.link, '?') + 1);
		}
		assert_int_equal(found[i], expected[i]);
	}
	assert_true(found[1] > 2 && found[0] > found[1]);
}

static int64_t sum_of(const char *from, const char *until, const char *key)
{
	size_t at = 0, end = 0;
	int64_t sum = 0, v;
	struct str text;
	(void)member(from, &at);
	(void)member(until, &end);
	while ((text = member(key, &at)).p && at < end) {
		assert_int_equal(str_to_i64(text, &v), OK);
		sum += v;
	}
	return sum;
}

static void a_report_adds_up_to_the_lifetime_figures(void **state)
{
	(void)state;
	struct gaming *g = calloc(1, sizeof(*g));
	assert_non_null(g);
	for (uint32_t i = 0; i < w.population.count; i += 5) {
		uint32_t number = population_number(&w.population, i);
		assert_int_equal(row_load(w.store, TABLE_GAMING, &pack_gaming, number, &scratch, g), OK);
		assert_int_equal(ask(&service_gaming, "/v2/players/{id}/play-report", number, NULL, "timeZone=America/Chicago"),
				 OK);
		assert_int_equal(sum_of("byDay", "byHour", "betCount"), g->settled);
		assert_int_equal(sum_of("byDay", "byHour", "stakeMinor"), g->wagered);
		assert_int_equal(sum_of("byHour", "byGame", "returnMinor"), g->won);
	}
	free(g);
}

static void wagers_of_a_game_are_all_of_them(void **state)
{
	(void)state;
	struct history h;
	char query[128] = "limit=7&gameId=G-ROULETTE";
	unsigned expected = 0, found = 0;
	int game = game_find("G-ROULETTE");
	history_init(&h);
	assert_int_equal(history_load(&h, w.store, CUSTOMER_EXAMPLE), OK);
	for (uint32_t i = 0; i < h.bets.length; i++)
		expected += ((const struct bet *)series_at(&h.bets, i))->game == game;
	history_done(&h);
	for (bool more = true; more;) {
		size_t at = 0, cursor_at = 0;
		assert_int_equal(ask(&service_gaming, "/v2/players/{id}/wagers", CUSTOMER_EXAMPLE, NULL, query), OK);
		while (member("betId", &at).p)
			found++;
		struct str cursor = member("nextCursor", &cursor_at);
		more = !str_is(cursor, "null");
		(void)snprintf(query, sizeof(query), "limit=7&gameId=G-ROULETTE&cursor=%.*s", STR_ARG(cursor));
	}
	assert_true(expected > 7);
	assert_int_equal(found, expected);
	size_t at = 0;
	assert_int_equal(ask(&service_gaming, "/v2/players/{id}/wagers", CUSTOMER_EXAMPLE, NULL, "gameId=G-NOTHING"), OK);
	assert_null(member("betId", &at).p);
}

static void offsets_and_pages_walk_everything(void **state)
{
	(void)state;
	uint32_t number = world_find(&w, KIND_HIGH_VOLUME);
	struct profile p;
	struct support s;
	char query[64];
	assert_int_equal(row_load(w.store, TABLE_PROFILE, &pack_profile, number, &scratch, &p), OK);
	assert_int_equal(row_load(w.store, TABLE_SUPPORT, &pack_support, number, &scratch, &s), OK);
	memset(seen, 0, sizeof(seen));
	for (uint32_t offset = 0; offset < s.tickets; offset += 2) {
		size_t at = 0;
		struct str id;
		(void)snprintf(query, sizeof(query), "limit=2&offset=%u", offset);
		assert_int_equal(ask(&service_support, "/desk/requesters/{id}/tickets", number, NULL, query), OK);
		while ((id = member("ref", &at)).p)
			mark(id, seen, s.tickets);
	}
	all_seen(seen, s.tickets);
	unsigned logins = 0;
	for (unsigned page = 1; page * 100 < p.logins + 100; page++) {
		size_t at = 0;
		(void)snprintf(query, sizeof(query), "per_page=100&page=%u", page);
		assert_int_equal(ask(&service_customer, "/api/customers/{id}/logins", number, NULL, query), OK);
		while (member("logged_in_at", &at).p)
			logins++;
	}
	assert_int_equal(logins, p.logins);
}

static void the_list_of_all_customers_has_each_once_by_id(void **state)
{
	(void)state;
	unsigned n = 0;
	uint32_t last = 0, number;
	for (unsigned page = 1; page <= 4; page++) {
		char query[64];
		size_t at = 0;
		struct str id;
		(void)snprintf(query, sizeof(query), "per_page=200&page=%u", page);
		assert_int_equal(ask(&service_customer, "/api/customers", 0, NULL, query), OK);
		while ((id = member("customer_id", &at)).p) {
			assert_true(customer_number_parse(id, &number) && number > last);
			last = number;
			n++;
		}
	}
	assert_int_equal(n, w.population.count);
	assert_int_equal(last, CUSTOMER_EXAMPLE);
}

static const struct {
	const struct service *service;
	const char *path, *key;
} about_customer[] = {
	{&service_customer, "/api/customers/{id}", "customer_id"},
	{&service_customer, "/api/customers/{id}/access", "customer_id"},
	{&service_customer, "/api/customers/{id}/logins", "customer_id"},
	{&service_customer, "/api/customers/{id}/messages", "customer_id"},
	{&service_customer, "/api/customers/{id}/preferences", "customer_id"},
	{&service_gaming, "/v2/players/{id}/statistics", "playerId"},
	{&service_gaming, "/v2/players/{id}/live", "playerId"},
	{&service_gaming, "/v2/players/{id}/wagers", "playerId"},
	{&service_gaming, "/v2/players/{id}/game-sessions", "playerId"},
	{&service_gaming, "/v2/players/{id}/play-report", "playerId"},
	{&service_wallet, "/accounts/{id}/cash-flow", "account-id"},
	{&service_wallet, "/accounts/{id}", "account-id"},
	{&service_wallet, "/accounts/{id}/transactions", "account-id"},
	{&service_wallet, "/accounts/{id}/bonuses", "account-id"},
	{&service_wallet, "/accounts/{id}/statements", "account-id"},
	{&service_kyc, "/kyc/v1/subjects/{id}", "SubjectId"},
	{&service_support, "/desk/requesters/{id}/history", "requester"},
	{&service_support, "/desk/requesters/{id}/tickets", "requester"},
	{&service_risk, "/risk/profile/{id}", "id"},
};

static void every_answer_is_json_and_names_its_customer(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < w.population.count; i += 7) {
		uint32_t number = population_number(&w.population, i);
		char id[CUSTOMER_ID_MAX];
		(void)customer_id_format(number, id);
		for (size_t k = 0; k < ARRAY_LEN(about_customer); k++) {
			size_t at = 0;
			struct str named;
			unsigned n = 0;
			assert_int_equal(ask(about_customer[k].service, about_customer[k].path, number, NULL, ""), OK);
			while ((named = member(about_customer[k].key, &at)).p &&
			       (n == 0 || strcmp(about_customer[k].key, "id"))) {
				assert_true(str_is(named, id));
				n++;
			}
			assert_true(n > 0);
		}
	}
}

static void another_customers_objects_are_not_found(void **state)
{
	(void)state;
	uint32_t number = world_find(&w, KIND_VIP);
	assert_int_equal(ask(&service_gaming, "/v2/players/{id}/wagers/{ref}", number, "BET-100000-1", ""), ERR_NOT_FOUND);
	assert_int_equal(ask(&service_gaming, "/v2/players/{id}/game-sessions/{ref}/rounds", number, "SES-456789", ""),
			 ERR_NOT_FOUND);
	assert_int_equal(ask(&service_wallet, "/accounts/{id}/transactions/{ref}", number, "TXN-100000-1", ""), ERR_NOT_FOUND);
	assert_int_equal(ask(&service_support, "/desk/requesters/{id}/tickets/{ref}", number, "TKT-9876", ""), ERR_NOT_FOUND);
	assert_int_equal(ask(&service_kyc, "/kyc/v1/subjects/{id}/documents/{ref}/content", number, "DOC-100000-0", ""),
			 ERR_NOT_FOUND);
	/* The long form of an id that has a short one. */
	assert_int_equal(ask(&service_support, "/desk/requesters/{id}/tickets/{ref}", CUSTOMER_EXAMPLE, "TKT-123456-0", ""),
			 ERR_NOT_FOUND);
	assert_int_equal(ask(&service_support, "/desk/requesters/{id}/tickets/{ref}", CUSTOMER_EXAMPLE, "TKT-9876", ""), OK);
}

static void bad_parameters_are_refused(void **state)
{
	(void)state;
	static const struct {
		const struct service *service;
		const char *path, *query;
	} bad[] = {
		{&service_gaming, "/v2/players/{id}/wagers", "limit=0"},
		{&service_gaming, "/v2/players/{id}/wagers", "limit=201"},
		{&service_gaming, "/v2/players/{id}/wagers", "cursor=%00"},
		{&service_gaming, "/v2/players/{id}/wagers", "cursor=abcd"},
		{&service_gaming, "/v2/players/{id}/wagers", "from=yesterday"},
		{&service_wallet, "/accounts/{id}/transactions", "from=12"},
		{&service_wallet, "/accounts/{id}/transactions", "before=-1"},
		{&service_wallet, "/accounts/{id}/transactions", "kind=Deposit&kind=Gift"},
		{&service_wallet, "/accounts/{id}/cash-flow", "from=12"},
		{&service_wallet, "/accounts/{id}/cash-flow", "time-zone=Nowhere"},
		{&service_gaming, "/v2/players/{id}/play-report", "to=2026-01-01"},
		{&service_gaming, "/v2/players/{id}/play-report", "timeZone=Nowhere"},
		{&service_customer, "/api/customers/{id}/logins", "page=0"},
		{&service_customer, "/api/changes", "since=17"},
		{&service_customer, "/api/customers/search", "q="},
		{&service_support, "/desk/requesters/{id}/tickets", "offset=x"},
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		if (strstr(bad[i].query, "%00"))
			continue; /* refused by the query's parser, before the service */
		assert_int_equal(ask(bad[i].service, bad[i].path, CUSTOMER_FIRST, NULL, bad[i].query), ERR_SHAPE);
	}
}

static unsigned hits(const char *text)
{
	struct buf encoded;
	char query[512];
	size_t at = 0;
	unsigned n = 0;
	buf_init(&encoded, 400);
	url_encode(&encoded, str_of(text));
	(void)snprintf(query, sizeof(query), "per_page=200&q=%.*s", STR_ARG(buf_view(&encoded)));
	buf_done(&encoded);
	assert_int_equal(ask(&service_customer, "/api/customers/search", 0, NULL, query), OK);
	while (member("customer_id", &at).p)
		n++;
	return n;
}

static void search_finds_by_every_kind_of_term(void **state)
{
	(void)state;
	assert_int_equal(hits("CUS-123456"), 1);
	assert_int_equal(hits("CUS-999999"), 0);
	assert_int_equal(hits("john_pl"), 1);
	assert_int_equal(hits("JOHN@example.com"), 1);
	assert_int_equal(hits("johnny@ex"), 1);
	assert_int_equal(hits("+1-555-0123"), 1);
	assert_true(hits("smith") >= 1);
	assert_int_equal(hits("smith john_player"), 1);
	assert_int_equal(hits("nobody at all"), 0);
	/* Every tenth customer by their own name, whatever its script. */
	struct profile p;
	for (uint32_t i = 0; i < w.population.count; i += 10) {
		assert_int_equal(
			row_load(w.store, TABLE_PROFILE, &pack_profile, population_number(&w.population, i), &scratch, &p), OK);
		if (p.full_name[0])
			assert_true(hits(p.full_name) >= 1);
		assert_int_equal(hits(p.email[0] ? p.email : p.username), 1);
	}
}

static void rounds_are_the_sessions_bets(void **state)
{
	(void)state;
	size_t at = 0;
	unsigned n = 0;
	assert_int_equal(
		ask(&service_gaming, "/v2/players/{id}/game-sessions/{ref}/rounds", CUSTOMER_EXAMPLE, "SES-456789", "limit=200"),
		OK);
	while (member("roundId", &at).p)
		n++;
	assert_int_equal(n, 12);
}

static void a_requested_document_has_no_content_and_others_are_drawn(void **state)
{
	(void)state;
	static const char path[] = "/kyc/v1/subjects/{id}/documents/{ref}/content";
	assert_int_equal(ask(&service_kyc, path, CUSTOMER_EXAMPLE, "DOC-123456-2", ""), ERR_NOT_FOUND);
	assert_int_equal(ask(&service_kyc, path, CUSTOMER_EXAMPLE, "DOC-123456-0", ""), OK);
	assert_non_null(q.draw);
	assert_string_equal(q.draw->country, "Canada");
	assert_string_equal(q.draw->nationality, "CAN");
	assert_string_equal(q.draw->number, "P1234567");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cursors_walk_every_bet_exactly_once),
		cmocka_unit_test(links_walk_every_transaction_exactly_once),
		cmocka_unit_test(a_range_of_time_is_half_open_and_pages_stay_in_it),
		cmocka_unit_test(links_keep_the_beginning_of_the_range),
		cmocka_unit_test(links_keep_kinds_and_state),
		cmocka_unit_test(a_report_adds_up_to_the_lifetime_figures),
		cmocka_unit_test(wagers_of_a_game_are_all_of_them),
		cmocka_unit_test(offsets_and_pages_walk_everything),
		cmocka_unit_test(the_list_of_all_customers_has_each_once_by_id),
		cmocka_unit_test(every_answer_is_json_and_names_its_customer),
		cmocka_unit_test(another_customers_objects_are_not_found),
		cmocka_unit_test(bad_parameters_are_refused),
		cmocka_unit_test(search_finds_by_every_kind_of_term),
		cmocka_unit_test(rounds_are_the_sessions_bets),
		cmocka_unit_test(a_requested_document_has_no_content_and_others_are_drawn),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
