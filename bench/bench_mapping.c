/* layer: sources
 * How fast answers become records: MB of JSON a second through the shipped mappings, on answers that look like a service's. */
#include "base/clock.h"
#include "sources/plan.h"

#include <stdio.h>
#include <stdlib.h>

enum { RUNS = 200, GAMES = 40, BETS = 200, ARENA_MAX = 64 << 20 };

static void gaming(struct buf *b)
{
	BUF_LIT(b,
		"{\"data\":{\"playerId\":\"CUS-123456\",\"currencyCode\":\"USD\",\"lifetime\":{\"betCount\":1547,\"stakeMinor\":"
		"4523050,"
		"\"returnMinor\":4218025,\"sessionCount\":312,\"winCount\":640,\"lossCount\":850,\"favouriteGame\":\"Blackjack\","
		"\"lastPlayedAt\":1759760580000,\"openCount\":0,\"openStakeMinor\":0,\"voidCount\":3,\"freeBetStakeMinor\":0},"
		"\"games\":[");
	for (int i = 0; i < GAMES; i++)
		buf_printf(b,
			   "%s{\"gameId\":\"G-GAME-%d\",\"title\":\"Game number "
			   "%d\",\"vertical\":\"slots\",\"betCount\":%d,\"stakeMinor\":2100000,"
			   "\"returnMinor\":2000000,\"rtp\":0.9650,\"volatility\":4.25}",
			   i ? "," : "", i, i, 700 - i);
	BUF_LIT(b, "]}}");
}

static void bets(struct buf *b)
{
	BUF_LIT(b, "{\"playerId\":\"CUS-123456\",\"data\":[");
	for (int i = 0; i < BETS; i++)
		buf_printf(b,
			   "%s{\"betId\":\"BET-123456-%d\",\"playerId\":\"CUS-123456\",\"sessionId\":\"SES-456789\",\"gameId\":"
			   "\"G-ROULETTE\","
			   "\"gameTitle\":\"Roulette\",\"vertical\":\"table\",\"placedAt\":1759760580000,\"settledAt\":"
			   "1759760585000,\"status\":"
			   "\"WON\",\"currencyCode\":\"USD\",\"stakeMinor\":2500,\"returnMinor\":5000,\"bonusStakeMinor\":0,"
			   "\"freeBetStakeMinor\":0,\"jackpotMinor\":0,\"selections\":[]}",
			   i ? "," : "", i);
	BUF_LIT(b, "],\"nextCursor\":\"eyJ\"}");
}

static const struct source_plan *find(struct source_config *c, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(c[i].plan->name, name) == 0)
			return c[i].plan;
	return NULL;
}

static void measure(const char *what, const struct mapping *m, struct str body)
{
	struct arena a;
	struct record r;
	uint64_t start, best = UINT64_MAX;
	arena_init(&a, ARENA_MAX);
	for (int i = 0; i < RUNS; i++) {
		start = clock_mono_ns();
		enum source_error e = mapping_run(m, &body, STR("CUS-123456"), &a, NULL, &r, NULL);
		uint64_t took = clock_mono_ns() - start;
		if (e != SOURCE_OK) {
			printf("%s: %s\n", what, source_error_name(e));
			exit(1);
		}
		best = took < best ? took : best;
		arena_reset(&a);
	}
	printf("mapping %-8s %6zu bytes  %7.1f us  %6.0f MB/s\n", what, body.n, (double)best / 1000,
	       (double)body.n * 1000 / (double)best);
	arena_done(&a);
}

int main(int argc, char **argv)
{
	const char *file = argc > 1 ? argv[1] : "config/pitboss.yaml";
	static char text[YAML_BYTES_MAX];
	struct arena a;
	struct yaml_node *root;
	struct err_info info = {0};
	struct source_config *configs;
	size_t count;
	struct buf body;
	FILE *f = fopen(file, "re");
	size_t n = f ? fread(text, 1, sizeof(text), f) : 0;
	arena_init(&a, 16 << 20);
	if (!f || yaml_parse(str_mem(text, n), &a, &root, &info) != OK ||
	    source_configs_parse(yaml_get(root, "sources"), "config", &configs, &count, &info) != OK) {
		printf("%s: line %u: %s\n", file, info.line, info.text);
		return 1;
	}
	const struct source_plan *p = find(configs, count, "gaming");
	buf_init(&body, 1 << 20);
	gaming(&body);
	measure("gaming", p->parts[PART_GAMING]->mapping, buf_view(&body));
	buf_reset(&body);
	bets(&body);
	measure("bets", p->lists[LIST_BETS]->mapping, buf_view(&body));
	buf_done(&body);
	arena_done(&a);
	fclose(f);
	source_configs_free(configs, count);
	return 0;
}
