#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "sim/history.h"
#include "sim/rng.h"

#include <stdlib.h>

static const struct pack_table *const tables[] = {&pack_profile, &pack_gaming,    &pack_wallet, &pack_kyc, &pack_support,
						  &pack_risk,    &pack_login,     &pack_mail,   &pack_bet, &pack_session,
						  &pack_tx,      &pack_statement, &pack_ticket};

static void fill_number(const struct pack_field *f, char *at, struct sim_rng *rng)
{
	/* Sizes of all kinds, zero among them. */
	uint64_t v = rng_below(rng, 4) == 0 ? 0 : rng_u64(rng) >> rng_below(rng, 64);
	static const size_t sizes[] = {1, 2, 4, 8, 4, 8, 4, 8};
	memcpy(at, &v, sizes[f->type]); /* little-endian, as all machines that this runs on */
}

static void fill(const struct pack_table *t, char *rec, struct sim_rng *rng)
{
	memset(rec, 0, t->size);
	for (uint32_t i = 0; i < t->count; i++) {
		const struct pack_field *f = &t->fields[i];
		if (f->type == PACK_TEXT) {
			uint32_t n = rng_below(rng, f->size);
			for (uint32_t k = 0; k < n; k++)
				rec[f->offset + k] = (char)('a' + rng_below(rng, 26));
		} else if (f->type == PACK_LIST) {
			uint32_t n = rng_below(rng, f->size + 1);
			*(uint8_t *)(rec + f->count_offset) = (uint8_t)n;
			for (uint32_t k = 0; k < n; k++)
				fill(f->items, rec + f->offset + k * f->items->size, rng);
		} else {
			fill_number(f, rec + f->offset, rng);
		}
	}
}

static void every_row_comes_back_as_it_was(void **state)
{
	(void)state;
	struct sim_rng rng;
	struct buf out;
	rng_seed(&rng, 1, 1);
	buf_init(&out, 1u << 20);
	for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
		size_t size = tables[t]->size;
		char *recs = malloc(3 * size), *back = malloc(3 * size);
		for (unsigned round = 0; round < 200; round++) {
			buf_reset(&out);
			for (unsigned i = 0; i < 3; i++) {
				fill(tables[t], recs + i * size, &rng);
				pack_encode(tables[t], recs + i * size, i ? recs + (i - 1) * size : NULL, &out);
			}
			assert_int_equal(buf_ok(&out), OK);
			struct str in = buf_view(&out);
			for (unsigned i = 0; i < 3; i++)
				assert_int_equal(pack_decode(tables[t], &in, i ? back + (i - 1) * size : NULL, back + i * size),
						 OK);
			assert_int_equal(in.n, 0);
			assert_memory_equal(recs, back, 3 * size);
		}
		free(recs);
		free(back);
	}
	buf_done(&out);
}

static void a_damaged_row_is_noticed_or_harmless(void **state)
{
	(void)state;
	struct sim_rng rng;
	struct buf out;
	rng_seed(&rng, 2, 2);
	buf_init(&out, 1u << 20);
	unsigned refused = 0;
	for (size_t t = 0; t < ARRAY_LEN(tables); t++) {
		char *rec = malloc(tables[t]->size), *back = malloc(tables[t]->size);
		for (unsigned round = 0; round < 300; round++) {
			buf_reset(&out);
			fill(tables[t], rec, &rng);
			pack_encode(tables[t], rec, NULL, &out);
			/* An exact copy, so that a read past the end is seen. */
			size_t n = round % 2 ? rng_below(&rng, (uint32_t)out.n) : out.n;
			char *copy = malloc(n + 1);
			memcpy(copy, out.p, n);
			if (round % 2 == 0 && n)
				copy[rng_below(&rng, (uint32_t)n)] ^= (char)(1 + rng_below(&rng, 255));
			copy = realloc(copy, MAX(n, 1u));
			struct str in = str_mem(copy, n);
			refused += pack_decode(tables[t], &in, NULL, back) == ERR_CORRUPT;
			free(copy);
		}
		free(rec);
		free(back);
	}
	assert_true(refused > 500);
	buf_done(&out);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_row_comes_back_as_it_was),
		cmocka_unit_test(a_damaged_row_is_noticed_or_harmless),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
