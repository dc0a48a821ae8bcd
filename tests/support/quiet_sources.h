/* tests/support/quiet_sources.h - the sources as far as their callers need them beside asking: they have their names, nothing
 * about a customer ever changes, and nothing is kept whole. Definitions of the real functions' names: the linker takes these, in
 * a program that defines sources_look(), sources_list() and what else it asks. Included once a program. */
#pragma once

#include "sources/sources.h"

const char *source_error_name(enum source_error e)
{
	static const char *const names[SOURCE_ERROR_COUNT_] = {
		"ok",        "timeout",    "unreachable",    "http_error", "refused",    "throttled", "malformed",
		"truncated", "wrong_type", "wrong_customer", "too_large",  "overloaded", "not_found", "not_configured"};
	return names[e];
}

const char *sources_part_source(const struct sources *s, enum part p)
{
	static const char *const names[PART_COUNT_] = {"customer", "customer", "gaming", "gaming",
						       "wallet",   "kyc",      "risk",   "support"};
	(void)s;
	return names[p];
}

/* Every look is answered at once. */
void sources_look_cancel(struct look_ticket *t)
{
	(void)t;
}

bool sources_look_since(struct sources *s, struct loop *l, struct str customer, enum part p, uint64_t since_mono_ms,
			struct look *ret, look_done_fn *done, void *ctx, struct look_ticket **ret_ticket)
{
	(void)since_mono_ms;
	return sources_look(s, l, customer, p, ret, done, ctx, ret_ticket);
}

struct snapshot *sources_patch(struct sources *s, struct str customer, struct snapshot *old, void *body, size_t bytes)
{
	(void)s, (void)customer, (void)old, (void)body, (void)bytes;
	return NULL;
}

void sources_snapshot_grew(struct sources *s, struct str customer, enum part p, struct snapshot *snapshot, size_t bytes)
{
	(void)s, (void)customer, (void)p, (void)snapshot, (void)bytes;
}

uint64_t sources_generation(struct sources *s, struct str customer)
{
	(void)s, (void)customer;
	return 0;
}

uint64_t sources_part_ttl_ms(const struct sources *s, enum part p)
{
	(void)s, (void)p;
	return 0;
}

void sources_count_shown(struct sources *s, struct loop *l)
{
	(void)s, (void)l;
}
