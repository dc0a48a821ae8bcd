/* connect/push_endpoint.h - a subscription as a browser hands it in: where its push service takes messages for it, and its keys.
 * All of it comes from outside, and the portal will send requests there: so an address is taken only on hosts that the
 * configuration names. Pure. Thread: any. */
#pragma once

#include "connect/push_crypto.h"

#define PUSH_ENDPOINT_MAX 1024
#define PUSH_HOST_MAX     253
#define PUSH_ORIGIN_MAX   (PUSH_HOST_MAX + 16)
#define PUSH_HOSTS_MAX    32

struct push_hosts {
	/* "push.example": that host. "*.push.example": every host below it, not itself. Lower case. */
	const char *const *names;
	size_t count;
	bool loopback; /* http and any port on this machine too: for tests and demonstrations */
};
/* May @name stand in such a list? */
bool push_host_name_valid(struct str name);

/* OK: may be sent to; @ret_origin: "https://host" as VAPID wants it. ERR_SYNTAX, ERR_TOO_LARGE: not an address that could be one;
 * ERR_DENIED: of a host, scheme or port that is not allowed. */
NODISCARD enum err push_endpoint_check(const struct push_hosts *h, struct str endpoint, char ret_origin[PUSH_ORIGIN_MAX + 1]);

/* Both in base64url. ERR_SYNTAX: not that; ERR_SHAPE: of another length, or no point of the curve. */
NODISCARD enum err push_recipient_parse(struct str p256dh, struct str auth, struct push_recipient *ret);

/* Retry-After in seconds or as an HTTP date (RFC 9110, 10.2.3), as seconds from @now_ms on, at least 0 and at most @max_s; 0 when
 * it says nothing. */
unsigned push_retry_after(struct str header, int64_t now_ms, unsigned max_s);
