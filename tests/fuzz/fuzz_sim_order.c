/* layer: sim */
/* Bodies of POST /play, and what is done with those that are understood: an order in range is played on a real customer, and
 * nothing that anybody asks for may break the ledger, lose count of the events, or leave one that isn't JSON. */
#include "base/json_reader.h"
#include "sim/generate.h"
#include "sim/ledger.h"
#include "sim/live.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct store *store;
static struct outbox *outbox;
static struct live *live;
static struct history history;
static struct arena arena;
static struct buf answer;

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void told(void *ctx, unsigned services)
{
	(void)ctx;
	(void)services;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char dir[] = "/tmp/pitboss-fuzz-order-XXXXXX", command[128];
	struct population population = {.count = 40, .seed = 3, .as_of_ms = INT64_C(1793491200000)};
	struct err_info info;
	struct loop *loop;
	(void)argc;
	(void)argv;
	MUST(mkdtemp(dir));
	MUST(generate(dir, &population, 1, NULL, &info) == OK && store_open(dir, &store, &info) == OK);
	(void)snprintf(command, sizeof(command), "rm -r %s", dir);
	MUST(system(command) == 0);
	MUST(outbox_open(store, &outbox) == OK && loop_new(0, &loop) == OK && live_new(loop, store, &live) == OK);
	live_tell(live, outbox, told, NULL);
	history_init(&history);
	arena_init(&arena, 4u << 20);
	buf_init(&answer, 1u << 20);
	return 0;
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
	MUST(event.n <= 65536 && is_json(event));
	++*(uint64_t *)ctx;
	return true;
}

static void check_events(void)
{
	for (unsigned i = 0; i < SIM_SERVICES; i++) {
		uint64_t n = 0;
		MUST(outbox_read(outbox, (enum fault_service)i, check_event, &n) == OK);
		MUST(n == outbox_pending(outbox, (enum fault_service)i));
		MUST(n == 0 || outbox_delivered(outbox, (enum fault_service)i, n) == OK);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct live_order o;
	struct err_info info = {0};
	struct json_writer w;
	struct str amount;
	const char *why = NULL;
	arena_reset(&arena);
	enum err e = order_parse(str_mem((const char *)data, size), &arena, &o, &amount, &info);
	MUST(e == OK || e == ERR_SYNTAX || e == ERR_SHAPE || e == ERR_NOT_FOUND || e == ERR_TOO_LARGE);
	if (e)
		return 0;
	MUST(o.count <= ORDER_ROUNDS_MAX && o.factor <= ORDER_FACTOR_MAX && o.days <= ORDER_DAYS_MAX);
	if (amount.p && order_parse_amount(amount, 2, &o.amount))
		return 0;
	o.customer = population_number(store_population(store), o.customer % store_population(store)->count);
	buf_reset(&answer);
	json_writer_init(&w, &answer);
	e = live_play(live, &o, &w, &why);
	MUST(e == OK || (e == ERR_CONFLICT && why));
	MUST(e || is_json(buf_view(&answer)));
	check_events();
	MUST(history_load(&history, store, o.customer) == OK);
	for (unsigned i = 0; i < POCKET_COUNT_; i++)
		MUST(ledger_sum(&history.wallet.pockets[i]) == ledger_balance(&history, (enum pocket_name)i));
	return 0;
}
