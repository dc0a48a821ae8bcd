/* connect/push_crypto.h - what Web Push asks of an application server: a message that only one browser can read (RFC 8291 over
 * the aes128gcm coding of RFC 8188) and a signed word about who sends it (VAPID, RFC 8292). Over OpenSSL's P-256, HKDF and
 * AES-GCM. Thread: any; a struct push_keys is constant once made. Life: push_keys_make or push_keys_load .. push_keys_done. */
#pragma once

#include "base/buf.h"

#define PUSH_POINT_BYTES  65 /* an uncompressed point of P-256 */
#define PUSH_SECRET_BYTES 32
#define PUSH_AUTH_BYTES   16
#define PUSH_SALT_BYTES   16
#define PUSH_POINT_TEXT   87 /* base64url */
#define PUSH_TOPIC_TEXT   32 /* RFC 8030, 5.4: at most, of base64url's alphabet */

/* RFC 8291, 4: a service need not take more than 4096 bytes in all, and of these the head, the tag and the delimiter are 103. */
#define PUSH_BODY_MAX    4096
#define PUSH_HEAD_BYTES  (PUSH_SALT_BYTES + 4 + 1 + PUSH_POINT_BYTES)
#define PUSH_TAG_BYTES   16
#define PUSH_PAYLOAD_MAX (PUSH_BODY_MAX - PUSH_HEAD_BYTES - PUSH_TAG_BYTES - 1)

struct push_keys {
	uint8_t secret[PUSH_SECRET_BYTES], point[PUSH_POINT_BYTES];
	void *pkey_; /* private */
};
/* A new pair. ERR_NOMEM, ERR_INTERNAL: the library refuses. */
NODISCARD enum err push_keys_make(struct push_keys *ret);
/* The pair of @secret. ERR_CORRUPT: it is no secret of P-256. */
NODISCARD enum err push_keys_load(const uint8_t secret[PUSH_SECRET_BYTES], struct push_keys *ret);
/* Wipes it. */
void push_keys_done(struct push_keys *k);

/* A browser's half, as it gave it at its subscription. */
struct push_recipient {
	uint8_t point[PUSH_POINT_BYTES], auth[PUSH_AUTH_BYTES];
};
/* Is it a point of the curve? Outsiders send these. */
bool push_point_valid(const uint8_t point[PUSH_POINT_BYTES]);

/* Appends the body of the request: one record, its text filled up with zeros to at least @pad_to bytes so that its length says
 * nothing. ERR_TOO_LARGE: past PUSH_PAYLOAD_MAX; ERR_SHAPE: the recipient's point is none; ERR_NOMEM, ERR_INTERNAL. */
NODISCARD enum err push_encrypt(const struct push_recipient *to, struct str text, size_t pad_to, struct buf *out);
/* The same with what is otherwise drawn anew for each message: for the vectors of RFC 8291. */
NODISCARD enum err push_encrypt_with(const struct push_keys *once, const uint8_t salt[PUSH_SALT_BYTES],
				     const struct push_recipient *to, struct str text, size_t pad_to, struct buf *out);

/* Appends "vapid t=<JWT>, k=<public key>" (RFC 8292, 3). @origin: of the push service, "https://push.example"; @subject: mailto:
 * or https:, whom the service may ask, or empty; @expires_s: UNIX seconds, at most a day ahead. */
NODISCARD enum err push_vapid(const struct push_keys *k, struct str origin, struct str subject, int64_t expires_s,
			      struct buf *out);

/* A name for what replaces one another at the push service, that tells it nothing: a keyed hash of @text. */
void push_topic(const struct push_keys *k, struct str text, char out[PUSH_TOPIC_TEXT + 1]);
