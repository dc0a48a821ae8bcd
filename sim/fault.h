/* sim/fault.h - faults on demand, per service, and what they do to an answer.
 *
 * A rule says what happens to which share of a service's requests. The table is data only: the server applies what fault_pick()
 * says (slow and hang by its timers, down by closing, truncated by cutting), and uses the manglers here for bodies. Thread: the
 * table belongs to the simulator's one loop. */
#pragma once

#include "base/buf.h"
#include "sim/rng.h"

enum fault_mode {
	FAULT_NONE,
	FAULT_SLOW,           /* the right answer, latency_ms later */
	FAULT_ERROR,          /* 500 or 503 with a body of text */
	FAULT_DOWN,           /* the connection is closed without a byte */
	FAULT_HANG,           /* nothing ever comes; the connection stays open */
	FAULT_GARBAGE,        /* 200 with bytes that are no JSON */
	FAULT_TRUNCATED,      /* 200, the full Content-Length, half the body, then the connection closes */
	FAULT_WRONG_TYPE,     /* 200, well-formed JSON, with every value of another type */
	FAULT_WRONG_CUSTOMER, /* 200 and valid, but about another customer */
	FAULT_MODE_COUNT_
};

enum fault_service { FAULT_CUSTOMER, FAULT_GAMING, FAULT_WALLET, FAULT_KYC, FAULT_SUPPORT, FAULT_RISK, FAULT_SERVICE_COUNT_ };

#define FAULT_LATENCY_MAX_MS     600000
#define FAULT_LATENCY_DEFAULT_MS 2000 /* of mode slow, where none is given */

struct fault_rule {
	enum fault_mode mode;
	uint32_t latency_ms; /* any mode may be late besides */
	double share;        /* 0..1 of the requests */
};

struct fault_table {
	struct fault_rule rules[FAULT_SERVICE_COUNT_];
};

void fault_clear(struct fault_table *t);
/* The body of POST /faults: {"service": "wallet" | "all", "mode": "slow", "latencyMs": 300, "share": 0.5}. latencyMs and share
 * are optional (share 1). Mode "none" lifts the fault, with latencyMs it makes the service late but right. ERR_SYNTAX, ERR_SHAPE
 * with info naming the field; the table is unchanged on failure. */
NODISCARD enum err fault_set_json(struct fault_table *t, struct str body, struct err_info *info);
/* The table as JSON, for GET /faults. */
void fault_write_json(const struct fault_table *t, struct buf *out);
/* What happens to the next request of @service. Draws from @rng only when 0 < share < 1. */
enum fault_mode fault_pick(const struct fault_table *t, enum fault_service service, struct sim_rng *rng,
			   uint32_t *ret_latency_ms);

const char *fault_mode_name(enum fault_mode m);
const char *fault_service_name(enum fault_service s);
/* False: no such service. */
bool fault_service_parse(struct str s, enum fault_service *ret);

/* About as many bytes as @like has (64 at least), deterministic, that are neither JSON nor UTF-8. */
void fault_garbage(struct str like, struct buf *out);
/* The same JSON with every value's type changed, so that whatever member a mapping reads, it is of a wrong type: numbers become
 * objects and words, strings numbers that are no integer, no money and no time, booleans strings, null an array, arrays objects.
 * Objects stay objects under the same keys, with their members changed. ERR_SYNTAX: @json isn't JSON; ERR_NOMEM, ERR_TOO_LARGE:
 * see @out. */
NODISCARD enum err fault_wrong_type(struct str json, struct buf *out);
