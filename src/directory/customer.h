/* directory/customer.h - one customer as the index keeps it: a compact, self-contained run of bytes, and back.
 * Pure; any thread. Bytes come from our own files, but decoding checks every length all the same. */
#pragma once

#include "base/buf.h"
#include "directory/directory.h"

#define CUSTOMER_ID_MAX    128 /* bytes; a longer id is refused, other texts are cut at a code point */
#define CUSTOMER_TEXT_MAX  320
#define CUSTOMER_BYTES_MAX (32 + (7 + DIRECTORY_FORMER_MAX + DIRECTORY_TAGS_MAX + 1) * (CUSTOMER_TEXT_MAX + 2))

/* The layout: this head, then texts in the order of enum customer_text, former emails, tags: each a length and its bytes. */
struct customer_head {
	int32_t registration_date;
	int8_t account_status, vip_tier, kyc_status, risk_level; /* -1: none */
	uint8_t former_count, tag_count, version, zero;
};
enum customer_text {
	CUSTOMER_ID,
	CUSTOMER_USERNAME,
	CUSTOMER_FULL_NAME,
	CUSTOMER_EMAIL,
	CUSTOMER_PHONE,
	CUSTOMER_COUNTRY,
	CUSTOMER_BRAND,
	CUSTOMER_CURRENCY,
	CUSTOMER_TEXT_COUNT_
};

/* ERR_SHAPE: no usable id (empty, too long, a NUL in it). Appends to @out. */
NODISCARD enum err customer_encode(const struct record *r, struct buf *out);
/* Texts point into @bytes. ERR_CORRUPT. */
NODISCARD enum err customer_decode(struct str bytes, struct directory_hit *ret);
/* The id alone, without decoding the rest; empty when damaged. */
struct str customer_id(struct str bytes);
