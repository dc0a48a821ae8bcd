/* Events of live play: typed as they are described, about what the databases hold, and the same when made again. */
#include "world.h"

#include "sim/emit.h"
#include "sim/live_acts.h"
#include "sim/refs.h"

#include "base/money.h"

/* Read by another reader than ours, whose enum has the same name. */
#define json_type jsonc_type
#include <json-c/json.h>
#undef json_type

static struct world w;
static struct loop *loop;
static struct live *live;
static struct outbox *outbox;
static unsigned told_services;

static void told(void *ctx, unsigned services)
{
	(void)ctx;
	told_services |= services;
}

static int setup(void **state)
{
	(void)state;
	world_make(&w, 520, 2);
	world_open(&w);
	assert_int_equal(loop_new(0, &loop), OK);
	assert_int_equal(live_new(loop, w.store, &live), OK);
	assert_int_equal(outbox_open(w.store, &outbox), OK);
	live_tell(live, outbox, told, NULL);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	live_free(live);
	outbox_close(outbox);
	loop_free(loop);
	world_remove(&w);
	return 0;
}

/* ---- what events may say: as the portal's description of them has it, written down once more ---- */

/* A member: its kind behind a colon, '!' when it has to be there. Kinds: s text, m money, b boolean, n number, t time, i whole;
 * or the words that it may be, with bars. */
static const struct {
	const char *type, *source, *members;
} forms[] = {
	{"session.started", "gaming", "sessionId!:s gameId:s game!:s deviceId:s balance:m currency!:s"},
	{"session.ended", "gaming", "sessionId!:s balance:m currency:s"},
	{"round.played", "gaming", "betId!:s sessionId!:s gameId:s game!:s stake!:m payout!:m balance:m currency!:s freeBet:b"},
	{"bet.placed", "gaming",
	 "betId!:s sessionId:s gameId:s game!:s stake!:m potentialReturn:m balance:m currency!:s freeBet:b"},
	{"bet.settled", "gaming",
	 "betId!:s outcome!:won|lost|void|half_won|half_lost|cashed_out|resettled stake:m payout!:m balance:m currency!:s"},
	{"balance.changed", "wallet", "cash!:m bonus:m reserved:m openStakes:m withdrawable:m currency!:s reason:s"},
	{"deposit", "wallet",
	 "transactionId!:s amount!:m currency!:s method:s instrumentId:s card:s cardCountry:s "
	 "state!:pending|settled|declined|refunded|chargeback declineCode:s deviceId:s balance:m sessionId:s"},
	{"withdrawal.requested", "wallet", "transactionId!:s amount!:m currency!:s method:s instrumentId:s deviceId:s balance:m"},
	{"withdrawal.decided", "wallet",
	 "transactionId!:s state!:in_review|approved|sent|paid|rejected|cancelled|failed|returned amount:m currency:s balance:m"},
	{"login.succeeded", "customer", "ip:s country:s city:s latitude:n longitude:n deviceId:s device:s"},
	{"login.failed", "customer", "ip:s country:s city:s latitude:n longitude:n deviceId:s device:s"},
	{"limit.changed", "risk", "kind!:s period:s amount:m currency:s minutes:i setBy:s"},
	{"exclusion.changed", "risk", "kind!:self_exclusion|cool_off state!:started|ended since:t until:t"},
	{"kyc.decided", "kyc", "documentId:s check:s status!:s"},
	{"ticket.changed", "support", "ticketId!:s subject:s status!:s priority:s"},
	{"chat.message", "support", "ticketId!:s messageId!:s from!:customer|agent|system text!:s"},
	{"fraud.alert", "risk", "flagId!:s flagType!:s severity!:low|medium|high|critical description:s class:fraud|rg|aml"},
};

static json_object *member(json_object *o, const char *name)
{
	json_object *v = NULL;
	return json_object_object_get_ex(o, name, &v) ? v : NULL;
}

static const char *text(json_object *o, const char *name)
{
	json_object *v = member(o, name);
	assert_non_null(v);
	assert_int_equal(json_object_get_type(v), json_type_string);
	return json_object_get_string(v);
}

static int64_t minor(json_object *data, const char *name)
{
	int64_t v = 0;
	json_object *o = member(data, name);
	assert_non_null(o);
	const struct currency *c = currency_find(str_of(text(data, "currency")));
	assert_non_null(c);
	/* The number's own text: no more decimals than the currency has. */
	assert_int_equal(money_parse_json_number(str_of(json_object_to_json_string(o)), c->exponent, &v), OK);
	return v;
}

static bool is_word(const char *words, const char *word)
{
	struct str rest = str_of(words), one;
	while (str_split(&rest, '|', &one))
		if (str_is(one, word))
			return true;
	return false;
}

static void check_member(json_object *data, const char *name, const char *kind)
{
	json_object *v = member(data, name);
	enum jsonc_type type = json_object_get_type(v);
	if (strcmp(kind, "s") == 0)
		assert_true(*text(data, name));
	else if (strcmp(kind, "m") == 0)
		(void)minor(data, name);
	else if (strcmp(kind, "b") == 0)
		assert_int_equal(type, json_type_boolean);
	else if (strcmp(kind, "n") == 0)
		assert_true(type == json_type_double || type == json_type_int);
	else if (strcmp(kind, "i") == 0)
		assert_int_equal(type, json_type_int);
	else if (strcmp(kind, "t") == 0)
		assert_int_equal(text(data, name)[10], 'T');
	else
		assert_true(is_word(kind, text(data, name)));
}

static void check_data(json_object *data, const char *members)
{
	struct str rest = str_of(members), one;
	int known = 0;
	while (str_split(&rest, ' ', &one)) {
		char name[32], kind[96];
		size_t colon = str_find(one, ':', 0);
		bool required = one.p[colon - 1] == '!';
		assert_true(str_copy(name, sizeof(name), str_mem(one.p, colon - required)));
		assert_true(str_copy(kind, sizeof(kind), str_mem(one.p + colon + 1, one.n - colon - 1)));
		if (!member(data, name)) {
			assert_false(required);
			continue;
		}
		check_member(data, name, kind);
		known++;
	}
	assert_int_equal(json_object_object_length(data), known); /* nothing else */
}

static unsigned check_event(json_object *e, enum fault_service service)
{
	char want[64];
	const char *type = text(e, "type");
	assert_string_equal(text(e, "specversion"), "1.0");
	(void)snprintf(want, sizeof(want), "urn:simulated-operator:%s", fault_service_name(service));
	assert_string_equal(text(e, "source"), want);
	assert_true(*text(e, "id") && strlen(text(e, "id")) < 96);
	assert_int_equal(strncmp(text(e, "subject"), "CUS-", 4), 0);
	assert_int_equal(text(e, "time")[10], 'T');
	assert_int_equal(strncmp(type, "pitboss.", 8), 0);
	for (unsigned i = 0; i < ARRAY_LEN(forms); i++)
		if (strcmp(forms[i].type, type + 8) == 0) {
			assert_string_equal(forms[i].source, fault_service_name(service));
			check_data(member(e, "data"), forms[i].members);
			return i;
		}
	fail_msg("no such type: %s", type);
	return 0;
}

/* ---- playing, and taking the events out ---- */

#define EVENTS_MAX 400u
static struct {
	json_object *event;
	enum fault_service service;
} taken[EVENTS_MAX];
static unsigned taken_count;

struct take {
	enum fault_service service;
};

static bool take_one(void *ctx, struct str event)
{
	struct take *t = ctx;
	char copy[65536];
	assert_true(taken_count < EVENTS_MAX && str_copy(copy, sizeof(copy), event));
	json_object *o = json_tokener_parse(copy);
	assert_non_null(o);
	taken[taken_count].event = o;
	taken[taken_count++].service = t->service;
	return true;
}

static void forget(void)
{
	while (taken_count)
		(void)json_object_put(taken[--taken_count].event);
}

/* All that waits, out of the outbox. */
static void take_all(void)
{
	forget();
	for (unsigned i = 0; i < SIM_SERVICES; i++) {
		struct take t = {(enum fault_service)i};
		unsigned before = taken_count;
		assert_int_equal(outbox_read(outbox, t.service, take_one, &t), OK);
		assert_int_equal(taken_count - before, outbox_pending(outbox, t.service));
		assert_int_equal(outbox_delivered(outbox, t.service, taken_count - before), OK);
		assert_int_equal(outbox_pending(outbox, t.service), 0);
	}
}

static json_object *find(const char *type)
{
	for (unsigned i = 0; i < taken_count; i++)
		if (strcmp(text(taken[i].event, "type") + 8, type) == 0)
			return member(taken[i].event, "data");
	return NULL;
}

static unsigned count_of(const char *type)
{
	unsigned n = 0;
	for (unsigned i = 0; i < taken_count; i++)
		n += strcmp(text(taken[i].event, "type") + 8, type) == 0;
	return n;
}

static enum err play(const struct live_order *o)
{
	struct buf out;
	struct json_writer writer;
	const char *why = NULL;
	buf_init(&out, 1u << 16);
	json_writer_init(&writer, &out);
	enum err e = live_play(live, o, &writer, &why);
	assert_true(e == OK || (e == ERR_CONFLICT && why));
	buf_done(&out);
	return e;
}

static struct live_order order(enum live_act act, uint32_t customer)
{
	struct live_order o;
	order_init(&o, act, customer);
	return o;
}

static enum err play_act(enum live_act act, uint32_t customer)
{
	struct live_order o = order(act, customer);
	return play(&o);
}

static void must_play(enum live_act act, uint32_t customer)
{
	assert_int_equal(play_act(act, customer), OK);
	take_all();
}

static uint32_t somebody(unsigned position)
{
	return population_number(&w.population, position);
}

/* Somebody verified with money, of a currency with so many decimals. */
static uint32_t somebody_with(unsigned decimals)
{
	struct history h;
	uint32_t found = 0;
	history_init(&h);
	for (uint32_t i = 0; i < w.population.count && !found; i++) {
		uint32_t n = population_number(&w.population, i);
		assert_int_equal(history_load(&h, w.store, n), OK);
		const struct currency *c = currency_find(str_of(h.wallet.currency));
		if (c && c->exponent == decimals && h.wallet.instrument_count && h.kyc.document_count &&
		    !h.risk.exclusion_since && !h.risk.cool_since && h.profile.status == ACCOUNT_ACTIVE &&
		    population_kind(&w.population, i) != KIND_NEW)
			found = n;
	}
	history_done(&h);
	assert_true(found);
	return found;
}

/* ---- the tests ---- */

/* Which type an act has to make, besides others. */
static const struct {
	enum live_act act;
	const char *type;
	unsigned times;
} made[] = {
	{ACT_LOGIN, "login.succeeded", 1},
	{ACT_LOGIN_FAILED, "login.failed", 1},
	{ACT_SESSION_START, "session.started", 1},
	{ACT_STRUCTURING, "deposit", 4},
	{ACT_ROUND, "round.played", 1},
	{ACT_BURST, "round.played", 20},
	{ACT_SESSION_END, "session.ended", 1},
	{ACT_BET, "bet.placed", 1},
	{ACT_DEPOSIT, "deposit", 1},
	{ACT_DEPOSIT_DECLINED, "deposit", 1},
	{ACT_CARDS, "deposit", 4},
	{ACT_WITHDRAWAL, "withdrawal.requested", 1},
	{ACT_TICKET, "ticket.changed", 1},
	{ACT_CHAT_MESSAGE, "chat.message", 1},
	{ACT_FLAG, "fraud.alert", 1},
	{ACT_IMPOSSIBLE_TRAVEL, "login.succeeded", 2},
	{ACT_COOL_OFF, "exclusion.changed", 1},
	{ACT_EXCLUDE, "exclusion.changed", 1},
};

static void every_act_is_told_as_it_is_described(void **state)
{
	(void)state;
	for (unsigned decimals = 0; decimals <= 3; decimals += decimals == 0 ? 2 : 1) {
		uint32_t customer = somebody_with(decimals);
		for (unsigned i = 0; i < ARRAY_LEN(made); i++) {
			told_services = 0;
			must_play(made[i].act, customer);
			assert_true(told_services);
			for (unsigned k = 0; k < taken_count; k++)
				(void)check_event(taken[k].event, taken[k].service);
			assert_int_equal(count_of(made[i].type), made[i].times);
		}
	}
	forget();
}

static void a_withdrawal_is_told_step_by_step(void **state)
{
	(void)state;
	static const char *const way[] = {"in_review", "approved", "sent", "paid"};
	struct live_order o = order(ACT_WITHDRAWAL_DECIDE, CUSTOMER_EXAMPLE);
	must_play(ACT_DEPOSIT, CUSTOMER_EXAMPLE);
	must_play(ACT_WITHDRAWAL, CUSTOMER_EXAMPLE);
	char id[REF_TEXT_MAX];
	assert_true(str_copy(id, sizeof(id), str_of(text(find("withdrawal.requested"), "transactionId"))));
	o.object = str_of(id);
	o.withdrawal = TX_IN_REVIEW;
	assert_int_equal(play(&o), OK);
	take_all();
	assert_int_equal(count_of("withdrawal.decided"), 1);
	assert_string_equal(text(find("withdrawal.decided"), "state"), "in_review");
	assert_int_equal(play(&o), ERR_CONFLICT); /* it is there already */
	o.withdrawal = TX_PAID;
	assert_int_equal(play(&o), OK);
	take_all();
	assert_int_equal(count_of("withdrawal.decided"), 3);
	unsigned step = 1;
	for (unsigned i = 0; i < taken_count; i++)
		if (strcmp(text(taken[i].event, "type"), "pitboss.withdrawal.decided") == 0)
			assert_string_equal(text(member(taken[i].event, "data"), "state"), way[step++]);
	assert_int_equal(minor(find("balance.changed"), "reserved") >= 0, 1);
	assert_int_equal(play(&o), ERR_CONFLICT);
	forget();
}

static void decisions_about_documents_limits_and_chats_are_told(void **state)
{
	(void)state;
	uint32_t customer = somebody_with(2);
	struct live_order o = order(ACT_KYC_DECIDE, CUSTOMER_EXAMPLE);
	o.document = DOCUMENT_REJECTED;
	assert_int_equal(play(&o), OK);
	take_all();
	assert_string_equal(text(find("kyc.decided"), "status"), "rejected");
	assert_non_null(member(find("kyc.decided"), "documentId"));

	o = order(ACT_LIMIT_CHANGE, CUSTOMER_EXAMPLE);
	o.limit_kind = LIMIT_LOSS;
	o.limit_period = PERIOD_WEEK;
	o.limit_by = 1;
	o.amount = 12345;
	assert_int_equal(play(&o), OK);
	take_all();
	assert_int_equal(minor(find("limit.changed"), "amount"), 12345);
	assert_string_equal(text(find("limit.changed"), "setBy"), "operator");
	o.limit_by = 0;
	o.amount = 99999; /* looser, at the customer's own wish: not yet */
	assert_int_equal(play(&o), OK);
	take_all();
	assert_null(find("limit.changed"));

	o = order(ACT_CHAT_MESSAGE, customer);
	o.text = STR("Is <this> \"mine\"? \xc3\xa9");
	assert_int_equal(play(&o), OK);
	take_all();
	assert_string_equal(text(find("chat.message"), "text"), "Is <this> \"mine\"? \xc3\xa9");
	o.from = FROM_AGENT;
	o.text = STR("Yes.");
	assert_int_equal(play(&o), OK);
	take_all();
	assert_string_equal(text(find("chat.message"), "from"), "agent");
	assert_string_equal(text(find("ticket.changed"), "status"), "waiting_for_customer");
	forget();
}

/* Every amount that was told, added up, is what the wallet holds: to the minor unit, with 0, 2 and 3 decimals. */
static void money_is_exact(void **state)
{
	(void)state;
	static const enum live_act acts[] = {ACT_DEPOSIT, ACT_ROUND,      ACT_ROUND, ACT_BET,
					     ACT_BURST,   ACT_WITHDRAWAL, ACT_ROUND, ACT_CARDS};
	struct history h;
	history_init(&h);
	for (unsigned decimals = 0; decimals <= 3; decimals += decimals == 0 ? 2 : 1) {
		/* Somebody whom the first test left alone: the last such customer. */
		uint32_t customer = 0;
		for (uint32_t i = w.population.count; i-- > 0 && !customer;) {
			assert_int_equal(history_load(&h, w.store, somebody(i)), OK);
			const struct currency *c = currency_find(str_of(h.wallet.currency));
			if (c->exponent == decimals && h.wallet.instrument_count && h.wallet.instrument_count < 6 &&
			    !h.gaming.open_count && !h.wallet.pending_count && !cashier_active_bonus(&h) &&
			    ledger_balance(&h, POCKET_CASH) >= 0)
				customer = somebody(i);
		}
		assert_true(customer);
		int64_t money = ledger_balance(&h, POCKET_CASH) + ledger_balance(&h, POCKET_BONUS);
		unsigned rounds = 0;
		for (unsigned round = 0; round < 6; round++)
			for (unsigned i = 0; i < ARRAY_LEN(acts); i++) {
				struct live_order o = order(acts[i], customer);
				o.count = acts[i] == ACT_CARDS ? 1 : acts[i] == ACT_BURST ? 7 : 0;
				if (play(&o))
					continue;
				take_all();
				for (unsigned k = 0; k < taken_count; k++) {
					json_object *data = member(taken[k].event, "data");
					const char *type = text(taken[k].event, "type") + 8;
					(void)check_event(taken[k].event, taken[k].service);
					if (strcmp(type, "round.played") == 0)
						money += minor(data, "payout") - minor(data, "stake");
					else if (strcmp(type, "bet.placed") == 0)
						money -= minor(data, "stake");
					else if (strcmp(type, "withdrawal.requested") == 0)
						money -= minor(data, "amount");
					else if (strcmp(type, "deposit") == 0 && strcmp(text(data, "state"), "settled") == 0)
						money += minor(data, "amount");
					else
						continue;
					/* Within a service they are in order; over all, the round is the newest. */
					if (strcmp(type, "round.played") == 0) {
						assert_int_equal(minor(data, "balance"), money);
						rounds++;
					}
				}
				json_object *balance = find("balance.changed");
				assert_int_equal(history_load(&h, w.store, customer), OK);
				if (balance) {
					assert_int_equal(minor(balance, "cash"), ledger_balance(&h, POCKET_CASH));
					assert_int_equal(minor(balance, "bonus"), ledger_balance(&h, POCKET_BONUS));
					assert_int_equal(minor(balance, "reserved"), h.wallet.reserved);
					assert_int_equal(minor(balance, "openStakes"), h.wallet.open_stakes);
				}
				assert_int_equal(money, ledger_balance(&h, POCKET_CASH) + ledger_balance(&h, POCKET_BONUS));
			}
		assert_true(rounds > 20);
	}
	forget();
	history_done(&h);
}

struct collected {
	struct buf all;
	unsigned count;
};

static void collect(void *ctx, enum fault_service service, struct str event)
{
	struct collected *c = ctx;
	buf_char(&c->all, (char)('0' + service));
	buf_str(&c->all, event);
	buf_char(&c->all, '\n');
	c->count++;
}

static unsigned tell(const struct emit_before *b, struct history *h, int64_t at, struct collected *c)
{
	struct buf scratch;
	struct emit_order o = {.h = h, .at = at, .put = collect, .ctx = c};
	buf_init(&c->all, 1u << 20);
	c->count = 0;
	buf_init(&scratch, 65536);
	unsigned n = emit_changes(b, &o, &scratch);
	assert_int_equal(buf_ok(&scratch), OK);
	buf_done(&scratch);
	return n;
}

static void the_same_change_makes_the_same_events(void **state)
{
	(void)state;
	struct history before, after;
	struct emit_before b;
	struct collected first, second;
	uint32_t customer = somebody(60);
	history_init(&before);
	history_init(&after);
	assert_int_equal(history_load(&before, w.store, customer), OK);
	emit_look(&b, &before);
	(void)play_act(ACT_DEPOSIT, customer);
	for (unsigned i = 0; i < 5; i++)
		(void)play_act(ACT_ROUND, customer);
	(void)play_act(ACT_TICKET, customer);
	take_all();
	assert_int_equal(history_load(&after, w.store, customer), OK);
	unsigned n = tell(&b, &after, CHECK_AS_OF, &first);
	assert_true(n > 6);
	assert_int_equal(tell(&b, &after, CHECK_AS_OF, &second), n);
	assert_int_equal(first.count, n);
	assert_true(str_eq(buf_view(&first.all), buf_view(&second.all)));
	/* Nothing happened: nothing is told. */
	emit_look(&b, &after);
	buf_done(&first.all);
	assert_int_equal(tell(&b, &after, CHECK_AS_OF, &first), 0);
	buf_done(&first.all);
	buf_done(&second.all);
	history_done(&before);
	history_done(&after);
	forget();
}

static void no_two_events_have_the_same_id(void **state)
{
	(void)state;
	struct sim_rng rng;
	json_object *seen = json_object_new_object();
	unsigned events = 0;
	rng_seed(&rng, 4, 4);
	for (unsigned i = 0; i < 1500; i++) {
		/* Few customers: the same things happen to them again and again. */
		struct live_order o = order((enum live_act)rng_below(&rng, ACT_COUNT_), somebody(70 + rng_below(&rng, 4)));
		o.withdrawal = (int)(TX_IN_REVIEW + rng_below(&rng, 8));
		o.document = (int)(DOCUMENT_ACCEPTED + rng_below(&rng, 3));
		o.limit_by = (int)rng_below(&rng, 2);
		o.limit_kind = (int)rng_below(&rng, 4);
		o.from = (int)rng_below(&rng, 3);
		o.ended = rng_below(&rng, 2);
		o.count = 1 + rng_below(&rng, 3);
		if (play(&o))
			continue;
		take_all();
		for (unsigned k = 0; k < taken_count; k++) {
			char key[128];
			(void)check_event(taken[k].event, taken[k].service);
			(void)snprintf(key, sizeof(key), "%u %s", (unsigned)taken[k].service, text(taken[k].event, "id"));
			if (member(seen, key))
				fail_msg("twice: %s", key);
			json_object_object_add(seen, key, json_object_new_boolean(1));
			events++;
		}
	}
	assert_true(events > 1500);
	(void)json_object_put(seen);
	struct history h;
	history_init(&h);
	for (unsigned i = 70; i < 74; i++) {
		assert_int_equal(history_load(&h, w.store, somebody(i)), OK);
		check_history(&h);
	}
	history_done(&h);
	forget();
}

static void a_break_ends_when_its_time_is_over_and_an_exclusion_does_not(void **state)
{
	(void)state;
	struct history h;
	struct emit_before b;
	struct collected told_of;
	struct sim_rng rng;
	struct live_order o = order(ACT_LOGIN, 0);
	history_init(&h);
	rng_seed(&rng, 1, 1);
	for (unsigned excluded = 0; excluded < 2; excluded++) {
		enum kind kind = excluded ? KIND_SELF_EXCLUDED : KIND_COOLING_OFF;
		assert_int_equal(history_load(&h, w.store, world_find(&w, kind)), OK);
		assert_true(excluded ? h.risk.exclusion_since : h.risk.cool_since);
		emit_look(&b, &h);
		struct live_scene s = {.h = &h, .rng = &rng, .order = &o, .at = CHECK_AS_OF};
		scene_catch_up(&s);
		assert_int_equal(h.risk.cool_since, b.risk.cool_since);
		s.at = MAX(h.risk.cool_until, h.risk.exclusion_until) + 1;
		scene_catch_up(&s);
		assert_int_equal(tell(&b, &h, s.at, &told_of) > 0, !excluded);
		buf_char(&told_of.all, 0);
		if (!excluded) {
			assert_non_null(strstr(told_of.all.p, "\"kind\":\"cool_off\",\"state\":\"ended\""));
			for (unsigned i = 0; i < h.risk.restriction_count; i++)
				assert_int_not_equal(h.risk.restrictions[i].reason, REASON_COOLING_OFF);
		}
		buf_done(&told_of.all);
	}
	history_done(&h);
}

static void who_is_not_asked_for_makes_no_events(void **state)
{
	(void)state;
	struct live_order o = order(ACT_ROUND, somebody(5));
	o.amount = INT64_C(900000000000);
	assert_int_equal(play(&o), ERR_CONFLICT);
	take_all();
	assert_int_equal(taken_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_act_is_told_as_it_is_described),
		cmocka_unit_test(a_withdrawal_is_told_step_by_step),
		cmocka_unit_test(decisions_about_documents_limits_and_chats_are_told),
		cmocka_unit_test(money_is_exact),
		cmocka_unit_test(the_same_change_makes_the_same_events),
		cmocka_unit_test(no_two_events_have_the_same_id),
		cmocka_unit_test(a_break_ends_when_its_time_is_over_and_an_exclusion_does_not),
		cmocka_unit_test(who_is_not_asked_for_makes_no_events),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
