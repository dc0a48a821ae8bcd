/* layer: rules
 * What a pre-flight's verdict costs: nanoseconds for limits, exclusions, what is blocked, a board of clocks and thresholds over
 * 180 days, by the packs of the folder named (./rules); and what loading packs and a time zone costs. */
#include "base/clock.h"
#include "rules/clocks.h"
#include "rules/decisions.h"
#include "rules/thresholds.h"

#include <stdio.h>
#include <stdlib.h>

enum { ROUNDS = 20000, DAYS = 180, CLOCKS = 1000 };

static const char *const names[] = {"default", "gb", "mt", "de", "nl", "se", "es", "on"};
static struct packs *packs;
static struct time_zone zone;
static int64_t now;
static volatile int64_t sink;

static void load(const char *dir)
{
	static char text[1 << 20];
	const char *file;
	struct err_info info;
	MUST(packs_new(&packs) == OK);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char path[512];
		snprintf(path, sizeof path, "%s/%s.yaml", dir, names[i]);
		FILE *f = fopen(path, "re");
		if (!f) {
			fprintf(stderr, "%s: cannot be read\n", path);
			exit(1);
		}
		size_t n = fread(text, 1, sizeof text, f);
		fclose(f);
		MUST(packs_add(packs, str_mem(text, n), path, &info) == OK);
	}
	MUST(packs_seal(packs, &file, &info) == OK);
}

static const struct pack *any_pack(unsigned i)
{
	return packs_at(packs, i % packs_count(packs));
}

static void limits(unsigned i)
{
	const struct currency *eur = currency_find(STR("EUR"));
	const struct play_limit list[] = {{LIMIT_DEPOSIT, LIMIT_PER_DAY, BASIS_GROSS, WINDOW_CALENDAR, true, eur, 50000, true,
					   20000, 0, false, false, false, 0, 0},
					  {LIMIT_LOSS, LIMIT_PER_WEEK, BASIS_NET, WINDOW_CALENDAR, true, eur, 90000, true, 100, 0,
					   false, false, false, 0, 0},
					  {LIMIT_DEPOSIT, LIMIT_PER_MONTH, BASIS_GROSS, WINDOW_CALENDAR, false, eur, 99000, true,
					   9, 0, false, false, false, 0, 0}};
	const struct limit_facts f = {
		.pack = any_pack(i), .zone = &zone, .at_ms = now, .age = 30, .known = true, .list = list, .count = 3};
	const struct limit_request r = {
		.kind = LIMIT_DEPOSIT, .per = LIMIT_PER_DAY, .window = WINDOW_CALENDAR, .currency = eur, .amount = 60000 + i};
	struct limit_decision d;
	limits_judge(&f, &r, &d);
	sink += d.effective_ms;
}

static void exclusions(unsigned i)
{
	const struct exclusion list[] = {{EXCLUSION_SELF, now - 86400000, now + 86400000 * INT64_C(180)},
					 {EXCLUSION_COOL_OFF, now - 86400000, now + 86400000}};
	const struct exclusion_facts f = {
		.pack = any_pack(i), .zone = &zone, .at_ms = now, .known = true, .list = list, .count = 2};
	const struct exclusion_request r = {.form = EXCLUSION_SELF, .term = {6, PERIOD_MONTH}};
	struct exclusion_decision d;
	struct verdict v;
	exclusion_judge(&f, &r, &d);
	verdict_init(&v);
	exclusion_reinstate(&f, &v);
	sink += d.until_ms + (int64_t)v.count;
}

static void blocks(unsigned i)
{
	const struct bonus_facts f = {
		.blocks = {.pack = any_pack(i), .at_ms = now, .states = STATE_BIT(EXCLUDED) | STATE_BIT(NO_CONSENT)}};
	struct verdict v;
	verdict_init(&v);
	bonus_judge(&f, &v);
	sink += (int64_t)v.count;
}

static void thresholds(unsigned i)
{
	static struct day_sum days[DAYS];
	for (int d = 0; d < DAYS && !days[0].day; d++)
		days[DAYS - 1 - d] = (struct day_sum){time_zone_day(&zone, now) - d, 1000, 300};
	const struct threshold_facts f = {.pack = any_pack(i),
					  .zone = &zone,
					  .at_ms = now,
					  .age = 30,
					  .currency = currency_find(STR("EUR")),
					  .cash_known = true,
					  .play_known = true,
					  .cash = days,
					  .cash_count = DAYS,
					  .play = days,
					  .play_count = DAYS};
	struct verdict v;
	uint32_t states = 0;
	verdict_init(&v);
	thresholds_judge(&f, &v, &states);
	sink += states;
}

static void board(unsigned i)
{
	static struct clock_row rows[CLOCKS];
	size_t count = 0;
	for (unsigned k = 0; k < CLOCKS; k++) {
		const struct clock_fact fact = {.clock = k % 2 ? CLOCK_COMPLAINT : CLOCK_SUBJECT_ACCESS,
						.started_ms = now - (int64_t)(k * 7919u % 5000) * 3600000};
		count += clock_judge(any_pack(i + k), &zone, &fact, now, &rows[count]);
	}
	clocks_sort(rows, count);
	sink += clocks_next_ms(rows, count);
}

static void measure(const char *what, void (*fn)(unsigned), unsigned rounds)
{
	fn(0);
	uint64_t start = clock_mono_ns();
	for (unsigned i = 0; i < rounds; i++)
		fn(i);
	printf("%-44s %10.0f ns\n", what, (double)(clock_mono_ns() - start) / rounds);
}

int main(int argc, char **argv)
{
	uint64_t start = clock_mono_ns();
	load(argc > 1 ? argv[1] : "rules");
	printf("%-44s %10.2f ms\n", "loading the shipped packs", (double)(clock_mono_ns() - start) / 1e6);
	start = clock_mono_ns();
	MUST(time_zone_load(STR("Europe/Amsterdam"), &zone) == OK);
	printf("%-44s %10.2f ms\n", "loading one more time zone", (double)(clock_mono_ns() - start) / 1e6);
	now = clock_wall_ms();
	measure("a raise of a limit among three", limits, ROUNDS);
	measure("an exclusion, and a reinstatement", exclusions, ROUNDS);
	measure("a bonus for somebody excluded", blocks, ROUNDS);
	measure("thresholds over 180 days", thresholds, ROUNDS);
	measure("a board of 1,000 clocks, sorted", board, ROUNDS / 100);
	packs_free(packs);
	return 0;
}
