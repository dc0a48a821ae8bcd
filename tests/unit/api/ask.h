/* tests/unit/api/ask.h - asking the portal of a test over HTTP, and what is expected of the answer. */
#pragma once

#include "tests/unit/api/fake_state.h"

UNUSED static struct answer ask_as(const char *role, const char *method, const char *path, const char *body, const char *more)
{
	char request[16384];
	struct client c = client_connect(fake.port);
	int n = snprintf(
		request, sizeof request,
		"%s %s HTTP/1.1\r\nHost: 127.0.0.1:8360\r\n%s%s%sX-CSRF-Token: "
		"ccccccccccccccccccccccccccccccccccccccccccc\r\n%s%s%s\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s",
		method, path, role ? "Cookie: a=b; pitboss_session=" : "", role ? role : "", role ? "\r\n" : "",
		body ? "Content-Type: application/json\r\n" : "", more ? more : "", more ? "" : "X-Nothing: 1",
		body ? strlen(body) : 0, body ? body : "");
	assert_true(n > 0 && (size_t)n < sizeof request);
	client_send(&c, request);
	struct answer a = client_answer(&c, strcmp(method, "HEAD") == 0);
	client_close(&c);
	return a;
}

UNUSED static struct answer get_as(const char *role, const char *path)
{
	return ask_as(role, "GET", path, NULL, NULL);
}

UNUSED static void assert_has(const char *text, const char *piece)
{
	if (!strstr(text, piece))
		fail_msg("%s\nlacks %s", text, piece);
}

UNUSED static void assert_lacks(const char *text, const char *piece)
{
	if (strstr(text, piece))
		fail_msg("%s\nhas %s", text, piece);
}

/* Status, a piece of the body (may be NULL), and it is JSON. */
UNUSED static void expect_as(const char *role, const char *method, const char *path, const char *body, int status,
			     const char *piece)
{
	struct answer a = ask_as(role, method, path, body, NULL);
	if (a.status != status)
		fail_msg("%s %s: %d instead of %d: %s", method, path, a.status, status, a.body);
	if (piece)
		assert_has(a.body, piece);
	free(a.body);
}

UNUSED static void expect_get(const char *role, const char *path, int status, const char *piece)
{
	expect_as(role, "GET", path, NULL, status, piece);
}

UNUSED static const char *last_record(enum audit_kind kind)
{
	assert_true(fake.record_count > 0);
	assert_int_equal(fake.kinds[fake.record_count - 1], kind);
	return fake.records[fake.record_count - 1];
}

/* The nextCursor of an answer; "" when null. */
UNUSED static void cursor_of(const char *body, char out[8500])
{
	const char *p = strstr(body, "\"nextCursor\":\"");
	out[0] = '\0';
	if (p)
		snprintf(out, 8500, "%.*s", (int)strcspn(p + 14, "\""), p + 14);
}
