/* layer: sim */
/* Bodies of POST /faults, and any JSON through the mangler: a rule that was accepted is in range, and what comes out of the
 * mangler is JSON exactly when what went in was. */
#include "base/json_reader.h"
#include "sim/fault.h"

#include <stdlib.h>

static void check_rules(struct str body)
{
	struct fault_table t;
	struct err_info info = {0};
	fault_clear(&t);
	enum err e = fault_set_json(&t, body, &info);
	for (unsigned i = 0; i < FAULT_SERVICE_COUNT_; i++) {
		const struct fault_rule *r = &t.rules[i];
		bool untouched = r->mode == FAULT_NONE && r->latency_ms == 0 && r->share == 0;
		if (e != OK && !untouched)
			abort();
		if (r->mode >= FAULT_MODE_COUNT_ || r->latency_ms > FAULT_LATENCY_MAX_MS || !(r->share >= 0 && r->share <= 1))
			abort();
	}
}

static bool is_json(struct str text)
{
	struct json_reader r;
	json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
	json_skip(&r, NULL);
	return json_finish(&r) == OK;
}

static void check_mangler(struct str text)
{
	struct buf out;
	buf_init(&out, 16u << 20);
	bool mangled = fault_wrong_type(text, &out) == OK;
	if (mangled != is_json(text) || (mangled && !is_json(buf_view(&out))))
		abort();
	buf_reset(&out);
	fault_garbage(text, &out);
	if (is_json(buf_view(&out)))
		abort();
	buf_done(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_mem((const char *)data, size);
	check_rules(text);
	check_mangler(text);
	return 0;
}
