/* What the services are asked to do: whatever it is, and in whatever order, everything still adds up; and each is done once. */
#include "world.h"

#include "sim/effects.h"
#include "sim/keys.h"
#include "sim/live.h"
#include "sim/refs.h"
#include "sim/tally.h"
#include "sim/write.h"

#define ASKED   40u /* customers 1 .. of the property */
#define ROUNDS  6000u
#define SOON_S  INT64_C(4000000000) /* well behind any time that a test runs at, before 2100 */
#define SCRATCH (1u << 20)

static struct world w;
static struct loop *loop;
static struct live *live;
static struct outbox *outbox;
static struct history h;
static struct arena arena;
static struct buf scratch, body, again;
static unsigned serial;

static const struct service *const services[SIM_SERVICES] = {&service_customer, &service_gaming,  &service_wallet,
							     &service_kyc,      &service_support, &service_risk};

static void told(void *ctx, unsigned n)
{
	(void)ctx;
	(void)n;
}

static void start(void)
{
	world_open(&w);
	assert_int_equal(loop_new(0, &loop), OK);
	assert_int_equal(live_new(loop, w.store, &live), OK);
	assert_int_equal(outbox_open(w.store, &outbox), OK);
	live_tell(live, outbox, told, NULL);
}

static void stop(void)
{
	live_free(live);
	outbox_close(outbox);
	loop_free(loop);
	store_close(w.store);
	w.store = NULL;
}

static int setup(void **state)
{
	(void)state;
	world_make(&w, 520, 2);
	history_init(&h);
	arena_init(&arena, 4u << 20);
	buf_init(&scratch, SCRATCH);
	buf_init(&body, SCRATCH);
	buf_init(&again, SCRATCH);
	start();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	stop();
	buf_done(&again);
	buf_done(&body);
	buf_done(&scratch);
	arena_done(&arena);
	history_done(&h);
	world_remove(&w);
	return 0;
}

static const struct write_route *route(enum fault_service s, const char *path)
{
	for (size_t i = 0; i < *services[s]->write_count; i++)
		if (strcmp(services[s]->writes[i].path, path) == 0)
			return &services[s]->writes[i];
	fail_msg("no write %s", path);
	return NULL;
}

/* A request as it would be; $K is the key. */
static struct write_result ask_with(enum fault_service s, const char *path, uint32_t customer, const char *object,
				    const char *key, const char *json)
{
	struct write_result r;
	char text[2048];
	const char *place = strstr(json, "$K");
	(void)snprintf(text, sizeof(text), "%.*s%s%s", place ? (int)(place - json) : (int)strlen(json), json, place ? key : "",
		       place ? place + 2 : "");
	arena_reset(&arena);
	struct write_order o = {.service = s,
				.run = route(s, path)->run,
				.number = customer,
				.key = str_of(key),
				.object = str_of(object),
				.body = str_of(text),
				.request = str_of(arena_printf(&arena, "%s %u %s %s", path, customer, object, text)),
				.arena = &arena};
	buf_reset(&body);
	write_run(live, w.store, &o, &scratch, &body, &r);
	return r;
}

static const char *new_key(void)
{
	static char key[32];
	(void)snprintf(key, sizeof(key), "key-%u", serial++);
	return key;
}

static struct write_result ask(enum fault_service s, const char *path, uint32_t customer, const char *object, const char *json)
{
	return ask_with(s, path, customer, object, new_key(), json);
}

static void load(uint32_t customer)
{
	assert_int_equal(history_load(&h, w.store, customer), OK);
}

static void assert_refused(struct write_result r, int status, const char *code)
{
	assert_int_equal(r.status, status);
	assert_string_equal(r.code, code);
}

static enum err play(uint32_t customer, enum live_act act, int64_t amount)
{
	struct json_writer writer;
	const char *why = NULL;
	struct live_order o;
	order_init(&o, act, customer);
	o.amount = amount;
	buf_reset(&again);
	json_writer_init(&writer, &again);
	return live_play(live, &o, &writer, &why);
}

/* ---- whatever is asked, in whatever order ---- */

enum { NOTHING = -1, A_FLAG = -2, A_RETURN = -3 };

/* $K key, $U a future second, $M a future millisecond, $T a future time, $N 1..40, $C the currency. */
static const struct sample {
	enum fault_service service;
	const char *path;
	int object; /* enum ref_kind, NOTHING, A_FLAG, or A_RETURN: a withdrawal that came back */
	const char *json;
} samples[] = {
	{FAULT_CUSTOMER, "/api/customers/{id}/suspension", NOTHING, "{\"reason_code\":\"SECURITY\"}"},
	{FAULT_CUSTOMER, "/api/customers/{id}/suspension", NOTHING, "{\"reason_code\":\"PROTECTION\",\"note\":\"x\"}"},
	{FAULT_CUSTOMER, "/api/customers/{id}/reinstatement", NOTHING, "{}"},
	{FAULT_CUSTOMER, "/api/customers/{id}/reinstatement", NOTHING, "{}"},
	{FAULT_CUSTOMER, "/api/customers/{id}/password-reset", NOTHING, "{}"},
	{FAULT_CUSTOMER, "/api/customers/{id}/messages", NOTHING, "{\"template\":\"payment_note\",\"fields\":{\"sum\":\"$N\"}}"},
	{FAULT_CUSTOMER, "/api/customers/{id}/messages", NOTHING, "{\"template\":\"newsletter\"}"},
	{FAULT_CUSTOMER, "/api/customers/{id}/consents", NOTHING, "{\"product\":\"all\",\"channel\":\"sms\",\"granted\":true}"},
	{FAULT_CUSTOMER, "/api/customers/{id}/consents", NOTHING,
	 "{\"product\":\"bingo\",\"channel\":\"all\",\"granted\":false}"},
	{FAULT_GAMING, "/v2/players/{id}/commands", NOTHING, "{\"commandId\":\"$K\",\"type\":\"END_SESSIONS\"}"},
	{FAULT_GAMING, "/v2/players/{id}/commands", NOTHING, "{\"commandId\":\"$K\",\"type\":\"BLOCK_PLAY\",\"untilMs\":$M}"},
	{FAULT_GAMING, "/v2/players/{id}/commands", NOTHING, "{\"commandId\":\"$K\",\"type\":\"UNBLOCK_PLAY\"}"},
	{FAULT_WALLET, "/accounts/{id}/withdrawals/{ref}/decision", REF_TX, "{\"decision\":\"Approve\"}"},
	{FAULT_WALLET, "/accounts/{id}/withdrawals/{ref}/decision", REF_TX,
	 "{\"decision\":\"Hold\",\"public-reason\":\"Routine payment review\",\"target-at\":\"$T\"}"},
	{FAULT_WALLET, "/accounts/{id}/withdrawals/{ref}/decision", REF_TX,
	 "{\"decision\":\"Hold\",\"public-reason\":\"Account security check\",\"target-at\":\"$T\"}"},
	{FAULT_WALLET, "/accounts/{id}/withdrawals/{ref}/decision", REF_TX,
	 "{\"decision\":\"Reject\",\"public-reason\":\"Bank details could not be confirmed\"}"},
	{FAULT_WALLET, "/accounts/{id}/withdrawals/{ref}/decision", REF_TX, "{\"decision\":\"Return\"}"},
	{FAULT_WALLET, "/accounts/{id}/withdrawals/{ref}/decision", A_RETURN, "{\"decision\":\"Resend\"}"},
	{FAULT_WALLET, "/accounts/{id}/bonuses", NOTHING,
	 "{\"name\":\"Cashback\",\"amount\":{\"amount\":\"$N\",\"currency\":\"$C\"},\"wagering-multiple\":0,\"expires-in-days\":"
	 "7}"},
	{FAULT_WALLET, "/accounts/{id}/bonuses", NOTHING,
	 "{\"name\":\"Loyalty reward\",\"amount\":{\"amount\":\"$N\",\"currency\":\"$C\"},\"wagering-multiple\":5,"
	 "\"expires-in-days\":7}"},
	{FAULT_WALLET, "/accounts/{id}/bonuses/{ref}/cancellation", REF_BONUS, "{}"},
	{FAULT_KYC, "/kyc/v1/subjects/{id}/documents/{ref}/review", REF_DOCUMENT,
	 "{\"RequestId\":\"$K\",\"Verdict\":\"Accept\"}"},
	{FAULT_KYC, "/kyc/v1/subjects/{id}/documents/{ref}/review", REF_DOCUMENT,
	 "{\"RequestId\":\"$K\",\"Verdict\":\"Reject\",\"Reason\":\"Corner cut off\"}"},
	{FAULT_KYC, "/kyc/v1/subjects/{id}/document-requests", NOTHING, "{\"RequestId\":\"$K\",\"Type\":\"passport\"}"},
	{FAULT_SUPPORT, "/desk/requesters/{id}/tickets/{ref}/replies", REF_TICKET, "{\"body\":\"Number $N\"}"},
	{FAULT_SUPPORT, "/desk/requesters/{id}/tickets/{ref}/stage", REF_TICKET, "{\"stage\":\"resolved\"}"},
	{FAULT_SUPPORT, "/desk/requesters/{id}/tickets/{ref}/stage", REF_TICKET, "{\"stage\":\"reopened\"}"},
	{FAULT_SUPPORT, "/desk/requesters/{id}/chats", NOTHING, "{\"topic\":\"limits\",\"body\":\"Hello $N\"}"},
	{FAULT_RISK, "/risk/profile/{id}/limits", NOTHING,
	 "{\"limit\":{\"kind\":\"deposit\",\"period\":\"day\",\"amount\":$N,\"minutes\":null},\"by\":\"customer\",\"effective\":$"
	 "U}"},
	{FAULT_RISK, "/risk/profile/{id}/limits", NOTHING,
	 "{\"limit\":{\"kind\":\"session_time\",\"period\":\"day\",\"minutes\":$N},\"by\":\"operator\"}"},
	{FAULT_RISK, "/risk/profile/{id}/limits/pending-removal", NOTHING, "{\"kind\":\"deposit\",\"period\":\"day\"}"},
	{FAULT_RISK, "/risk/profile/{id}/cool-off", NOTHING, "{\"until\":$U}"},
	{FAULT_RISK, "/risk/profile/{id}/exclusion/end", NOTHING, "{}"},
	{FAULT_RISK, "/risk/profile/{id}/flags/{ref}/verdict", A_FLAG, "{\"state\":\"dismissed\"}"},
};

static void expand(const char *json, struct sim_rng *rng, char out[1024])
{
	size_t n = 0;
	for (; *json && n + 64 < 1024; json++) {
		if (*json != '$' || json[1] == 'K') {
			out[n++] = *json;
			continue;
		}
		int64_t soon = SOON_S + rng_below(rng, 1000);
		switch (*++json) {
		case 'U':
			n += (size_t)snprintf(out + n, 64, "%lld", (long long)soon);
			break;
		case 'M':
			n += (size_t)snprintf(out + n, 64, "%lld", (long long)soon * 1000);
			break;
		case 'T':
			n += (size_t)snprintf(out + n, 64, "2096-10-0%uT00:00:00Z", 1 + rng_below(rng, 9));
			break;
		case 'N':
			n += (size_t)snprintf(out + n, 64, "%u", 1 + rng_below(rng, 40));
			break;
		default:
			n += (size_t)snprintf(out + n, 64, "%s", h.wallet.currency);
		}
	}
	out[n] = 0;
}

/* One that is under way, or, to be sent again, the latest that came back. */
static uint32_t pick_withdrawal(struct sim_rng *rng, bool back)
{
	uint32_t n = h.txs.length;
	if (!back && h.wallet.pending_count)
		return h.wallet.pending[rng_below(rng, h.wallet.pending_count)].tx;
	while (n-- > 0) {
		const struct tx *t = series_at(&h.txs, n);
		if (t->kind == TX_WITHDRAWAL && (!back || (t->state >= TX_REJECTED && t->state != TX_CANCELLED)))
			return n;
	}
	return 0;
}

static void pick_object(int kind, struct sim_rng *rng, char out[REF_TEXT_MAX])
{
	uint32_t n = 0;
	if (kind == A_FLAG) {
		uint32_t id = h.risk.flag_count ? h.risk.flags[rng_below(rng, h.risk.flag_count)].id : 0;
		(void)snprintf(out, REF_TEXT_MAX, "FLG-%08x", id);
		return;
	}
	if (kind == REF_TX || kind == A_RETURN)
		n = pick_withdrawal(rng, kind == A_RETURN);
	else if (kind == REF_BONUS)
		n = MAX(h.wallet.bonus_count, 1u) - 1;
	else if (kind == REF_DOCUMENT)
		n = rng_below(rng, MAX(h.kyc.document_count, 1u));
	else if (kind == REF_TICKET)
		n = MAX(h.tickets.length, 1u) - 1;
	(void)ref_format(kind == A_RETURN ? REF_TX : (enum ref_kind)kind, h.number, n, out);
}

static bool is_json(struct str text)
{
	struct json_reader r;
	json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
	(void)json_skip(&r, NULL);
	return json_finish(&r) == OK;
}

static bool check_event(void *ctx, struct str event)
{
	assert_true(is_json(event));
	++*(uint64_t *)ctx;
	return true;
}

/* Every event is JSON; all are taken. Returns how many there were. */
static uint64_t drain(void)
{
	uint64_t all = 0;
	for (unsigned i = 0; i < SIM_SERVICES; i++) {
		uint64_t n = 0;
		assert_int_equal(outbox_read(outbox, (enum fault_service)i, check_event, &n), OK);
		assert_true(n == 0 || outbox_delivered(outbox, (enum fault_service)i, n) == OK);
		all += n;
	}
	return all;
}

static void check_care(const struct history *x)
{
	bool withheld = false;
	for (unsigned i = 0; i < x->risk.restriction_count; i++)
		withheld |= x->risk.restrictions[i].scope == SCOPE_WITHDRAW;
	assert_int_equal(withheld, x->wallet.no_withdrawal);
	assert_true(x->risk.limit_count <= LIMITS_MAX && x->kyc.document_count <= DOCUMENTS_MAX);
	assert_true(x->profile.consent_count <= CONSENTS_MAX);
	if (x->gaming.blocked_at)
		assert_false(x->gaming.has_open_session);
}

static void whatever_is_asked_everything_still_adds_up(void **state)
{
	(void)state;
	static const enum live_act acts[] = {ACT_DEPOSIT,    ACT_DEPOSIT, ACT_ROUND,  ACT_BET,
					     ACT_WITHDRAWAL, ACT_FLAG,    ACT_TICKET, ACT_SESSION_START};
	struct sim_rng rng;
	unsigned done = 0, worked[ARRAY_LEN(samples)] = {0};
	char json[1024], object[REF_TEXT_MAX];
	rng_seed(&rng, 5, 5);
	for (unsigned i = 0; i < ROUNDS; i++) {
		uint32_t customer = population_number(&w.population, 1 + rng_below(&rng, ASKED));
		if (rng_chance(&rng, 0.4)) {
			enum err e = play(customer, acts[rng_below(&rng, ARRAY_LEN(acts))], 0);
			assert_true(e == OK || e == ERR_CONFLICT);
			continue;
		}
		unsigned pick = rng_below(&rng, ARRAY_LEN(samples));
		const struct sample *s = &samples[pick];
		load(customer);
		struct wallet before = h.wallet;
		*object = 0;
		if (s->object != NOTHING)
			pick_object(s->object, &rng, object);
		expand(s->json, &rng, json);
		struct write_result r = ask(s->service, s->path, customer, object, json);
		assert_true(r.status == 200 || r.status == 409 || r.status == 404);
		assert_int_equal(r.status == 200, r.code == NULL);
		assert_true(r.status != 200 || is_json(buf_view(&body)));
		load(customer);
		if (r.status != 200)
			assert_memory_equal(&h.wallet, &before, sizeof(before));
		done += r.status == 200;
		worked[pick] += r.status == 200;
		check_care(&h);
		(void)drain();
	}
	assert_true(done > ROUNDS / 5);
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		if (!worked[i] && !strstr(samples[i].path, "exclusion/end")) /* nobody's term ends in time */
			fail_msg("never done: %s %s", samples[i].path, samples[i].json);
	for (uint32_t i = 1; i <= ASKED; i++) {
		load(population_number(&w.population, i));
		check_history(&h);
	}
}

/* ---- keys ---- */

static void a_key_outlasts_a_restart_and_knows_its_request(void **state)
{
	(void)state;
	uint32_t customer = population_number(&w.population, 60);
	const char *path = "/risk/profile/{id}/limits";
	const char *one = "{\"limit\":{\"kind\":\"stake\",\"period\":\"session\",\"amount\":7},\"by\":\"operator\"}";
	const char *other = "{\"limit\":{\"kind\":\"stake\",\"period\":\"session\",\"amount\":8},\"by\":\"operator\"}";
	struct write_result r = ask_with(FAULT_RISK, path, customer, "", "the-key", one);
	assert_int_equal(r.status, 200);
	assert_false(r.repeated);
	buf_reset(&again);
	buf_str(&again, buf_view(&body));
	stop();
	start();
	r = ask_with(FAULT_RISK, path, customer, "", "the-key", one);
	assert_int_equal(r.status, 200);
	assert_true(r.repeated);
	assert_true(str_eq(buf_view(&again), buf_view(&body)));
	assert_refused(ask_with(FAULT_RISK, path, customer, "", "the-key", other), 422, "key_reused");
	assert_refused(ask_with(FAULT_RISK, path, customer + 1, "", "the-key", one), 422, "key_reused");
	/* Another service has a memory of its own. */
	r = ask_with(FAULT_CUSTOMER, "/api/customers/{id}/consents", customer, "", "the-key",
		     "{\"product\":\"all\",\"channel\":\"all\",\"granted\":false}");
	assert_int_equal(r.status, 200);
}

static void keys_are_words_of_up_to_80_bytes(void **state)
{
	(void)state;
	char longest[KEY_MAX + 2];
	memset(longest, 'k', sizeof(longest));
	longest[KEY_MAX] = 0;
	assert_true(key_is_valid(str_of(longest)));
	longest[KEY_MAX] = 'k';
	longest[KEY_MAX + 1] = 0;
	assert_false(key_is_valid(str_of(longest)));
	assert_false(key_is_valid(STR_NONE));
	assert_false(key_is_valid(STR("a b")));
	assert_false(key_is_valid(STR("\xc3\xa4")));
	uint32_t customer = population_number(&w.population, 61);
	assert_refused(ask_with(FAULT_CUSTOMER, "/api/customers/{id}/password-reset", customer, "", "", "{}"), 400, "key_needed");
}

static void keys_of_the_same_hash_are_told_apart(void **state)
{
	(void)state;
	struct store_change change;
	struct key_row row = {STR("request"), STR("{}")}, found;
	int64_t id, next;
	assert_int_equal(keys_find(w.store, FAULT_KYC, STR("mine"), &scratch, &found, &id), ERR_NOT_FOUND);
	store_change_init(&change);
	buf_reset(&body);
	keys_encode(STR("another"), &row, &body);
	store_change_put(&change, (enum table)(TABLE_KEYS + FAULT_KYC), id, buf_view(&body)); /* where "mine" belongs */
	assert_int_equal(store_apply(w.store, &change), OK);
	store_change_done(&change);
	assert_int_equal(keys_find(w.store, FAULT_KYC, STR("mine"), &scratch, &found, &next), ERR_NOT_FOUND);
	assert_int_equal(next, id + 1);
}

static void a_tally_keeps_the_latest_keys_and_all_sums(void **state)
{
	(void)state;
	static struct tally t;
	char key[16];
	for (unsigned i = 0; i < TALLY_KEYS_MAX + 10; i++) {
		(void)snprintf(key, sizeof(key), "k%u", i);
		tally_received(&t, str_of(key));
		tally_effect(&t, str_of(key));
	}
	tally_received(&t, STR_NONE);
	assert_int_equal(t.received, TALLY_KEYS_MAX + 11);
	assert_int_equal(t.effects, TALLY_KEYS_MAX + 10);
	assert_int_equal(t.count, TALLY_KEYS_MAX);
	struct json_writer writer;
	buf_reset(&body);
	json_writer_init(&writer, &body);
	tally_write(&t, &writer);
	assert_true(is_json(buf_view(&body)));
	buf_char(&body, 0);
	assert_null(strstr(buf_view(&body).p, "\"k9\""));
	assert_non_null(strstr(buf_view(&body).p, "\"k10\":{\"received\":1,\"effects\":1}"));
}

static void codes_are_written_as_each_tongue_writes_words(void **state)
{
	(void)state;
	char text[CODE_TEXT_MAX];
	assert_string_equal(code_in(CASE_SNAKE, "too_many_tickets", text), "too_many_tickets");
	assert_string_equal(code_in(CASE_UPPER, "too_many_tickets", text), "TOO_MANY_TICKETS");
	assert_string_equal(code_in(CASE_KEBAB, "too_many_tickets", text), "too-many-tickets");
	assert_string_equal(code_in(CASE_PASCAL, "too_many_tickets", text), "TooManyTickets");
	static const char longest[] = "a_code_that_is_longer_than_any_that_there_is_or_will_be";
	(void)code_in(CASE_PASCAL, longest, text);
	assert_true(strlen(text) < CODE_TEXT_MAX);
}

/* ---- money ---- */

static uint32_t rich_customer(unsigned position)
{
	uint32_t customer = population_number(&w.population, position);
	while (population_kind(&w.population, position) != KIND_RECREATIONAL || play(customer, ACT_DEPOSIT, 1000000))
		customer = population_number(&w.population, ++position);
	return customer;
}

static void ref_of(enum ref_kind kind, uint32_t customer, uint32_t ordinal, char out[REF_TEXT_MAX])
{
	(void)ref_format(kind, customer, ordinal, out);
}

#define DECISION "/accounts/{id}/withdrawals/{ref}/decision"

static void a_held_withdrawal_says_why_and_until_when_and_waits(void **state)
{
	(void)state;
	uint32_t customer = rich_customer(70);
	char tx[REF_TEXT_MAX];
	assert_int_equal(play(customer, ACT_WITHDRAWAL, 5000), OK);
	load(customer);
	ref_of(REF_TX, customer, h.wallet.pending[h.wallet.pending_count - 1].tx, tx);
	const char *hold =
		"{\"decision\":\"Hold\",\"public-reason\":\"Routine payment review\",\"target-at\":\"2096-10-02T08:00:00Z\"}";
	assert_int_equal(ask(FAULT_WALLET, DECISION, customer, tx, hold).status, 200);
	load(customer);
	const struct pending *p = &h.wallet.pending[h.wallet.pending_count - 1];
	assert_int_equal(p->state, TX_IN_REVIEW);
	assert_int_equal(p->reason, REASON_REVIEW);
	assert_int_equal(p->target_at, INT64_C(4000003200000));
	assert_int_equal(p->fate, TX_IN_REVIEW);
	assert_refused(ask(FAULT_WALLET, DECISION, customer, tx,
			   "{\"decision\":\"Hold\",\"public-reason\":\"Routine payment review\","
			   "\"target-at\":\"2020-01-01T00:00:00Z\"}"),
		       409, "target_passed");
	assert_refused(ask(FAULT_WALLET, DECISION, customer, tx, "{\"decision\":\"Hold\",\"public-reason\":\"Suspicion\"}"), 400,
		       "bad_request");
	assert_int_equal(ask(FAULT_WALLET, DECISION, customer, tx, "{\"decision\":\"Approve\"}").status, 200);
	load(customer);
	p = &h.wallet.pending[h.wallet.pending_count - 1];
	assert_int_equal(p->state, TX_APPROVED);
	assert_int_equal(p->fate, TX_PAID);
	assert_refused(ask(FAULT_WALLET, DECISION, customer, tx, hold), 409, "wrong_state");
	check_history(&h);
}

static void a_returned_withdrawal_is_sent_again_once(void **state)
{
	(void)state;
	uint32_t customer = rich_customer(80);
	char tx[REF_TEXT_MAX];
	load(customer);
	int64_t cash = h.wallet.pockets[POCKET_CASH].balance;
	assert_int_equal(play(customer, ACT_WITHDRAWAL, 5000), OK);
	load(customer);
	ref_of(REF_TX, customer, h.wallet.pending[h.wallet.pending_count - 1].tx, tx);
	assert_refused(ask(FAULT_WALLET, DECISION, customer, tx, "{\"decision\":\"Return\"}"), 409, "wrong_state");
	assert_int_equal(ask(FAULT_WALLET, DECISION, customer, tx, "{\"decision\":\"Approve\"}").status, 200);
	assert_int_equal(ask(FAULT_WALLET, DECISION, customer, tx, "{\"decision\":\"Return\"}").status, 200);
	load(customer);
	assert_int_equal(h.wallet.pockets[POCKET_CASH].balance, cash);
	assert_int_equal(ask(FAULT_WALLET, DECISION, customer, tx, "{\"decision\":\"Resend\"}").status, 200);
	assert_refused(ask(FAULT_WALLET, DECISION, customer, tx, "{\"decision\":\"Resend\"}"), 409, "already_resent");
	load(customer);
	assert_int_equal(h.wallet.pockets[POCKET_CASH].balance, cash - 5000);
	check_history(&h);
	assert_int_equal(ask(FAULT_WALLET, DECISION, customer, "TXN-1-1", "{\"decision\":\"Resend\"}").status, 404);
}

/* ---- protection ---- */

static void a_block_keeps_play_away_until_it_is_over(void **state)
{
	(void)state;
	uint32_t customer = rich_customer(160);
	const char *path = "/v2/players/{id}/commands";
	assert_int_equal(play(customer, ACT_SESSION_START, 0), OK);
	assert_int_equal(
		ask(FAULT_GAMING, path, customer, "", "{\"commandId\":\"$K\",\"type\":\"BLOCK_PLAY\",\"untilMs\":4000000000000}")
			.status,
		200);
	assert_int_equal(play(customer, ACT_ROUND, 0), ERR_CONFLICT);
	assert_int_equal(play(customer, ACT_BET, 0), ERR_CONFLICT);
	assert_int_equal(play(customer, ACT_SESSION_START, 0), ERR_CONFLICT);
	assert_refused(
		ask(FAULT_GAMING, path, customer, "", "{\"commandId\":\"$K\",\"type\":\"BLOCK_PLAY\",\"untilMs\":3900000000000}"),
		409, "block_shortened");
	load(customer);
	struct live_scene s = {.h = &h, .at = INT64_C(4000000000000)};
	struct sim_rng rng;
	rng_seed(&rng, 1, 1);
	s.rng = &rng;
	scene_catch_up(&s);
	assert_int_equal(h.gaming.blocked_at, 0);
	assert_int_equal(ask(FAULT_RISK, "/risk/profile/{id}/cool-off", customer, "", "{\"until\":4000000000}").status, 200);
	assert_refused(ask(FAULT_GAMING, path, customer, "", "{\"commandId\":\"$K\",\"type\":\"UNBLOCK_PLAY\"}"), 409,
		       "cooling_off");
}

static void an_exclusion_ends_play_and_is_never_shortened(void **state)
{
	(void)state;
	uint32_t customer = rich_customer(90);
	assert_int_equal(play(customer, ACT_SESSION_START, 0), OK);
	assert_int_equal(
		ask(FAULT_RISK, "/risk/profile/{id}/exclusion", customer, "", "{\"until\":4000000000,\"scheme\":\"operator\"}")
			.status,
		200);
	load(customer);
	assert_int_equal(h.gaming.has_open_session, 0);
	assert_int_equal(h.profile.status, ACCOUNT_SELF_EXCLUDED);
	assert_refused(
		ask(FAULT_RISK, "/risk/profile/{id}/exclusion", customer, "", "{\"until\":3999999999,\"scheme\":\"operator\"}"),
		409, "never_shortened");
	(void)drain();
	assert_int_equal(
		ask(FAULT_RISK, "/risk/profile/{id}/exclusion", customer, "", "{\"until\":null,\"scheme\":\"national\"}").status,
		200);
	assert_true(drain() > 0); /* that it is longer is told */
	assert_refused(ask(FAULT_RISK, "/risk/profile/{id}/exclusion/end", customer, "", "{}"), 409, "term_runs");
	assert_refused(ask(FAULT_CUSTOMER, "/api/customers/{id}/reinstatement", customer, "", "{}"), 409, "exclusion_runs");
	assert_refused(ask(FAULT_CUSTOMER, "/api/customers/{id}/consents", customer, "",
			   "{\"product\":\"all\",\"channel\":\"all\",\"granted\":true}"),
		       409, "marketing_blocked");
	load(customer);
	check_history(&h);
}

static void a_suspension_goes_on_behind_an_exclusion_that_is_over(void **state)
{
	(void)state;
	uint32_t customer = rich_customer(100);
	assert_int_equal(
		ask(FAULT_CUSTOMER, "/api/customers/{id}/suspension", customer, "", "{\"reason_code\":\"SECURITY\"}").status,
		200);
	assert_int_equal(
		ask(FAULT_RISK, "/risk/profile/{id}/exclusion", customer, "", "{\"until\":4000000000,\"scheme\":\"operator\"}")
			.status,
		200);
	load(customer);
	struct live_scene s = {.h = &h, .at = INT64_C(4000000000001)};
	assert_int_equal(effect_end_exclusion(&s), OK);
	assert_int_equal(h.profile.status, ACCOUNT_SUSPENDED);
	assert_true(scene_restricted(&s, SCOPE_LOGIN));
	assert_int_equal(effect_reinstate(&s), OK);
	assert_int_equal(h.profile.status, ACCOUNT_ACTIVE);
	assert_false(scene_restricted(&s, SCOPE_LOGIN));
	assert_int_equal(h.wallet.no_withdrawal, 0);
}

static void a_limit_is_lowered_at_once_and_raised_when_it_may(void **state)
{
	(void)state;
	uint32_t customer = rich_customer(110);
	const char *path = "/risk/profile/{id}/limits";
	struct limit *l = NULL;
	assert_int_equal(ask(FAULT_RISK, path, customer, "",
			     "{\"limit\":{\"kind\":\"loss\",\"period\":\"month\",\"amount\":50},\"by\":\"customer\"}")
				 .status,
			 200);
	assert_refused(ask(FAULT_RISK, path, customer, "",
			   "{\"limit\":{\"kind\":\"loss\",\"period\":\"month\",\"amount\":51},\"by\":\"customer\"}"),
		       409, "needs_wait");
	assert_int_equal(ask(FAULT_RISK, path, customer, "",
			     "{\"limit\":{\"kind\":\"loss\",\"period\":\"month\",\"amount\":60},\"by\":\"customer\","
			     "\"effective\":4000000000}")
				 .status,
			 200);
	load(customer);
	for (unsigned i = 0; i < h.risk.limit_count; i++)
		if (h.risk.limits[i].kind == LIMIT_LOSS && h.risk.limits[i].period == PERIOD_MONTH)
			l = &h.risk.limits[i];
	assert_non_null(l);
	int64_t unit = l->amount / 50;
	assert_int_equal(l->amount, 50 * unit);
	assert_int_equal(l->pending_amount, 60 * unit);
	assert_int_equal(l->pending_from, INT64_C(4000000000000));
	/* Lower while a higher one waits: at once, and nothing waits any more. */
	assert_int_equal(ask(FAULT_RISK, path, customer, "",
			     "{\"limit\":{\"kind\":\"loss\",\"period\":\"month\",\"amount\":40},\"by\":\"customer\","
			     "\"effective\":4000000000}")
				 .status,
			 200);
	load(customer);
	assert_int_equal(l->amount, 40 * unit);
	assert_int_equal(l->pending_from, 0);
	assert_refused(ask(FAULT_RISK, "/risk/profile/{id}/limits/pending-removal", customer, "",
			   "{\"kind\":\"loss\",\"period\":\"month\"}"),
		       409, "no_pending_change");
}

static void closing_pays_out_what_is_left_and_opens_no_more(void **state)
{
	(void)state;
	uint32_t customer = rich_customer(140);
	const char *path = "/api/customers/{id}/closure";
	const char *json = "{\"reason_code\":\"CUSTOMER_REQUEST\",\"balance\":\"RETURN\"}";
	assert_int_equal(play(customer, ACT_SESSION_START, 0), OK);
	load(customer);
	int64_t cash = h.wallet.pockets[POCKET_CASH].balance, reserved = h.wallet.reserved;
	assert_int_equal(ask(FAULT_CUSTOMER, path, customer, "", json).status, 200);
	load(customer);
	assert_int_equal(h.profile.status, ACCOUNT_CLOSED);
	assert_int_equal(h.gaming.has_open_session, 0);
	assert_int_equal(h.wallet.pockets[POCKET_CASH].balance, 0);
	assert_int_equal(h.wallet.pockets[POCKET_BONUS].balance, 0);
	assert_int_equal(h.wallet.reserved, reserved + cash);
	for (unsigned i = 0; i < h.profile.consent_count; i++)
		assert_false(h.profile.consents[i].granted);
	check_history(&h);
	assert_refused(ask(FAULT_CUSTOMER, path, customer, "", json), 409, "already_closed");
	assert_refused(ask(FAULT_CUSTOMER, "/api/customers/{id}/reinstatement", customer, "", "{}"), 409, "account_closed");
	assert_refused(ask(FAULT_CUSTOMER, "/api/customers/{id}/password-reset", customer, "", "{}"), 409, "account_closed");
	/* Whoever wants to be protected is, closed or not; and stays closed. */
	assert_int_equal(
		ask(FAULT_RISK, "/risk/profile/{id}/exclusion", customer, "", "{\"until\":null,\"scheme\":\"operator\"}").status,
		200);
	load(customer);
	assert_int_equal(h.profile.status, ACCOUNT_CLOSED);
}

/* ---- the desk ---- */

static void a_chat_takes_sixty_messages_and_keeps_everybodys_own_words(void **state)
{
	(void)state;
	uint32_t customer = rich_customer(120), ticket;
	char ref[REF_TEXT_MAX], json[64];
	assert_int_equal(
		ask(FAULT_SUPPORT, "/desk/requesters/{id}/chats", customer, "", "{\"topic\":\"account\",\"body\":\"number 0\"}")
			.status,
		200);
	load(customer);
	ticket = h.tickets.length - 1;
	ref_of(REF_TICKET, customer, ticket, ref);
	assert_refused(ask(FAULT_SUPPORT, "/desk/requesters/{id}/chats", customer, "", "{\"topic\":\"account\",\"body\":\"x\"}"),
		       409, "chat_running");
	unsigned n = 1;
	for (; n < 2 * MESSAGES_MAX; n++) {
		(void)snprintf(json, sizeof(json), "{\"body\":\"number %u\"}", n);
		if (ask(FAULT_SUPPORT, "/desk/requesters/{id}/tickets/{ref}/replies", customer, ref, json).status != 200)
			break;
	}
	assert_refused(ask(FAULT_SUPPORT, "/desk/requesters/{id}/tickets/{ref}/replies", customer, ref, "{\"body\":\"x\"}"), 409,
		       "ticket_full");
	load(customer);
	const struct ticket *t = series_at(&h.tickets, ticket);
	assert_int_equal(t->message_count, MESSAGES_MAX);
	for (unsigned i = 0, own = 0; i < MESSAGES_MAX; i++) {
		if (t->messages[i].text != TEXT_OWN)
			continue; /* the customer's answer */
		(void)snprintf(json, sizeof(json), "number %u", own++);
		assert_int_equal(store_get(w.store, TABLE_TEXTS, text_id(customer, ticket, i), &scratch), OK);
		assert_true(str_is(buf_view(&scratch), json));
	}
	check_history(&h);
}

static void texts_of_a_chat_never_share_an_id(void **state)
{
	(void)state;
	static int64_t ids[3 * 2 * MESSAGES_MAX];
	unsigned n = 0;
	for (uint32_t customer = 4099999; customer < 4100002; customer++)
		for (uint32_t ticket = TEXT_TICKETS_MAX - 2; ticket < TEXT_TICKETS_MAX; ticket++)
			for (unsigned i = 0; i < MESSAGES_MAX; i++)
				ids[n++] = text_id(customer, ticket, i);
	for (unsigned i = 0; i < n; i++)
		for (unsigned k = 0; k < i; k++)
			assert_true(ids[i] != ids[k]);
}

static void an_older_tickets_change_is_told_too(void **state)
{
	(void)state;
	uint32_t customer = rich_customer(130);
	char ref[REF_TEXT_MAX];
	assert_int_equal(play(customer, ACT_TICKET, 0), OK);
	assert_int_equal(play(customer, ACT_TICKET, 0), OK);
	load(customer);
	ref_of(REF_TICKET, customer, h.tickets.length - 2, ref);
	(void)drain();
	assert_int_equal(
		ask(FAULT_SUPPORT, "/desk/requesters/{id}/tickets/{ref}/stage", customer, ref, "{\"stage\":\"resolved\"}").status,
		200);
	assert_int_equal(outbox_pending(outbox, FAULT_SUPPORT), 1);
	assert_refused(ask(FAULT_SUPPORT, "/desk/requesters/{id}/tickets/{ref}/stage", customer, ref, "{\"stage\":\"resolved\"}"),
		       409, "same_stage");
	(void)drain();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(whatever_is_asked_everything_still_adds_up),
		cmocka_unit_test(a_key_outlasts_a_restart_and_knows_its_request),
		cmocka_unit_test(keys_are_words_of_up_to_80_bytes),
		cmocka_unit_test(keys_of_the_same_hash_are_told_apart),
		cmocka_unit_test(a_tally_keeps_the_latest_keys_and_all_sums),
		cmocka_unit_test(codes_are_written_as_each_tongue_writes_words),
		cmocka_unit_test(a_held_withdrawal_says_why_and_until_when_and_waits),
		cmocka_unit_test(a_returned_withdrawal_is_sent_again_once),
		cmocka_unit_test(a_block_keeps_play_away_until_it_is_over),
		cmocka_unit_test(an_exclusion_ends_play_and_is_never_shortened),
		cmocka_unit_test(a_suspension_goes_on_behind_an_exclusion_that_is_over),
		cmocka_unit_test(a_limit_is_lowered_at_once_and_raised_when_it_may),
		cmocka_unit_test(closing_pays_out_what_is_left_and_opens_no_more),
		cmocka_unit_test(a_chat_takes_sixty_messages_and_keeps_everybodys_own_words),
		cmocka_unit_test(texts_of_a_chat_never_share_an_id),
		cmocka_unit_test(an_older_tickets_change_is_told_too),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
