/* The wall beside a model that keeps every event and counts anew each time. */
#include "live/wall.h"
#include "tests/unit/live/event_fixture.h"

#include "rules/signals.h"

#define BEGIN      (INT64_C(1790000000000) / 60000 * 60000)
#define EVENTS     6000
#define CUSTOMERS  90
#define SESSIONS   3
#define SPAN_MS    (150 * 60 * 1000)
#define PICTURE_MS (7 * 60 * 1000 + 13 * 1000)

static struct signal_rules rules;
static uint64_t seed;

static unsigned random_below(unsigned n)
{
	seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (unsigned)((seed >> 33) % n);
}

/* What happened, as the test sees it. */
struct happened {
	struct live_event event;
	char customer[16], session[16], game[16];
	int64_t moment_ms;
	bool aml;
};

static struct happened all[EVENTS];
static const char *const currencies[] = {"EUR", "USD", "JPY", "KWD", "AFN", "SEK"};

static void set_play(struct happened *h)
{
	struct live_event *e = &h->event;
	struct event_amount stake = {(int64_t)random_below(50000), true}, payout = {(int64_t)random_below(60000), true};
	e->currency = currency_find(str_of(currencies[random_below(40) ? (h->customer[4] - '0') % 6 : 1]));
	if (e->type == EVENT_ROUND_PLAYED)
		e->round_played = (struct event_round_played){.session_id = str_of(h->session),
							      .game = str_of(h->game),
							      .stake = stake,
							      .payout = payout,
							      .free_bet = random_below(9) == 0};
	else
		e->bet_placed = (struct event_bet_placed){
			.session_id = random_below(2) ? str_of(h->session) : STR(""), .game = str_of(h->game), .stake = stake};
}

static void make(struct happened *h, size_t i)
{
	static const enum event_type types[] = {EVENT_ROUND_PLAYED,    EVENT_ROUND_PLAYED,    EVENT_ROUND_PLAYED,
						EVENT_BET_PLACED,      EVENT_SESSION_STARTED, EVENT_SESSION_ENDED,
						EVENT_DEPOSIT,         EVENT_LOGIN_FAILED,    EVENT_WITHDRAWAL_REQUESTED,
						EVENT_BALANCE_CHANGED, EVENT_LOGIN_SUCCEEDED, EVENT_FRAUD_ALERT};
	*h = (struct happened){0};
	struct live_event *e = &h->event;
	snprintf(h->customer, sizeof h->customer, "CUS-%u", random_below(CUSTOMERS));
	snprintf(h->session, sizeof h->session, "S-%u", random_below(SESSIONS));
	snprintf(h->game, sizeof h->game, "Game %u", random_below(12));
	e->type = types[random_below(ARRAY_LEN(types))];
	e->seq = i + 1;
	e->customer = str_of(h->customer);
	e->received_ms = BEGIN + (int64_t)i * SPAN_MS / EVENTS + random_below(500);
	/* Late by anything up to hours, now and then; or from a clock that is ahead. */
	int64_t late = random_below(10) ? random_below(3000) : random_below(SPAN_MS);
	e->at_ms = e->received_ms - late + (random_below(50) ? 0 : 200000);
	h->moment_ms = MIN(e->at_ms, e->received_ms);
	switch (e->type) {
	case EVENT_ROUND_PLAYED:
	case EVENT_BET_PLACED:
		set_play(h);
		break;
	case EVENT_SESSION_STARTED:
		e->session_started = (struct event_session_started){.session_id = str_of(h->session), .game = str_of(h->game)};
		break;
	case EVENT_SESSION_ENDED:
		e->session_ended.session_id = str_of(h->session);
		break;
	case EVENT_DEPOSIT:
		e->deposit.state = random_below(2) ? EVENT_DEPOSIT_SETTLED : EVENT_DEPOSIT_PENDING;
		break;
	case EVENT_FRAUD_ALERT:
		h->aml = random_below(2);
		e->fraud_alert.class = h->aml ? EVENT_CLASS_AML : EVENT_CLASS_FRAUD;
		break;
	default:
		break;
	}
}

/* The model ------------------------------------------------------------------------------------------------------------------ */

static double euros(int64_t minor, const struct currency *c)
{
	uint32_t cents = c->numeric < 1000 ? rules.credit_cents[c->numeric] : 0;
	double unit = 1;
	for (unsigned i = 0; i < c->exponent; i++)
		unit *= 10;
	return cents ? (double)minor / unit * 100 / cents : -1;
}

static bool is_play(const struct happened *h)
{
	return h->event.type == EVENT_ROUND_PLAYED || h->event.type == EVENT_BET_PLACED;
}

static int64_t stake_of(const struct happened *h)
{
	return h->event.type == EVENT_ROUND_PLAYED ? h->event.round_played.stake.minor : h->event.bet_placed.stake.minor;
}

static bool is_stake(const struct happened *h)
{
	return is_play(h) && stake_of(h) > 0 && !(h->event.type == EVENT_ROUND_PLAYED && h->event.round_played.free_bet);
}

static bool counts_as(const struct happened *h, unsigned what, bool entitled)
{
	switch (what) {
	case 0:
		return h->event.type == EVENT_ROUND_PLAYED;
	case 1:
		return is_stake(h);
	case 2:
		return h->event.type == EVENT_DEPOSIT && h->event.deposit.state == EVENT_DEPOSIT_SETTLED;
	case 3:
		return h->event.type == EVENT_WITHDRAWAL_REQUESTED;
	case 4:
		return h->event.type == EVENT_LOGIN_FAILED;
	default:
		return entitled || !h->aml;
	}
}

static void put_time(struct buf *b, const char *name, int64_t ms)
{
	char text[CLOCK_RFC3339_MAX];
	clock_format_rfc3339(ms, text);
	buf_printf(b, "\"%s\":\"%s\"", name, text);
}

static void put_amount(struct buf *b, const char *name, int64_t minor, const struct currency *c)
{
	buf_printf(b, "\"%s\":", name);
	if (c)
		buf_money(b, minor, c->exponent);
	else
		BUF_LIT(b, "null");
}

static void model_minutes(struct buf *b, size_t n, bool entitled, int64_t now_ms)
{
	static const char *const names[] = {"rounds", "stakes", "deposits", "withdrawals", "failedLogins", "events"};
	int64_t first = now_ms / 60000 - 59;
	BUF_LIT(b, "\"minutes\":{");
	put_time(b, "from", first * 60000);
	for (unsigned c = 0; c < ARRAY_LEN(names); c++) {
		buf_printf(b, ",\"%s\":[", names[c]);
		for (int64_t minute = first; minute < first + 60; minute++) {
			unsigned count = 0;
			for (size_t i = 0; i < n; i++)
				count += all[i].moment_ms / 60000 == minute && counts_as(&all[i], c, entitled);
			buf_printf(b, "%s%u", minute > first ? "," : "", count);
		}
		buf_char(b, ']');
	}
	buf_char(b, '}');
}

static void model_rate(struct buf *b, size_t n, bool entitled, int64_t now_ms)
{
	unsigned count = 0;
	for (size_t i = 0; i < n; i++) {
		int64_t ago = now_ms / 1000 - all[i].event.received_ms / 1000;
		count += ago >= 1 && ago <= 10 && (entitled || !all[i].aml);
	}
	if (count % 10)
		buf_printf(b, "\"eventsPerSecond\":%u.%u", count / 10, count % 10);
	else
		buf_printf(b, "\"eventsPerSecond\":%u", count / 10);
}

static int bigger(const void *a, const void *b)
{
	const struct happened *x = *(const struct happened *const *)a, *y = *(const struct happened *const *)b;
	double p = euros(stake_of(x), x->event.currency), q = euros(stake_of(y), y->event.currency);
	if (p > q || p < q)
		return p > q ? -1 : 1;
	return x->event.seq < y->event.seq ? -1 : 1;
}

static void model_stakes(struct buf *b, size_t n, int64_t now_ms)
{
	static const struct happened *found[EVENTS];
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		if (is_stake(&all[i]) && all[i].moment_ms / 60000 > now_ms / 60000 - 60)
			found[count++] = &all[i];
	if (count)
		qsort(found, count, sizeof *found, bigger);
	BUF_LIT(b, "\"stakes\":[");
	for (size_t i = 0; i < MIN(count, WALL_STAKES_TOLD); i++) {
		const struct live_event *e = &found[i]->event;
		buf_printf(b, "%s{\"customerId\":\"%s\",\"game\":\"%s\",", i ? "," : "", found[i]->customer, found[i]->game);
		put_amount(b, "stake", stake_of(found[i]), e->currency);
		buf_printf(b, ",\"currency\":\"%s\",", e->currency->code);
		put_time(b, "at", e->at_ms);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

struct played {
	const char *customer, *session, *game;
	const struct currency *currency;
	int64_t since, played, heard, stake, net;
	double turnover;
	unsigned rounds, order;
	bool told, ended, there;
};
static struct played sessions[EVENTS];
static size_t session_count;

static struct played *session_at(const struct happened *h, struct str session)
{
	for (size_t i = 0; i < session_count; i++)
		if (sessions[i].there && strcmp(sessions[i].customer, h->customer) == 0 && str_is(session, sessions[i].session))
			return &sessions[i];
	sessions[session_count] = (struct played){
		.customer = h->customer, .session = h->session, .game = "", .there = true, .order = (unsigned)session_count + 1};
	return &sessions[session_count++];
}

static void model_session(const struct happened *h)
{
	const struct live_event *e = &h->event;
	bool round = e->type == EVENT_ROUND_PLAYED;
	struct str id = e->type == EVENT_SESSION_STARTED ? e->session_started.session_id
			: e->type == EVENT_SESSION_ENDED ? e->session_ended.session_id
			: round                          ? e->round_played.session_id
							 : e->bet_placed.session_id;
	if (!id.n)
		return;
	struct played *s = session_at(h, id);
	s->heard = e->received_ms;
	for (size_t i = 0; i < session_count; i++)
		if (sessions[i].heard <= e->received_ms - 30 * 60 * 1000)
			sessions[i].there = false;
	if (e->type == EVENT_SESSION_ENDED) {
		s->ended = true;
		return;
	}
	if (e->type == EVENT_SESSION_STARTED) {
		s->told = true;
		s->since = h->moment_ms;
		if (!s->played)
			s->game = h->game;
		return;
	}
	bool free_bet = round && e->round_played.free_bet;
	if (!s->told && (!s->since || h->moment_ms < s->since))
		s->since = h->moment_ms;
	s->currency = s->currency ? s->currency : e->currency;
	if (h->moment_ms >= s->played) {
		s->played = h->moment_ms;
		s->game = h->game;
		s->stake = s->currency == e->currency ? stake_of(h) : s->stake;
	}
	s->rounds += round;
	if (round && s->currency == e->currency)
		s->net += e->round_played.payout.minor - (free_bet ? 0 : stake_of(h));
	if (!free_bet && euros(stake_of(h), e->currency) > 0)
		s->turnover += euros(stake_of(h), e->currency);
}

static int by_turnover(const void *a, const void *b)
{
	const struct played *x = *(const struct played *const *)a, *y = *(const struct played *const *)b;
	if (x->turnover > y->turnover || x->turnover < y->turnover)
		return x->turnover > y->turnover ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static int by_start(const void *a, const void *b)
{
	const struct played *x = *(const struct played *const *)a, *y = *(const struct played *const *)b;
	if (x->since != y->since)
		return x->since < y->since ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static int by_net(const void *a, const void *b)
{
	const struct played *x = *(const struct played *const *)a, *y = *(const struct played *const *)b;
	double p = euros(llabs(x->net), x->currency), q = euros(llabs(y->net), y->currency);
	if (p > q || p < q)
		return p > q ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static void put_played(struct buf *b, const struct played *s, bool first)
{
	buf_printf(b, "%s{\"customerId\":\"%s\",\"game\":\"%s\",", first ? "" : ",", s->customer, s->game);
	put_amount(b, "net", s->net, s->currency);
	buf_printf(b, ",\"currency\":\"%s\",", s->currency->code);
	put_time(b, "since", s->since);
}

static void model_results(struct buf *b, const struct played **now, size_t n, bool wins)
{
	const struct played *found[EVENTS];
	size_t count = 0;
	for (size_t i = 0; i < n; i++)
		if (wins ? now[i]->net > 0 : now[i]->net < 0)
			found[count++] = now[i];
	qsort(found, count, sizeof *found, by_net);
	buf_printf(b, ",\"%s\":[", wins ? "wins" : "losses");
	for (size_t i = 0; i < MIN(count, WALL_RESULTS_TOLD); i++) {
		put_played(b, found[i], i == 0);
		buf_char(b, '}');
	}
	buf_char(b, ']');
}

static void model_players(struct buf *b, int64_t now_ms)
{
	static const struct played *now[EVENTS];
	size_t n = 0, customers = 0;
	for (size_t i = 0; i < session_count; i++)
		if (sessions[i].there && !sessions[i].ended && sessions[i].played > now_ms - WALL_PLAYS_MS)
			now[n++] = &sessions[i];
	for (size_t i = 0; i < n; i++) {
		bool seen = false;
		for (size_t k = 0; k < i; k++)
			seen |= strcmp(now[k]->customer, now[i]->customer) == 0;
		customers += !seen;
	}
	buf_printf(b, "\"players\":{\"now\":%zu,\"sessions\":%zu,\"atLeast\":false,\"items\":[", customers, n);
	qsort(now, n, sizeof *now, by_turnover);
	size_t told = MIN(n, WALL_PLAYERS_TOLD);
	qsort(now, told, sizeof *now, by_start);
	for (size_t i = 0; i < told; i++) {
		put_played(b, now[i], i == 0);
		buf_printf(b, ",\"session\":%u,", now[i]->order);
		put_amount(b, "stake", now[i]->stake, now[i]->currency);
		buf_printf(b, ",\"rounds\":%u,", now[i]->rounds);
		put_time(b, "playedAt", now[i]->played);
		buf_char(b, '}');
	}
	BUF_LIT(b, "]}");
	model_results(b, now, n, true);
	model_results(b, now, n, false);
}

static void model(struct buf *b, size_t n, bool entitled, int64_t now_ms)
{
	buf_reset(b);
	buf_char(b, '{');
	model_rate(b, n, entitled, now_ms);
	buf_char(b, ',');
	model_players(b, now_ms);
	buf_char(b, ',');
	model_stakes(b, n, now_ms);
	buf_char(b, ',');
	model_minutes(b, n, entitled, now_ms);
	BUF_LIT(b, ",\"alerts\":{\"open\":{\"critical\":0,\"high\":0,\"medium\":0,\"low\":0},\"items\":[]}}");
	buf_char(b, '\0');
}

/* --------------------------------------------------------------------------------------------------------------------------- */

static void picture(const struct wall *w, bool entitled, int64_t now_ms, struct buf *ret)
{
	struct json_writer json;
	buf_reset(ret);
	json_writer_init(&json, ret);
	json_open_object(&json);
	wall_put(w, entitled, now_ms, &json);
	json_close_object(&json);
	buf_char(ret, '\0');
	assert_int_equal(buf_ok(ret), OK);
}

static struct wall *wall_made(void)
{
	struct wall *w;
	signal_rules_init(&rules);
	assert_int_equal(wall_new(rules.credit_cents, &w), OK);
	return w;
}

static struct wall *read_back(const struct wall *w)
{
	struct buf text;
	struct wall *again = wall_made();
	buf_init(&text, WALL_WRITTEN_MAX);
	wall_write(w, &text);
	assert_int_equal(wall_read(again, buf_view(&text)), OK);
	buf_done(&text);
	return again;
}

static void it_shows_what_a_model_counts_anew(void **state)
{
	(void)state;
	struct buf drawn, counted;
	buf_init(&drawn, 1u << 20);
	buf_init(&counted, 1u << 20);
	for (unsigned round = 0; round < 4; round++) {
		struct wall *w = wall_made();
		int64_t next = BEGIN + PICTURE_MS;
		seed = 77 + round;
		session_count = 0;
		for (size_t i = 0; i < EVENTS; i++) {
			make(&all[i], i);
			assert_int_equal(wall_event(w, &all[i].event), OK);
			model_session(&all[i]);
			if (all[i].event.received_ms < next && i + 1 < EVENTS)
				continue;
			next += PICTURE_MS;
			int64_t now = all[i].event.received_ms + random_below(90000);
			for (int entitled = 0; entitled < 2; entitled++) {
				picture(w, entitled, now, &drawn);
				model(&counted, i + 1, entitled, now);
				assert_string_equal(drawn.p, counted.p);
			}
			/* What was written and read goes on in its place. */
			struct wall *again = read_back(w);
			wall_free(w);
			w = again;
		}
		wall_free(w);
	}
	buf_done(&drawn);
	buf_done(&counted);
}

static struct alert alert_of(unsigned n, enum signal_class class, enum signal_severity severity, enum signal_severity before)
{
	struct alert a = {.class = class, .severity = severity, .before = before, .customer = STR("CUS-1"), .rule = STR("r")};
	snprintf(a.id, sizeof a.id, "%032u", n);
	a.seq = n;
	a.opened_ms = a.risen_ms = BEGIN + n;
	return a;
}

static void open_alerts_are_counted_and_one_that_rises_is_no_new_one(void **state)
{
	(void)state;
	struct buf drawn;
	struct wall *w = wall_made();
	buf_init(&drawn, 1u << 20);
	for (unsigned i = 1; i <= 30; i++) {
		struct alert a = alert_of(i, SIGNAL_CLASS_RG, SIGNAL_MEDIUM, SIGNAL_NONE);
		wall_alert(w, &a);
	}
	struct alert rises = alert_of(25, SIGNAL_CLASS_RG, SIGNAL_CRITICAL, SIGNAL_MEDIUM);
	wall_alert(w, &rises);
	struct alert old = alert_of(2, SIGNAL_CLASS_RG, SIGNAL_HIGH, SIGNAL_MEDIUM); /* not among the newest any more */
	wall_alert(w, &old);
	picture(w, false, BEGIN, &drawn);
	assert_non_null(strstr(drawn.p, "\"open\":{\"critical\":1,\"high\":1,\"medium\":28,\"low\":0}"));
	const char *at = strstr(drawn.p, "\"items\":[{\"alertId\":\"");
	unsigned count = 0;
	for (const char *p = drawn.p; (p = strstr(p, "\"alertId\"")); p++)
		count++;
	assert_int_equal(count, WALL_ALERTS_TOLD);
	assert_non_null(at);
	assert_non_null(strstr(drawn.p, "\"items\":[{\"alertId\":\"00000000000000000000000000000002\""));
	const char *risen = strstr(drawn.p, "00000000000000000000000000000025");
	assert_non_null(risen);
	assert_null(strstr(risen + 1, "00000000000000000000000000000025"));
	buf_done(&drawn);
	wall_free(w);
}

static void aml_is_in_no_byte_of_the_others_picture(void **state)
{
	(void)state;
	struct buf alone, twin;
	struct wall *without = wall_made(), *with = wall_made();
	buf_init(&alone, 1u << 20);
	buf_init(&twin, 1u << 20);
	struct live_event e = {.type = EVENT_FRAUD_ALERT, .customer = STR("CUS-1"), .at_ms = BEGIN, .received_ms = BEGIN};
	e.fraud_alert.class = EVENT_CLASS_AML;
	for (unsigned i = 1; i <= 60; i++) {
		struct alert plain = alert_of(i, i % 2 ? SIGNAL_CLASS_FRAUD : SIGNAL_CLASS_RG, SIGNAL_HIGH, SIGNAL_NONE);
		struct alert aml = alert_of(1000 + i, SIGNAL_CLASS_AML, SIGNAL_CRITICAL, SIGNAL_NONE);
		wall_alert(without, &plain);
		wall_alert(with, &plain);
		wall_alert(with, &aml);
		assert_int_equal(wall_event(with, &e), OK);
	}
	picture(without, false, BEGIN + 2000, &alone);
	picture(with, false, BEGIN + 2000, &twin);
	assert_string_equal(alone.p, twin.p);
	picture(with, true, BEGIN + 2000, &twin);
	assert_non_null(strstr(twin.p, "\"open\":{\"critical\":60,\"high\":60,"));
	assert_non_null(strstr(twin.p, "\"class\":\"aml\""));
	assert_non_null(strstr(twin.p, "\"eventsPerSecond\":6,"));
	buf_done(&alone);
	buf_done(&twin);
	wall_free(without);
	wall_free(with);
}

static void play(struct wall *w, unsigned customer, int64_t at_ms)
{
	char id[16];
	snprintf(id, sizeof id, "C%u", customer);
	struct live_event e = {.type = EVENT_ROUND_PLAYED,
			       .customer = str_of(id),
			       .at_ms = at_ms,
			       .received_ms = at_ms,
			       .currency = currency_find(STR("EUR"))};
	e.round_played =
		(struct event_round_played){.session_id = STR("S"), .game = STR("G"), .stake = {100, true}, .payout = {0, true}};
	assert_int_equal(wall_event(w, &e), OK);
}

static void sessions_are_bounded_and_it_says_so_when_players_had_to_go(void **state)
{
	(void)state;
	struct buf drawn;
	struct wall *w = wall_made();
	buf_init(&drawn, 1u << 20);
	for (unsigned i = 0; i < WALL_SESSIONS_MAX; i++)
		play(w, i, BEGIN + i / 100);
	picture(w, false, BEGIN + 1000, &drawn);
	assert_non_null(strstr(drawn.p, "\"players\":{\"now\":16384,\"sessions\":16384,\"atLeast\":false"));
	play(w, WALL_SESSIONS_MAX, BEGIN + 1000);
	picture(w, false, BEGIN + 1000, &drawn);
	assert_non_null(strstr(drawn.p, "\"players\":{\"now\":16384,\"sessions\":16384,\"atLeast\":true"));
	play(w, 1, BEGIN + WALL_KEEPS_MS + 5000);
	picture(w, false, BEGIN + WALL_KEEPS_MS + 5000, &drawn);
	assert_non_null(strstr(drawn.p, "\"players\":{\"now\":1,\"sessions\":1,\"atLeast\":false"));
	assert_non_null(strstr(drawn.p, "\"net\":-2.00"));
	buf_done(&drawn);
	wall_free(w);
}

static void what_a_clock_that_was_ahead_left_behind_does_not_stand(void **state)
{
	(void)state;
	struct buf drawn;
	struct wall *w = wall_made();
	buf_init(&drawn, 1u << 20);
	play(w, 1, BEGIN + INT64_C(86400000));
	play(w, 2, BEGIN);
	picture(w, false, BEGIN, &drawn);
	assert_non_null(strstr(drawn.p, "\"rounds\":[0,0,"));
	assert_non_null(strstr(drawn.p, ",0,0,1],\"stakes\":"));
	buf_done(&drawn);
	wall_free(w);
}

static void what_was_cut_or_changed_is_not_read(void **state)
{
	(void)state;
	struct buf text;
	struct wall *w = wall_made(), *again = wall_made();
	buf_init(&text, WALL_WRITTEN_MAX);
	for (unsigned i = 0; i < 3; i++)
		play(w, i, BEGIN);
	wall_write(w, &text);
	for (size_t n = 0; n < text.n; n += n + 100 < text.n ? 100 : 1)
		assert_int_equal(wall_read(again, str_mem(text.p, n)), ERR_CORRUPT);
	assert_int_equal(wall_read(again, buf_view(&text)), OK);
	wall_clear(again);
	buf_char(&text, 'x');
	assert_int_equal(wall_read(again, buf_view(&text)), ERR_CORRUPT);
	buf_done(&text);
	wall_free(w);
	wall_free(again);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_shows_what_a_model_counts_anew),
		cmocka_unit_test(open_alerts_are_counted_and_one_that_rises_is_no_new_one),
		cmocka_unit_test(aml_is_in_no_byte_of_the_others_picture),
		cmocka_unit_test(sessions_are_bounded_and_it_says_so_when_players_had_to_go),
		cmocka_unit_test(what_a_clock_that_was_ahead_left_behind_does_not_stand),
		cmocka_unit_test(what_was_cut_or_changed_is_not_read),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
