/* Limits: what counts, what binds, and which changes hold at once, later, or not at all. */
#include "packs.h"
#include "rules/limits.h"

static struct packs *packs;
static struct time_zone amsterdam;
static const struct currency *eur, *gbp;

static int set_up(void **unused)
{
	(void)unused;
	packs = shipped_packs();
	amsterdam = zone_of("Europe/Amsterdam");
	eur = currency_find(STR("EUR"));
	gbp = currency_find(STR("GBP"));
	return 0;
}

static int tear_down(void **unused)
{
	(void)unused;
	packs_free(packs);
	return 0;
}

static struct play_limit limit(enum word_LIMIT kind, enum word_LIMIT_PER per, int64_t amount)
{
	return (struct play_limit){.kind = kind,
				   .per = per,
				   .basis = kind == LIMIT_LOSS ? BASIS_NET : BASIS_GROSS,
				   .window = WINDOW_CALENDAR,
				   .by_customer = true,
				   .currency = kind == LIMIT_TIME ? NULL : eur,
				   .amount = amount};
}

static struct limit_request request(enum word_LIMIT kind, enum word_LIMIT_PER per, int64_t amount)
{
	struct play_limit l = limit(kind, per, amount);
	return (struct limit_request){
		.kind = kind, .per = per, .basis = l.basis, .window = l.window, .currency = l.currency, .amount = amount};
}

static struct limit_facts facts(const char *pack, const struct play_limit *list, size_t count)
{
	return (struct limit_facts){.pack = pack_of(packs, pack),
				    .zone = &amsterdam,
				    .at_ms = at("2026-03-10T10:00:00Z"),
				    .age = 40,
				    .known = true,
				    .list = list,
				    .count = count};
}

static bool says(const struct verdict *v, enum verdict_code code)
{
	for (size_t i = 0; i < v->count; i++)
		if (v->rows[i].code == code)
			return true;
	return false;
}

/* ---- windows and use ---- */

static void periods_are_those_of_the_customers_own_clock(void **unused)
{
	(void)unused;
	static const struct {
		enum word_LIMIT_PER per;
		enum word_WINDOW window;
		const char *now, *from, *until;
	} rows[] = {
		{LIMIT_PER_DAY, WINDOW_CALENDAR, "2026-03-10T22:59:59Z", "2026-03-09T23:00:00Z", "2026-03-10T23:00:00Z"},
		{LIMIT_PER_DAY, WINDOW_CALENDAR, "2026-03-10T23:00:00Z", "2026-03-10T23:00:00Z", "2026-03-11T23:00:00Z"},
		/* The day that the clock goes forward has 23 hours. */
		{LIMIT_PER_DAY, WINDOW_CALENDAR, "2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"},
		{LIMIT_PER_DAY, WINDOW_ROLLING, "2026-03-29T12:00:00Z", "2026-03-28T12:00:00Z", "2026-03-29T12:00:00Z"},
		/* A Sunday, and the Monday after. */
		{LIMIT_PER_WEEK, WINDOW_CALENDAR, "2026-03-29T21:59:59Z", "2026-03-22T23:00:00Z", "2026-03-29T22:00:00Z"},
		{LIMIT_PER_WEEK, WINDOW_CALENDAR, "2026-03-29T22:00:00Z", "2026-03-29T22:00:00Z", "2026-04-05T22:00:00Z"},
		{LIMIT_PER_WEEK, WINDOW_ROLLING, "2026-03-31T10:00:00Z", "2026-03-24T11:00:00Z", "2026-03-31T10:00:00Z"},
		{LIMIT_PER_MONTH, WINDOW_CALENDAR, "2026-03-31T22:30:00Z", "2026-03-31T22:00:00Z", "2026-04-30T22:00:00Z"},
		{LIMIT_PER_MONTH, WINDOW_CALENDAR, "2026-12-15T10:00:00Z", "2026-11-30T23:00:00Z", "2026-12-31T23:00:00Z"},
		{LIMIT_PER_MONTH, WINDOW_ROLLING, "2026-03-31T10:00:00Z", "2026-02-28T11:00:00Z", "2026-03-31T10:00:00Z"},
	};
	int64_t from, until;
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		assert_true(limits_window(rows[i].per, rows[i].window, at(rows[i].now), &amsterdam, &from, &until));
		check_at(from, rows[i].from);
		check_at(until, rows[i].until);
	}
	assert_false(limits_window(LIMIT_PER_SESSION, WINDOW_CALENDAR, at("2026-03-10T10:00:00Z"), &amsterdam, &from, &until));
}

static void gross_counts_what_went_in_and_net_what_stayed(void **unused)
{
	(void)unused;
	const struct limit_flow flows[] = {{10, 5000}, {20, -7000}, {30, 1000}, {40, 300}};
	int64_t sum;
	assert_int_equal(limits_sum(flows, 4, BASIS_GROSS, 10, 40, &sum), OK);
	assert_int_equal(sum, 6000);
	assert_int_equal(limits_sum(flows, 4, BASIS_NET, 10, 40, &sum), OK);
	assert_int_equal(sum, 0);
	assert_int_equal(limits_sum(flows, 4, BASIS_NET, 30, 41, &sum), OK);
	assert_int_equal(sum, 1300);
	const struct limit_flow huge[] = {{1, INT64_MAX}, {2, 1}};
	assert_int_equal(limits_sum(huge, 2, BASIS_GROSS, 0, 9, &sum), ERR_RANGE);
}

static void use_is_known_only_for_the_period_it_was_said_of(void **unused)
{
	(void)unused;
	struct play_limit l = limit(LIMIT_DEPOSIT, LIMIT_PER_DAY, 10000);
	struct limit_use u;
	l.used_known = true;
	l.used = 4000;
	l.resets_at_ms = at("2026-03-10T23:00:00Z");
	limits_use(&l, at("2026-03-10T22:00:00Z"), &amsterdam, &u);
	assert_true(u.known && !u.reached);
	assert_int_equal(u.left, 6000);
	limits_use(&l, at("2026-03-10T23:00:00Z"), &amsterdam, &u);
	assert_false(u.known);
	l.resets_at_ms = 0;
	limits_use(&l, at("2026-03-10T22:00:00Z"), &amsterdam, &u);
	check_at(u.resets_at_ms, "2026-03-10T23:00:00Z");
	l.used = 12000;
	limits_use(&l, at("2026-03-10T22:00:00Z"), &amsterdam, &u);
	assert_true(u.reached && u.left == 0);
	l.amount = 0; /* blocks */
	l.used = 0;
	limits_use(&l, at("2026-03-10T22:00:00Z"), &amsterdam, &u);
	assert_true(u.reached);
}

static void the_lowest_of_several_binds_in_whatever_order(void **unused)
{
	(void)unused;
	struct play_limit list[] = {limit(LIMIT_DEPOSIT, LIMIT_PER_DAY, 10000), limit(LIMIT_DEPOSIT, LIMIT_PER_WEEK, 20000),
				    limit(LIMIT_DEPOSIT, LIMIT_PER_MONTH, 30000), limit(LIMIT_LOSS, LIMIT_PER_DAY, 1)};
	int64_t now = at("2026-03-10T10:00:00Z");
	struct limit_use u;
	for (int i = 0; i < 3; i++)
		list[i].used_known = true;
	list[2].used = 29000;
	assert_true(limits_binding(list, 4, LIMIT_DEPOSIT, now, &amsterdam, &u) == &list[2]);
	assert_int_equal(u.left, 1000);
	assert_null(limits_binding(list, 4, LIMIT_STAKE, now, &amsterdam, NULL));
	uint64_t dice = 3;
	for (unsigned n = 0; n < 2000; n++) {
		struct play_limit some[6], turned[6];
		for (size_t i = 0; i < 6; i++) {
			some[i] = limit(LIMIT_DEPOSIT, (enum word_LIMIT_PER)(roll(&dice) % 4), (int64_t)(roll(&dice) % 3) * 1000);
			some[i].used_known = roll(&dice) % 3 > 0;
			some[i].used = (int64_t)(roll(&dice) % 3) * 500;
			some[i].by_customer = roll(&dice) % 2;
			some[i].basis = (enum word_BASIS)(roll(&dice) % 2);
		}
		for (size_t i = 0, by = roll(&dice) % 6; i < 6; i++)
			turned[(i * 5 + by) % 6] = some[i];
		struct limit_use a = {0}, b = {0};
		const struct play_limit *x = limits_binding(some, 6, LIMIT_DEPOSIT, now, &amsterdam, &a);
		const struct play_limit *y = limits_binding(turned, 6, LIMIT_DEPOSIT, now, &amsterdam, &b);
		assert_int_equal(a.left, b.left);
		assert_int_equal(x->amount, y->amount);
		assert_true(x->per == y->per && x->basis == y->basis && x->by_customer == y->by_customer);
		for (size_t i = 0; i < 6; i++) {
			struct limit_use u1;
			limits_use(&some[i], now, &amsterdam, &u1);
			assert_true((a.known ? a.left : a.amount) <= (u1.known ? u1.left : u1.amount));
		}
	}
}

/* ---- changes ---- */

static void a_change_is_tighter_at_once_or_looser_later(void **unused)
{
	(void)unused;
	static const struct {
		const char *pack;
		int64_t now, asked; /* -1: none */
		enum limit_direction direction;
		const char *effective;
		bool confirmation;
		enum verdict_level level;
	} rows[] = {
		{"GB", 10000, 5000, LIMIT_TIGHTER, "2026-03-10T10:00:00Z", false, VERDICT_ALLOWED},
		{"GB", -1, 5000, LIMIT_TIGHTER, "2026-03-10T10:00:00Z", false, VERDICT_ALLOWED},
		{"GB", 10000, 0, LIMIT_TIGHTER, "2026-03-10T10:00:00Z", false, VERDICT_ALLOWED},
		{"GB", 10000, 10000, LIMIT_SAME, "2026-03-10T10:00:00Z", false, VERDICT_ALLOWED},
		{"GB", 10000, 10001, LIMIT_LOOSER, "2026-03-11T10:00:00Z", true, VERDICT_APPROVAL},
		{"GB", 10000, -1, LIMIT_LOOSER, "2026-03-11T10:00:00Z", true, VERDICT_APPROVAL},
		{"DE", 10000, 20000, LIMIT_LOOSER, "2026-03-17T10:00:00Z", false, VERDICT_APPROVAL},
		{"ON", 10000, 20000, LIMIT_LOOSER, "2026-03-11T10:00:00Z", false, VERDICT_APPROVAL},
		/* 72 hours, and not before the running month ends. */
		{"SE", 10000, 20000, LIMIT_LOOSER, "2026-03-31T22:00:00Z", false, VERDICT_APPROVAL},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct play_limit l = limit(LIMIT_DEPOSIT, LIMIT_PER_MONTH, rows[i].now);
		struct limit_facts f = facts(rows[i].pack, &l, rows[i].now >= 0);
		struct limit_request r = request(LIMIT_DEPOSIT, LIMIT_PER_MONTH, rows[i].asked);
		struct limit_decision d;
		r.removal = rows[i].asked < 0;
		limits_judge(&f, &r, &d);
		assert_int_equal(d.direction, rows[i].direction);
		check_at(d.effective_ms, rows[i].effective);
		assert_int_equal(d.needs_confirmation, rows[i].confirmation);
		assert_int_equal(d.verdict.level, rows[i].level);
	}
}

static void sweden_waits_72_hours_also_where_the_period_ends_sooner(void **unused)
{
	(void)unused;
	struct play_limit l = limit(LIMIT_LOSS, LIMIT_PER_DAY, 100);
	struct limit_facts f = facts("SE", &l, 1);
	struct limit_request r = request(LIMIT_LOSS, LIMIT_PER_DAY, 200);
	struct limit_decision d;
	limits_judge(&f, &r, &d);
	check_at(d.effective_ms, "2026-03-13T10:00:00Z");
}

static void whatever_is_not_surely_tighter_is_looser(void **unused)
{
	(void)unused;
	struct play_limit l = limit(LIMIT_DEPOSIT, LIMIT_PER_WEEK, 10000);
	struct limit_facts f = facts("ON", &l, 1);
	struct limit_decision d;
	struct limit_request net = request(LIMIT_DEPOSIT, LIMIT_PER_WEEK, 9000), rolling = net, dollars = net;
	net.basis = BASIS_NET;
	rolling.window = WINDOW_ROLLING;
	dollars.currency = gbp;
	const struct limit_request *all[] = {&net, &rolling, &dollars};
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		limits_judge(&f, all[i], &d);
		assert_int_equal(d.direction, LIMIT_LOOSER);
	}
	l.basis = BASIS_NET;
	struct limit_request gross = request(LIMIT_DEPOSIT, LIMIT_PER_WEEK, 10000);
	limits_judge(&f, &gross, &d);
	assert_int_equal(d.direction, LIMIT_TIGHTER);
	/* Another period is another limit: it comes beside. */
	struct limit_request other = request(LIMIT_DEPOSIT, LIMIT_PER_DAY, 999999);
	limits_judge(&f, &other, &d);
	assert_int_equal(d.direction, LIMIT_TIGHTER);
	assert_null(d.now);
}

static void the_netherlands_talk_with_who_wants_more(void **unused)
{
	(void)unused;
	static const struct {
		int age;
		enum word_LIMIT_PER per;
		int64_t now, asked;
		bool contact;
		enum verdict_level level;
		bool says;
	} rows[] = {
		{40, LIMIT_PER_MONTH, 20000, 35000, false, VERDICT_APPROVAL, false}, /* a second person, but no contact */
		{40, LIMIT_PER_MONTH, 20000, 35001, false, VERDICT_BLOCKED, true},
		{40, LIMIT_PER_MONTH, 20000, 35001, true, VERDICT_APPROVAL, false},
		{24, LIMIT_PER_MONTH, 10000, 15001, false, VERDICT_BLOCKED, true},
		{24, LIMIT_PER_MONTH, 10000, 15000, false, VERDICT_APPROVAL, false},
		{25, LIMIT_PER_MONTH, 10000, 15001, false, VERDICT_APPROVAL, false},
		{-1, LIMIT_PER_MONTH, 10000, 15001, false, VERDICT_BLOCKED, true}, /* nobody knows how old: the stricter */
		/* 12 euros a day are 372 in a month. */
		{40, LIMIT_PER_DAY, 1000, 1200, false, VERDICT_BLOCKED, true},
		{40, LIMIT_PER_DAY, 1000, 1100, false, VERDICT_APPROVAL, false},
		/* Lowered is lowered, however high it stays; a first one is a request of its size. */
		{40, LIMIT_PER_MONTH, 90000, 50000, false, VERDICT_ALLOWED, false},
		{40, LIMIT_PER_MONTH, -1, 50000, false, VERDICT_APPROVAL, true},
		{40, LIMIT_PER_MONTH, -1, 35000, false, VERDICT_ALLOWED, false},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct play_limit l = limit(LIMIT_DEPOSIT, rows[i].per, rows[i].now);
		struct limit_facts f = facts("NL", &l, rows[i].now >= 0);
		struct limit_request r = request(LIMIT_DEPOSIT, rows[i].per, rows[i].asked);
		struct limit_decision d;
		f.age = rows[i].age;
		f.contact_made = rows[i].contact;
		limits_judge(&f, &r, &d);
		assert_int_equal(d.verdict.level, rows[i].level);
		assert_int_equal(says(&d.verdict, VERDICT_LIMIT_CONTACT), rows[i].says);
	}
}

static void a_lower_limit_beside_it_keeps_a_high_one_harmless(void **unused)
{
	(void)unused;
	struct play_limit list[] = {limit(LIMIT_DEPOSIT, LIMIT_PER_MONTH, 30000), limit(LIMIT_DEPOSIT, LIMIT_PER_WEEK, 10000)};
	struct limit_facts f = facts("NL", list, 2);
	struct limit_request r = request(LIMIT_DEPOSIT, LIMIT_PER_WEEK, 50000);
	struct limit_decision d;
	limits_judge(&f, &r, &d);
	assert_false(says(&d.verdict, VERDICT_LIMIT_CONTACT));
	/* Unless that one is about to be raised. */
	list[0].pending = true;
	list[0].pending_amount = 60000;
	limits_judge(&f, &r, &d);
	assert_true(says(&d.verdict, VERDICT_LIMIT_CONTACT));
}

static void germany_caps_what_may_be_asked_for(void **unused)
{
	(void)unused;
	struct play_limit l = limit(LIMIT_DEPOSIT, LIMIT_PER_MONTH, 50000);
	struct limit_facts f = facts("DE", &l, 1);
	struct limit_decision d;
	struct limit_request most = request(LIMIT_DEPOSIT, LIMIT_PER_MONTH, 100000),
			     more = request(LIMIT_DEPOSIT, LIMIT_PER_MONTH, 100001);
	limits_judge(&f, &most, &d);
	assert_int_equal(d.verdict.level, VERDICT_APPROVAL);
	limits_judge(&f, &more, &d);
	assert_int_equal(d.verdict.level, VERDICT_BLOCKED);
	assert_string_equal(d.verdict.rows[0].rule->id, "DE/deposit-cap");
	struct limit_request none = most;
	none.removal = true;
	limits_judge(&f, &none, &d);
	assert_int_equal(d.verdict.level, VERDICT_BLOCKED);
	/* Across operators: what is had elsewhere counts, where that is known. */
	limits_judge(&f, &most, &d);
	assert_true(says(&d.verdict, VERDICT_OTHER_OPERATORS_UNKNOWN));
	f.elsewhere_known = true;
	limits_judge(&f, &most, &d);
	assert_int_equal(d.verdict.level, VERDICT_APPROVAL);
	assert_false(says(&d.verdict, VERDICT_OTHER_OPERATORS_UNKNOWN));
	f.elsewhere = 1;
	limits_judge(&f, &most, &d);
	assert_int_equal(d.verdict.level, VERDICT_BLOCKED);
	f.elsewhere = INT64_MAX;
	limits_judge(&f, &most, &d);
	assert_int_equal(d.verdict.level, VERDICT_BLOCKED);
	f.elsewhere_known = false;
	/* Pounds are not compared with euros: a person does that. */
	l.currency = more.currency = gbp;
	limits_judge(&f, &more, &d);
	assert_true(says(&d.verdict, VERDICT_AMOUNT_NOT_COMPARABLE));
	assert_int_equal(d.verdict.level, VERDICT_APPROVAL);
}

static void only_a_gross_limit_of_a_fixed_period_is_called_a_deposit_limit(void **unused)
{
	(void)unused;
	struct limit_facts f = facts("GB", NULL, 0);
	struct limit_request r = request(LIMIT_DEPOSIT, LIMIT_PER_MONTH, 100);
	struct limit_decision d;
	r.window = WINDOW_ROLLING;
	limits_judge(&f, &r, &d); /* in March: not yet */
	assert_false(says(&d.verdict, VERDICT_LIMIT_NAMING));
	f.at_ms = at("2026-10-01T00:00:00Z");
	limits_judge(&f, &r, &d);
	assert_true(says(&d.verdict, VERDICT_LIMIT_NAMING));
	r.window = WINDOW_CALENDAR;
	limits_judge(&f, &r, &d);
	assert_false(says(&d.verdict, VERDICT_LIMIT_NAMING));
}

static void where_nothing_is_known_a_limit_may_come_beside_but_none_go(void **unused)
{
	(void)unused;
	struct limit_facts f = facts("GB", NULL, 0);
	struct limit_request r = request(LIMIT_DEPOSIT, LIMIT_PER_DAY, 100);
	struct limit_decision d;
	f.known = false;
	limits_judge(&f, &r, &d);
	assert_int_equal(d.direction, LIMIT_UNSURE);
	assert_int_equal(d.verdict.level, VERDICT_ALLOWED);
	r.removal = true;
	limits_judge(&f, &r, &d);
	assert_int_equal(d.verdict.level, VERDICT_BLOCKED);
}

static void the_operators_limit_stays_whatever_the_customer_wants(void **unused)
{
	(void)unused;
	struct play_limit l = limit(LIMIT_DEPOSIT, LIMIT_PER_MONTH, 5000);
	struct limit_facts f = facts("GB", &l, 1);
	struct limit_request r = request(LIMIT_DEPOSIT, LIMIT_PER_MONTH, 9000);
	struct limit_decision d;
	l.by_customer = false;
	limits_judge(&f, &r, &d);
	assert_null(d.now);
	assert_int_equal(d.direction, LIMIT_TIGHTER);
	assert_true(says(&d.verdict, VERDICT_LIMIT_LOWER_ONE_APPLIES));
}

static void a_looser_limit_holds_when_its_time_has_come_and_it_is_confirmed(void **unused)
{
	(void)unused;
	struct play_limit l = limit(LIMIT_DEPOSIT, LIMIT_PER_DAY, 1000);
	struct limit_facts f = facts("GB", &l, 1);
	struct limit_request r = request(LIMIT_DEPOSIT, LIMIT_PER_DAY, 2000), lower = request(LIMIT_DEPOSIT, LIMIT_PER_DAY, 500);
	struct limit_decision d;
	struct limit_use u;
	bool removed = true;
	assert_int_equal(limits_confirm(&l, f.at_ms, &removed), ERR_NOT_FOUND);
	limits_judge(&f, &r, &d);
	limits_change(&l, &r, &d);
	assert_int_equal(l.amount, 1000);
	assert_int_equal(limits_confirm(&l, d.effective_ms - 1, &removed), ERR_LIMIT);
	assert_false(limits_advance(&l, d.effective_ms + 86400000, &removed)); /* never by itself */
	limits_use(&l, d.effective_ms, &amsterdam, &u);
	assert_int_equal(u.amount, 1000);
	assert_int_equal(limits_confirm(&l, d.effective_ms, &removed), OK);
	assert_false(removed);
	assert_int_equal(l.amount, 2000);
	assert_false(l.pending);

	/* Second thoughts: a lower one takes back what was pending. */
	r.amount = 3000;
	limits_judge(&f, &r, &d);
	limits_change(&l, &r, &d);
	limits_judge(&f, &lower, &d);
	limits_change(&l, &lower, &d);
	assert_int_equal(l.amount, 500);
	assert_int_equal(limits_confirm(&l, INT64_MAX, &removed), ERR_NOT_FOUND);

	/* Where the pack wants no confirmation it holds by itself. */
	f.pack = pack_of(packs, "ON");
	r.removal = true;
	limits_judge(&f, &r, &d);
	limits_change(&l, &r, &d);
	assert_false(limits_advance(&l, d.effective_ms - 1, &removed));
	limits_use(&l, d.effective_ms, &amsterdam, &u);
	assert_true(u.none);
	assert_true(limits_advance(&l, d.effective_ms, &removed) && removed);
}

/* Whatever was asked for in whatever order: a limit in force is never above what it was a wait ago, or what was set since. */
static void nothing_loosens_a_limit_before_its_wait(void **unused)
{
	(void)unused;
	static const char *const names[] = {"GB", "MT", "DE", "NL", "SE", "ES", "ON", "default"};
	uint64_t dice = 77;
	for (unsigned n = 0; n < 1500; n++) {
		struct play_limit l = limit(LIMIT_LOSS, LIMIT_PER_WEEK, 1000);
		struct limit_facts f = facts(names[roll(&dice) % ARRAY_LEN(names)], &l, 1);
		const struct rule *rule = pack_rule(f.pack, RULE_LIMIT_INCREASE, f.at_ms);
		int64_t asked_ms = 0, pending = 0;
		for (unsigned step = 0; step < 30; step++) {
			bool removed = false;
			int64_t before = l.amount;
			f.at_ms += (int64_t)(roll(&dice) % 40) * 3600000;
			if (roll(&dice) % 3 == 0) {
				bool was = l.pending;
				bool took = limits_confirm(&l, f.at_ms, &removed) == OK;
				if (took) {
					assert_true(was && f.at_ms >= period_end(rule_period(rule, LIMIT_INCREASE_wait), asked_ms,
										 &amsterdam, NULL, PERIOD_EARLIEST));
					assert_int_equal(l.amount, pending);
				}
				continue;
			}
			if (limits_advance(&l, f.at_ms, &removed))
				assert_false(rule_is(rule, LIMIT_INCREASE_confirmation));
			before = l.amount;
			struct limit_request r = request(LIMIT_LOSS, LIMIT_PER_WEEK, (int64_t)(roll(&dice) % 20) * 100);
			struct limit_decision d;
			limits_judge(&f, &r, &d);
			limits_change(&l, &r, &d);
			assert_true(l.amount <= before);
			assert_int_equal(l.amount, MIN(before, r.amount));
			if (d.direction == LIMIT_LOOSER) {
				asked_ms = f.at_ms;
				pending = r.amount;
			}
		}
	}
}

/* Lowering twice is lowering to the lower one, whichever came first. */
static void the_order_of_lowerings_does_not_matter(void **unused)
{
	(void)unused;
	uint64_t dice = 4;
	for (unsigned n = 0; n < 500; n++) {
		struct play_limit a = limit(LIMIT_STAKE, LIMIT_PER_DAY, 5000), b = a;
		int64_t asked[5];
		for (size_t i = 0; i < 5; i++)
			asked[i] = (int64_t)(roll(&dice) % 5000);
		for (size_t i = 0; i < 10; i++) {
			struct play_limit *l = i < 5 ? &a : &b;
			struct limit_facts f = facts("GB", l, 1);
			struct limit_request r = request(LIMIT_STAKE, LIMIT_PER_DAY, asked[i < 5 ? i : 9 - i]);
			struct limit_decision d;
			limits_judge(&f, &r, &d);
			if (d.direction != LIMIT_LOOSER)
				limits_change(l, &r, &d);
		}
		assert_int_equal(a.amount, b.amount);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(periods_are_those_of_the_customers_own_clock),
		cmocka_unit_test(gross_counts_what_went_in_and_net_what_stayed),
		cmocka_unit_test(use_is_known_only_for_the_period_it_was_said_of),
		cmocka_unit_test(the_lowest_of_several_binds_in_whatever_order),
		cmocka_unit_test(a_change_is_tighter_at_once_or_looser_later),
		cmocka_unit_test(sweden_waits_72_hours_also_where_the_period_ends_sooner),
		cmocka_unit_test(whatever_is_not_surely_tighter_is_looser),
		cmocka_unit_test(the_netherlands_talk_with_who_wants_more),
		cmocka_unit_test(a_lower_limit_beside_it_keeps_a_high_one_harmless),
		cmocka_unit_test(germany_caps_what_may_be_asked_for),
		cmocka_unit_test(only_a_gross_limit_of_a_fixed_period_is_called_a_deposit_limit),
		cmocka_unit_test(where_nothing_is_known_a_limit_may_come_beside_but_none_go),
		cmocka_unit_test(the_operators_limit_stays_whatever_the_customer_wants),
		cmocka_unit_test(a_looser_limit_holds_when_its_time_has_come_and_it_is_confirmed),
		cmocka_unit_test(nothing_loosens_a_limit_before_its_wait),
		cmocka_unit_test(the_order_of_lowerings_does_not_matter),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
