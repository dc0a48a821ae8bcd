/* layer: connect */
/* What browsers and push services send: an endpoint, two keys and a Retry-After, split at LF. */
#include "connect/push_endpoint.h"
#include "connect/push_quiet.h"
#include "net/url.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *const names[] = {"fcm.googleapis.com", "*.push.services.mozilla.com"};

static void fuzz_endpoint(struct str endpoint, bool loopback)
{
	const struct push_hosts hosts = {.names = names, .count = ARRAY_LEN(names), .loopback = loopback};
	char origin[PUSH_ORIGIN_MAX + 1];
	struct url_parts u;
	if (push_endpoint_check(&hosts, endpoint, origin) != OK)
		return;
	/* Wherever the client goes, it is there. */
	struct str o = str_of(origin);
	MUST(url_split(endpoint, &u) == OK && u.authority.n && !memchr(endpoint.p, '@', endpoint.n));
	if (str_starts(o, STR("http://"))) {
		MUST(loopback && url_is_loopback(endpoint));
		return;
	}
	MUST(str_eq(o, STR("https://fcm.googleapis.com")) || str_ends(o, STR(".push.services.mozilla.com")));
	MUST(u.authority.n >= o.n - 8 && str_ieq(str_mem(u.authority.p, o.n - 8), str_mem(o.p + 8, o.n - 8)));
	MUST(u.authority.n == o.n - 8 || str_ends(u.authority, STR(":443")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str rest = str_mem((const char *)data, size), endpoint = STR_NONE, point = STR_NONE, auth = STR_NONE,
		   after = STR_NONE;
	struct push_recipient to;
	str_split(&rest, '\n', &endpoint);
	str_split(&rest, '\n', &point);
	str_split(&rest, '\n', &auth);
	str_split(&rest, '\n', &after);
	fuzz_endpoint(endpoint, false);
	fuzz_endpoint(endpoint, true);
	if (push_recipient_parse(point, auth, &to) == OK) {
		/* What was taken can be written to. */
		struct buf out;
		buf_init(&out, PUSH_BODY_MAX);
		MUST(push_encrypt(&to, STR("x"), 32, &out) == OK && out.n == PUSH_HEAD_BYTES + 32 + 1 + PUSH_TAG_BYTES);
		buf_done(&out);
	}
	MUST(push_retry_after(after, 1000, 600) <= 600);
	(void)push_host_name_valid(endpoint);
	if (push_zone_valid(after)) {
		char zone[PUSH_ZONE_MAX + 1];
		MUST(str_copy(zone, sizeof zone, after) && push_zone_minute(zone, 1000) < PUSH_DAY_MIN);
	}
	return 0;
}
