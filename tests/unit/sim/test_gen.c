#include "check_history.h"

#include "base/clock.h"
#include "base/money.h"
#include "sim/games.h"

#include <math.h>

#define CUSTOMERS 1500u

static struct population people(uint64_t seed)
{
	return (struct population){.count = CUSTOMERS, .seed = seed, .as_of_ms = CHECK_AS_OF};
}

static struct history h, other;

static int setup(void **state)
{
	(void)state;
	history_init(&h);
	history_init(&other);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	history_done(&h);
	history_done(&other);
	return 0;
}

static void hash_row(void *ctx, enum table t, int64_t id, struct str body)
{
	uint64_t *hash = ctx;
	*hash = rng_mix(*hash ^ (uint64_t)t, (uint64_t)id) ^ str_hash_stable(body);
}

static uint64_t hash_of(const struct population *p, uint32_t position, struct history *into)
{
	uint64_t hash = 0;
	gen_customer(p, position, into);
	assert_int_equal(history_flush(into, hash_row, &hash), OK);
	return hash;
}

static void everything_adds_up_in_every_kind_and_currency(void **state)
{
	(void)state;
	struct population p = people(360);
	unsigned kinds[KIND_COUNT_] = {0}, exponents[5] = {0};
	for (uint32_t i = 0; i < p.count; i++) {
		gen_customer(&p, i, &h);
		check_history(&h);
		kinds[population_kind(&p, i)]++;
		const struct currency *c = currency_find(str_of(h.wallet.currency));
		assert_non_null(c);
		exponents[c->exponent]++;
	}
	for (unsigned k = 0; k < KIND_COUNT_; k++)
		assert_true(kinds[k] > 0);
	assert_true(exponents[0] > 10 && exponents[2] > 100 && exponents[3] > 10);
}

static void nothing_happens_after_the_end_of_the_history(void **state)
{
	(void)state;
	struct population p = people(7);
	for (uint32_t i = 1; i < p.count; i++) {
		gen_customer(&p, i, &h);
		if (h.txs.length)
			assert_true(((const struct tx *)series_at(&h.txs, h.txs.length - 1))->at <= CHECK_AS_OF);
		if (h.bets.length)
			assert_true(((const struct bet *)series_at(&h.bets, h.bets.length - 1))->placed_at <= CHECK_AS_OF);
		if (h.tickets.length) {
			const struct ticket *t = series_at(&h.tickets, h.tickets.length - 1);
			assert_true(t->opened_at + (int64_t)t->last_s * 1000 <= CHECK_AS_OF);
		}
	}
}

static void the_same_seed_gives_the_same_bytes_in_any_order(void **state)
{
	(void)state;
	struct population p = people(360), q = people(361);
	unsigned same = 0;
	for (uint32_t i = 1; i < 120; i++) {
		uint64_t first = hash_of(&p, i, &h);
		(void)hash_of(&q, 119 - i + 1, &other); /* something else in between */
		assert_true(hash_of(&p, i, &other) == first);
		same += hash_of(&q, i, &other) == first;
	}
	assert_int_equal(same, 0);
}

static void the_example_has_the_figures_of_the_contract(void **state)
{
	(void)state;
	struct population p = people(99); /* of any seed */
	uint32_t position;
	assert_true(population_position(&p, CUSTOMER_EXAMPLE, &position));
	gen_customer(&p, position, &h);
	check_history(&h);
	assert_string_equal(h.profile.username, "john_player_77");
	assert_string_equal(h.profile.email, "john@example.com");
	assert_string_equal(h.profile.phone, "+1-555-0123");
	assert_string_equal(h.profile.full_name, "John Smith");
	assert_int_equal(h.profile.birth_day, clock_days_from_civil(1985, 6, 15));
	assert_int_equal(h.profile.registered_day, clock_days_from_civil(2023, 1, 10));
	assert_string_equal(h.wallet.currency, "USD");
	assert_true(licence_at(h.profile.licence)->credit_cards);
	assert_int_equal(h.gaming.settled, 1547);
	assert_int_equal(h.gaming.wagered, 4523050);
	assert_int_equal(h.gaming.won, 4218025);
	assert_int_equal(h.sessions.length, 312);
	assert_int_equal(h.gaming.last_played, INT64_C(1759760580000)); /* 2025-10-06T14:23:00Z */
	assert_int_equal(h.wallet.pockets[POCKET_CASH].balance, 125075);
	assert_int_equal(h.wallet.pockets[POCKET_BONUS].balance, 5000);
	assert_int_equal(h.wallet.deposits_settled - h.wallet.deposits_refunded - h.wallet.deposits_charged_back, 1500000);
	assert_int_equal(h.wallet.withdrawals_paid, 1250000);
	assert_int_equal(h.wallet.last_deposit, 50000);
	assert_int_equal(h.wallet.last_deposit_method, METHOD_CREDIT_CARD + 1);
	assert_int_equal(h.wallet.last_deposit_at, INT64_C(1759660200000)); /* 2025-10-05T10:30:00Z */
	assert_int_equal(h.wallet.pending_count, 0);
	assert_true(h.kyc.identity && h.kyc.address && !h.kyc.funds);
	assert_int_equal(h.risk.flag_count, 1);
	assert_int_equal(h.risk.flags[0].type, FT_UNUSUAL_BETTING);
	assert_int_equal(h.tickets.length, 1);
	const struct session *s = series_at(&h.sessions, 311);
	assert_true(s->open);
	assert_int_equal(s->started_at, INT64_C(1759759200000)); /* 2025-10-06T14:00:00Z */
	assert_int_equal(s->current_stake, 2500);
	assert_int_equal(s->table_balance, 15000);
}

static void the_example_never_breaks_its_own_limits(void **state)
{
	(void)state;
	struct population p = people(99);
	uint32_t position;
	int32_t day = 0;
	int64_t in_day = 0;
	assert_true(population_position(&p, CUSTOMER_EXAMPLE, &position));
	gen_customer(&p, position, &h);
	for (uint32_t i = 0; i < h.txs.length; i++) {
		const struct tx *t = series_at(&h.txs, i);
		assert_true(t->balance >= 0);
		if (t->kind != TX_DEPOSIT)
			continue;
		in_day = (int32_t)(t->at / DAY_MS) == day ? in_day + t->amount : t->amount;
		day = (int32_t)(t->at / DAY_MS);
		assert_true(in_day <= 50000);
	}
}

static void without_aml(struct history *x)
{
	struct risk *r = &x->risk;
	unsigned n = 0;
	for (unsigned i = 0; i < r->flag_count; i++)
		if (flag_at(r->flags[i].type)->class != FLAG_AML)
			r->flags[n++] = r->flags[i];
	memset(&r->flags[n], 0, (FLAGS_MAX - n) * sizeof(r->flags[0]));
	r->flag_count = (uint8_t)n;
	for (unsigned i = 0; i < n; i++)
		r->flags[i].id = 0;
	for (unsigned i = 0; i < DEVICES_MAX; i++)
		x->profile.devices[i].id = 0;
	memset(x->profile.username, 0, sizeof(x->profile.username));
	memset(x->profile.email, 0, sizeof(x->profile.email));
	memset(x->profile.former_emails, 0, sizeof(x->profile.former_emails));
}

static void same_series(struct series *a, struct series *b)
{
	assert_int_equal(a->length, b->length);
	for (uint32_t i = 0; i < a->length; i++)
		assert_memory_equal(series_at(a, i), series_at(b, i), a->kind->pack->size);
}

static void twins_are_alike_but_for_ids_and_aml(void **state)
{
	(void)state;
	struct population p = people(360);
	unsigned pairs = 0;
	for (uint32_t i = 0; i < p.count; i++) {
		unsigned member, aml = 0, aml_other = 0;
		if (population_kind(&p, i) != KIND_TWIN || population_group(&p, i, &member) != i || member != 0)
			continue;
		uint32_t second = 0;
		for (uint32_t k = 0; k < p.count; k++)
			if (k != i && population_group(&p, k, &member) == i)
				second = k;
		assert_true(second);
		gen_customer(&p, i, &h);
		gen_customer(&p, second, &other);
		for (unsigned f = 0; f < h.risk.flag_count; f++)
			aml += flag_at(h.risk.flags[f].type)->class == FLAG_AML;
		for (unsigned f = 0; f < other.risk.flag_count; f++)
			aml_other += flag_at(other.risk.flags[f].type)->class == FLAG_AML;
		assert_true(aml > 0 && aml_other == 0);
		assert_int_equal(strlen(h.profile.username), strlen(other.profile.username));
		assert_int_equal(h.wallet.pending_count, 1);
		assert_int_equal(h.wallet.pending[0].state, TX_IN_REVIEW);
		assert_int_equal(h.wallet.pending[0].reason, REASON_REVIEW);
		without_aml(&h);
		without_aml(&other);
		assert_memory_equal(&h.profile, &other.profile, sizeof(h.profile));
		assert_memory_equal(&h.gaming, &other.gaming, sizeof(h.gaming));
		assert_memory_equal(&h.wallet, &other.wallet, sizeof(h.wallet));
		assert_memory_equal(&h.kyc, &other.kyc, sizeof(h.kyc));
		assert_memory_equal(&h.risk, &other.risk, sizeof(h.risk));
		same_series(&h.txs, &other.txs);
		same_series(&h.bets, &other.bets);
		same_series(&h.sessions, &other.sessions);
		same_series(&h.logins, &other.logins);
		same_series(&h.letters, &other.letters);
		same_series(&h.statements, &other.statements);
		same_series(&h.tickets, &other.tickets);
		pairs++;
	}
	assert_true(pairs >= 4);
}

static void an_aml_flag_never_raises_the_risk_level(void **state)
{
	(void)state;
	struct population p = people(360);
	unsigned seen = 0;
	for (uint32_t i = 0; i < p.count; i++) {
		uint8_t level = 0;
		if (population_kind(&p, i) != KIND_STRUCTURING)
			continue;
		gen_customer(&p, i, &h);
		for (unsigned f = 0; f < h.risk.flag_count; f++) {
			bool aml = flag_at(h.risk.flags[f].type)->class == FLAG_AML;
			seen += aml;
			level = aml ? level : MAX(level, h.risk.flags[f].severity);
		}
		assert_int_equal(h.risk.level, level);
		assert_int_equal(h.profile.risk, level);
	}
	assert_true(seen > 0);
}

static void ring_members_share_their_devices_and_nobody_else_does(void **state)
{
	(void)state;
	struct population p = people(360);
	for (uint32_t i = 0; i < 500; i++) {
		unsigned member;
		uint32_t first = population_group(&p, i, &member);
		if (member == 0)
			continue;
		bool ring = population_kind(&p, i) == KIND_BONUS_RING;
		gen_customer(&p, i, &h);
		gen_customer(&p, first, &other);
		assert_true((h.profile.devices[0].id == other.profile.devices[0].id) == ring);
	}
}

/* Per unit staked, whoever staked it: games of chance come to their theory, single bets on sports leave the house its margin. */
static void the_house_keeps_its_edge(void **state)
{
	(void)state;
	struct population p = people(360);
	double sums[64] = {0}, singles = 0;
	unsigned counts[64] = {0}, single_count = 0;
	assert_true(games_count() <= ARRAY_LEN(sums));
	for (uint32_t i = 0; i < p.count; i++) {
		gen_customer(&p, i, &h);
		for (uint32_t n = 0; n < h.bets.length; n++) {
			const struct bet *b = series_at(&h.bets, n);
			if (b->state == BET_OPEN || b->state == BET_VOID || b->stake == 0)
				continue;
			double back = (double)b->won / (double)b->stake;
			if (b->legs == 0) {
				sums[b->game] += back;
				counts[b->game]++;
			} else if (b->legs == 1) {
				singles += back;
				single_count++;
			}
		}
	}
	for (unsigned i = 0; i < games_first_sport(); i++) {
		const struct game *game = game_at(i);
		/* Of the example's rounds the results are chosen; they are few. */
		assert_true(counts[i] > 300);
		assert_true(fabs(sums[i] / counts[i] - game->rtp) < 5 * game->volatility / sqrt(counts[i]) + 0.005);
	}
	assert_true(single_count > 10000);
	assert_true(singles / single_count > 0.88 && singles / single_count < 0.99);
}

static void people_play_most_on_weekends_and_evenings(void **state)
{
	(void)state;
	struct population p = people(360);
	unsigned days[7] = {0}, hours[24] = {0};
	for (uint32_t i = 1; i < p.count; i++) {
		if (population_kind(&p, i) != KIND_RECREATIONAL)
			continue;
		gen_customer(&p, i, &h);
		for (uint32_t n = 0; n < h.sessions.length; n++) {
			int64_t local = ((const struct session *)series_at(&h.sessions, n))->started_at +
					zone_offset_min(h.profile.time_zone) * MINUTE_MS;
			days[(local / DAY_MS + 3) % 7]++;
			hours[local / HOUR_MS % 24]++;
		}
	}
	assert_true(days[5] > days[1] * 1.25); /* Saturday, Tuesday */
	assert_true(hours[21] > hours[5] * 5);
}

static void high_volume_has_more_than_100000_bets(void **state)
{
	(void)state;
	struct population p = people(4711);
	gen_customer(&p, 0, &h);
	assert_int_equal(population_kind(&p, 0), KIND_HIGH_VOLUME);
	assert_true(h.bets.length > 100000);
}

static void kinds_are_what_they_say(void **state)
{
	(void)state;
	struct population p = people(360);
	unsigned missing = 0;
	for (uint32_t i = 1; i < p.count; i++) {
		enum kind kind = population_kind(&p, i);
		gen_customer(&p, i, &h);
		bool excluded = h.profile.status == ACCOUNT_SELF_EXCLUDED;
		assert_true(excluded == (kind == KIND_SELF_EXCLUDED));
		assert_true((h.risk.exclusion_since != 0) == excluded);
		assert_true((h.risk.cool_since != 0) == (kind == KIND_COOLING_OFF));
		if (kind == KIND_NEW)
			missing += !h.profile.phone[0] || !h.profile.street[0] || !h.profile.full_name[0];
		if (kind == KIND_DORMANT && h.bets.length)
			assert_true(h.gaming.last_played < CHECK_AS_OF - 150 * DAY_MS);
		if (excluded) /* what was theirs went back to them */
			assert_true(h.wallet.pockets[POCKET_CASH].balance <= 0 || h.wallet.pending_count);
		if (strcmp(h.profile.country, "GB") == 0)
			for (unsigned k = 0; k < h.wallet.instrument_count; k++)
				assert_int_not_equal(h.wallet.instruments[k].method, METHOD_CREDIT_CARD);
	}
	assert_true(missing > 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_adds_up_in_every_kind_and_currency),
		cmocka_unit_test(nothing_happens_after_the_end_of_the_history),
		cmocka_unit_test(the_same_seed_gives_the_same_bytes_in_any_order),
		cmocka_unit_test(the_example_has_the_figures_of_the_contract),
		cmocka_unit_test(the_example_never_breaks_its_own_limits),
		cmocka_unit_test(twins_are_alike_but_for_ids_and_aml),
		cmocka_unit_test(an_aml_flag_never_raises_the_risk_level),
		cmocka_unit_test(ring_members_share_their_devices_and_nobody_else_does),
		cmocka_unit_test(the_house_keeps_its_edge),
		cmocka_unit_test(people_play_most_on_weekends_and_evenings),
		cmocka_unit_test(high_volume_has_more_than_100000_bets),
		cmocka_unit_test(kinds_are_what_they_say),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
