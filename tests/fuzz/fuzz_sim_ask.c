/* layer: sim */
/* What clients of the simulated services send: ids, cursors, marks, pages, search texts. Nothing may crash, and what is answered
 * must be JSON. Input: a byte for the route, then the customer's id, the object's id and the query string, a line each. */
#include "sim/generate.h"
#include "sim/service.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static struct store *store;
static struct population population;
static struct arena arena;
static struct buf body, scratch;
static const struct service *const services[] = {&service_customer, &service_gaming,  &service_wallet,
						 &service_kyc,      &service_support, &service_risk};

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char dir[] = "/tmp/pitboss-fuzz-sim-XXXXXX", command[128];
	struct err_info info;
	(void)argc;
	(void)argv;
	population = (struct population){.count = 40, .seed = 3, .as_of_ms = INT64_C(1793491200000)};
	MUST(mkdtemp(dir));
	MUST(generate(dir, &population, 1, NULL, &info) == OK && store_open(dir, &store, &info) == OK);
	/* The files stay open; their names aren't needed any more. */
	(void)snprintf(command, sizeof(command), "rm -r %s", dir);
	MUST(system(command) == 0);
	arena_init(&arena, 4u << 20);
	buf_init(&body, 8u << 20);
	buf_init(&scratch, 1u << 20);
	return 0;
}

static const struct route *pick(unsigned n)
{
	for (;;)
		for (size_t s = 0; s < ARRAY_LEN(services); s++)
			for (size_t i = 0; i < services[s]->count; i++)
				if (n-- == 0)
					return &services[s]->routes[i];
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest, id = STR_NONE, object = STR_NONE;
	struct json_writer w;
	uint32_t number = 0, position;
	if (size == 0)
		return 0;
	rest = str_mem((const char *)data + 1, size - 1);
	const struct route *route = pick(data[0]);
	(void)str_split(&rest, '\n', &id);
	(void)str_split(&rest, '\n', &object);
	if (customer_number_parse(id, &number)) {
		char text[CUSTOMER_ID_MAX];
		MUST(str_eq(id, str_mem(text, customer_id_format(number, text))));
	}
	if (!population_position(&population, number, &position))
		number = CUSTOMER_EXAMPLE; /* what the server answers itself */
	arena_reset(&arena);
	buf_reset(&body);
	json_writer_init(&w, &body);
	struct ask q = {.store = store, .number = number, .object = object, .arena = &arena, .scratch = &scratch, .w = &w};
	if (url_parse_query(rest, &arena, q.params, ASK_PARAMS_MAX, &q.param_count))
		return 0;
	enum err e = route->answer(&q);
	MUST(e == OK || e == ERR_NOT_FOUND || e == ERR_SHAPE);
	if (e == OK && !q.draw) {
		struct json_reader r;
		json_reader_init(&r, buf_view(&body), JSON_LIMITS_DEFAULT);
		(void)json_skip(&r, NULL);
		MUST(json_finish(&r) == OK);
	}
	return 0;
}
