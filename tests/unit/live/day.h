/* tests/unit/live/day.h - a day of made-up events of a few customers, as senders would write them. Included once a program. */
#pragma once

#include "base/attr.h"
#include "base/clock.h"
#include "live/event.h"
#include "tests/unit/base/check.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define DAY_START INT64_C(1790000000000)

struct day {
	struct arena arena;
	struct live_event *events;
	size_t count, cap;
	uint64_t random;
};

__attribute__((unused)) static uint64_t day_random(struct day *d, uint64_t below)
{
	d->random = d->random * 6364136223846793005u + 1442695040888963407u;
	return (d->random >> 33) % below;
}

__attribute__((unused)) static void day_init(struct day *d, size_t cap, uint64_t seed)
{
	*d = (struct day){.cap = cap, .random = seed};
	arena_init(&d->arena, 64u << 20);
	d->events = calloc(cap, sizeof *d->events);
	assert_non_null(d->events);
}

__attribute__((unused)) static void day_done(struct day *d)
{
	arena_done(&d->arena);
	free(d->events);
}

/* @data: the members of "data". */
__attribute__((unused)) PRINTF_LIKE(5, 6) static struct live_event *day_add(struct day *d, const char *type, const char *customer,
									    int64_t at_ms, const char *data, ...)
{
	char at[CLOCK_RFC3339_MAX], body[1024];
	struct err_info info = {0};
	va_list args;
	va_start(args, data);
	vsnprintf(body, sizeof body, data, args);
	va_end(args);
	assert_true(d->count < d->cap);
	clock_format_rfc3339(at_ms, at);
	char *json = arena_printf(&d->arena,
				  "{\"specversion\":\"1.0\",\"type\":\"pitboss.%s\",\"source\":\"urn:test\",\"id\":\"e%zu\","
				  "\"subject\":\"%s\",\"time\":\"%s\",\"data\":{%s}}",
				  type, d->count, customer, at, body);
	struct live_event *e = &d->events[d->count++];
	if (event_parse(str_of(json), at_ms + 50, &d->arena, e, &info) != OK)
		fail_msg("%s: %s: %s", json, info.field, info.text);
	e->seq = d->count;
	return e;
}

/* One event of any kind, about one of few objects, so that they meet. */
__attribute__((unused)) static void day_any(struct day *d)
{
	char customer[16];
	int64_t at = DAY_START + (int64_t)day_random(d, 86400000);
	unsigned n = (unsigned)day_random(d, 5), amount = (unsigned)day_random(d, 9000), other = (unsigned)day_random(d, 900);
	snprintf(customer, sizeof customer, "CUS-%u", (unsigned)day_random(d, 3));
	switch (day_random(d, 14)) {
	case 0:
		day_add(d, "session.started", customer, at,
			"\"sessionId\":\"s%u\",\"game\":\"Game %u\",\"deviceId\":\"d1\",\"balance\":%u.5,\"currency\":\"EUR\"", n,
			n, amount);
		break;
	case 1:
		day_add(d, "session.ended", customer, at, "\"sessionId\":\"s%u\"", n);
		break;
	case 2:
	case 3:
	case 4:
		day_add(d, "round.played", customer, at,
			"\"betId\":\"r%zu\",\"sessionId\":\"s%u\",\"game\":\"Game "
			"%u\",\"stake\":%u.25,\"payout\":0,\"balance\":%u,"
			"\"currency\":\"EUR\"",
			d->count, n, other, other, amount);
		break;
	case 5:
		day_add(d, "bet.placed", customer, at,
			"\"betId\":\"b%u\",\"game\":\"Sports\",\"stake\":%u,\"potentialReturn\":%u,\"currency\":\"EUR\"", n,
			other, amount);
		break;
	case 6:
		day_add(d, "bet.settled", customer, at,
			"\"betId\":\"b%u\",\"outcome\":\"lost\",\"payout\":0,\"currency\":\"EUR\"", n);
		break;
	case 7:
		day_add(d, "balance.changed", customer, at, "\"cash\":%u,\"bonus\":%u,\"withdrawable\":%u,\"currency\":\"EUR\"",
			amount, other, amount);
		break;
	case 8:
		day_add(d, "deposit", customer, at,
			"\"transactionId\":\"t%u\",\"amount\":%u,\"state\":\"settled\",\"balance\":%u,\"currency\":\"EUR\"", n,
			other, amount);
		break;
	case 9:
		day_add(d, "withdrawal.requested", customer, at,
			"\"transactionId\":\"w%u\",\"amount\":%u,\"method\":\"bank\",\"currency\":\"EUR\"", n, other);
		break;
	case 10:
		day_add(d, "withdrawal.decided", customer, at, "\"transactionId\":\"w%u\",\"state\":\"%s\"", n,
			other % 3 ? "in_review" : "paid");
		break;
	case 11:
		day_add(d, other % 2 ? "login.succeeded" : "login.failed", customer, at,
			"\"ip\":\"203.0.113.%u\",\"city\":\"Town %u\",\"deviceId\":\"d%u\"", n, other, n);
		break;
	case 12:
		day_add(d, "exclusion.changed", customer, at, "\"kind\":\"%s\",\"state\":\"%s\"",
			other % 2 ? "self_exclusion" : "cool_off", amount % 2 ? "started" : "ended");
		break;
	default:
		day_add(d, "fraud.alert", customer, at,
			"\"flagId\":\"f%u\",\"flagType\":\"x\",\"severity\":\"%s\",\"class\":\"%s\"", n,
			other % 2 ? "low" : "high", amount % 3 ? "aml" : "fraud");
		break;
	}
}
