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

/* Of a write: when it goes wrong. */
enum fault_phase {
	PHASE_NONE,   /* the rule is for reads and writes alike */
	PHASE_BEFORE, /* nothing is done */
	PHASE_DURING, /* it is done, and no proper answer comes */
	PHASE_AFTER,  /* it is done, and said to have failed */
	PHASE_COUNT_
};

enum fault_service { FAULT_CUSTOMER, FAULT_GAMING, FAULT_WALLET, FAULT_KYC, FAULT_SUPPORT, FAULT_RISK, FAULT_SERVICE_COUNT_ };

#define FAULT_LATENCY_MAX_MS     600000
#define FAULT_LATENCY_DEFAULT_MS 2000 /* of mode slow, where none is given */
#define FAULT_TIMES_MAX          1000000

struct fault_rule {
	enum fault_mode mode;
	uint32_t latency_ms;    /* any mode may be late besides */
	double share;           /* 0..1 of the requests */
	enum fault_phase phase; /* but none: writes only */
	uint32_t times;         /* requests that it hits still; 0: any number */
};

struct fault_table {
	struct fault_rule rules[FAULT_SERVICE_COUNT_];
};

void fault_clear(struct fault_table *t);
/* The body of POST /faults: {"service": "wallet" | "all", "mode": "slow", "latencyMs": 300, "share": 0.5, "phase": "before",
 * "times": 1}. All but service and mode are optional (share 1). Mode "none" lifts the fault, with latencyMs it makes the service
 * late but right. ERR_SYNTAX, ERR_SHAPE with info naming the field; the table is unchanged on failure. */
NODISCARD enum err fault_set_json(struct fault_table *t, struct str body, struct err_info *info);
/* The table as JSON, for GET /faults. */
void fault_write_json(const struct fault_table *t, struct buf *out);
/* What happens to the next read of @service, or to the next write. Draws from @rng only when 0 < share < 1. A rule that has hit
 * so often as it was to is lifted. */
enum fault_mode fault_pick(struct fault_table *t, enum fault_service service, struct sim_rng *rng, uint32_t *ret_latency_ms);
enum fault_mode fault_pick_write(struct fault_table *t, enum fault_service service, struct sim_rng *rng, uint32_t *ret_latency_ms,
				 enum fault_phase *ret_phase);

/* How a write ends that a fault has hit. */
enum fault_end {
	END_ANSWER,  /* as it should be */
	END_FAILED,  /* 503 */
	END_DROPPED, /* 503, and the connection closes */
	END_RESET,   /* the connection is reset without a byte */
	END_SILENCE, /* nothing ever comes */
	END_SPOILT,  /* the mode mangles whatever there is to say */
};
struct fault_course {
	bool effect; /* what was asked for is done */
	enum fault_end end;
};
/* Any mode, any phase. */
struct fault_course fault_course(enum fault_phase phase, enum fault_mode mode);

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
