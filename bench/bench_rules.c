/* layer: rules
 * Nanoseconds an event for all instant rules: of customers whose windows are in the processor's cache and of more than fit there,
 * by kind of event and mixed as an operator sends them. */
#include "base/clock.h"
#include "rules/signals.h"

#include <stdio.h>
#include <stdlib.h>

enum { FEW = 64, MANY = 50000, EVENTS = 400000, ROUNDS = 12 };
#define FIRST_MS 1764547200000 /* 2025-12-01 */

static uint64_t next(uint64_t *state)
{
	*state = *state * 6364136223846793005u + 1442695040888963407u;
	return *state >> 33;
}

/* Nine of ten are play. */
static enum signal_kind mixed_kind(uint64_t n)
{
	static const enum signal_kind rest[] = {SIGNAL_DEPOSIT, SIGNAL_LOGIN, SIGNAL_SESSION, SIGNAL_WITHDRAWAL,
						SIGNAL_LOGIN_FAILED};
	return n % 10 ? SIGNAL_ROUND : rest[n / 10 % ARRAY_LEN(rest)];
}

static struct signal_event event_of(enum signal_kind kind, uint64_t seq, uint64_t random)
{
	struct signal_event ev = {
		.kind = kind, .at_ms = FIRST_MS + (int64_t)seq * 3, .seq = seq, .id = seq, .currency = 978, .exponent = 2};
	if (kind == SIGNAL_ROUND) {
		ev.amount_minor = 100 << random % 12; /* a stake in eight is high */
		ev.payout_minor = random & 4096 ? 0 : 200 << random % 12;
	} else if (kind == SIGNAL_DEPOSIT || kind == SIGNAL_WITHDRAWAL) {
		ev.amount_minor = 1000 << random % 12;
		ev.transaction = seq;
		ev.card = kind == SIGNAL_DEPOSIT ? random % 5 + 1 : 0;
		ev.device = random % 3 + 1;
	} else if (kind == SIGNAL_LOGIN) {
		ev.device = random % 3 + 1;
		ev.has_place = true;
		ev.latitude = 48 + (double)(random % 100) / 100;
		ev.longitude = 11;
	}
	return ev;
}

/* The best of some rounds: others work on the same machine. */
static double measure(const struct signal_rules *r, struct signal_window *windows, size_t customers, int kind)
{
	struct signal_hit hits[SIGNAL_HITS_MAX];
	uint64_t state = 1, seq = 0;
	double best = 0;
	for (size_t i = 0; i < customers; i++)
		signal_window_init(&windows[i]);
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t started = clock_mono_ns();
		for (uint64_t i = 0; i < EVENTS; i++) {
			uint64_t random = next(&state);
			struct signal_event ev =
				event_of(kind < 0 ? mixed_kind(random) : (enum signal_kind)kind, ++seq, next(&state));
			signals_apply(r, &windows[random % customers], &ev, hits);
		}
		double ns = (double)(clock_mono_ns() - started) / EVENTS;
		best = round <= 1 || ns < best ? ns : best; /* the first one fills the windows */
	}
	return best;
}

int main(void)
{
	static const struct {
		const char *name;
		int kind;
	} rows[] = {{"mixed", -1},
		    {"round played", SIGNAL_ROUND},
		    {"deposit", SIGNAL_DEPOSIT},
		    {"withdrawal", SIGNAL_WITHDRAWAL},
		    {"login", SIGNAL_LOGIN}};
	struct signal_rules rules;
	struct signal_window *windows = malloc(MANY * sizeof *windows);
	if (!windows)
		return 1;
	signal_rules_init(&rules);
	rules.whatever_date = true;
	printf("window of a customer: %zu bytes\n", sizeof *windows);
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		double few = measure(&rules, windows, FEW, rows[i].kind), many = measure(&rules, windows, MANY, rows[i].kind);
		printf("all rules, %-13s %4.0f ns an event in cache, %4.0f ns over %d customers\n", rows[i].name, few, many,
		       MANY);
	}
	free(windows);
	return 0;
}
