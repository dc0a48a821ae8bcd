/* layer: sim */
/* Bodies of writes to the simulated services. Whatever is asked: the answer is JSON, a refusal changes nothing, the same key says
 * the same again, no event is broken and the ledger adds up. Input: a byte for the write, one for the customer, then the object's
 * id and the body, a line each; "$K" as a body's key is what the service wants there. */
#include "sim/generate.h"
#include "sim/ledger.h"
#include "sim/live.h"
#include "sim/write.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct store *store;
static struct outbox *outbox;
static struct live *live;
static struct history history, before;
static struct arena arena;
static struct buf body, again, scratch;
static unsigned serial;
static const struct service *const services[SIM_SERVICES] = {&service_customer, &service_gaming,  &service_wallet,
							     &service_kyc,      &service_support, &service_risk};

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void told(void *ctx, unsigned n)
{
	(void)ctx;
	(void)n;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char dir[] = "/tmp/pitboss-fuzz-write-XXXXXX", command[128];
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
	history_init(&before);
	arena_init(&arena, 4u << 20);
	buf_init(&body, 1u << 20);
	buf_init(&again, 1u << 20);
	buf_init(&scratch, 1u << 20);
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

static void check_events(bool none)
{
	for (unsigned i = 0; i < SIM_SERVICES; i++) {
		uint64_t n = 0;
		MUST(outbox_read(outbox, (enum fault_service)i, check_event, &n) == OK);
		MUST(!none || n == 0);
		MUST(n == 0 || outbox_delivered(outbox, (enum fault_service)i, n) == OK);
	}
}

static const struct write_route *pick(unsigned n, enum fault_service *ret)
{
	for (;;)
		for (unsigned s = 0; s < SIM_SERVICES; s++)
			for (size_t i = 0; i < *services[s]->write_count; i++)
				if (n-- == 0) {
					*ret = (enum fault_service)s;
					return &services[s]->writes[i];
				}
}

static void check_history_of(uint32_t customer, bool unchanged)
{
	MUST(history_load(&history, store, customer) == OK);
	for (unsigned i = 0; i < POCKET_COUNT_; i++)
		MUST(ledger_sum(&history.wallet.pockets[i]) == ledger_balance(&history, (enum pocket_name)i));
	if (!unchanged)
		return;
	MUST(memcmp(&history.wallet, &before.wallet, sizeof(before.wallet)) == 0);
	MUST(memcmp(&history.risk, &before.risk, sizeof(before.risk)) == 0);
	MUST(memcmp(&history.profile, &before.profile, sizeof(before.profile)) == 0);
	MUST(memcmp(&history.kyc, &before.kyc, sizeof(before.kyc)) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest, object = STR_NONE;
	struct write_result r, repeat;
	char key[16];
	if (size < 2 || size > WRITE_BODY_MAX_BYTES)
		return 0;
	arena_reset(&arena);
	struct write_order o = {.number = population_number(store_population(store), data[1] % 40), .arena = &arena};
	o.run = pick(data[0], &o.service)->run;
	rest = str_mem((const char *)data + 2, size - 2);
	(void)str_split(&rest, '\n', &object);
	(void)snprintf(key, sizeof(key), "k%u", serial++);
	o.object = object;
	o.body = rest;
	o.request = str_of(arena_printf(&arena, "%u %.*s\n%.*s", o.number, (int)object.n, object.p ? object.p : "", (int)rest.n,
					rest.p ? rest.p : ""));
	o.key = str_of(key);
	if (services[o.service]->key_member) /* any text will do */
		(void)write_key_member(rest, services[o.service]->key_member, &arena);
	MUST(history_load(&before, store, o.number) == OK);
	buf_reset(&body);
	write_run(live, store, &o, &scratch, &body, &r);
	MUST(r.status == 200 || r.status == 400 || r.status == 404 || r.status == 409);
	MUST((r.status == 200) == (r.code == NULL) && !r.repeated);
	check_history_of(o.number, r.status != 200);
	check_events(r.status != 200);
	if (r.status != 200)
		return 0;
	MUST(is_json(buf_view(&body)));
	buf_reset(&again);
	write_run(live, store, &o, &scratch, &again, &repeat);
	MUST(repeat.status == 200 && repeat.repeated && str_eq(buf_view(&again), buf_view(&body)));
	check_events(true);
	return 0;
}
