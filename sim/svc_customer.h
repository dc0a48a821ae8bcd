/* sim/svc_customer.h - words and pieces that the customer service's answers share; for sim/svc_customer*.c only. */
#pragma once

#include "sim/service.h"

extern const char *const customer_status_words[], *const customer_tier_words[], *const customer_kyc_words[],
											*const customer_level_words[];

/* Empty is null. */
void put_text(struct json_writer *w, const char *text);
#define KV_TEXT(w, lit, text) (JSON_KEY(w, lit), put_text((w), (text)))
void put_date(struct json_writer *w, int32_t days);
void put_former_emails(struct json_writer *w, const struct profile *p);
void put_tags(struct json_writer *w, const struct profile *p);

/* Numbered pages. */
struct numbered {
	uint64_t page, per_page, total;
};
/* ERR_SHAPE. The caller sets .total. */
NODISCARD enum err numbered_parse(struct ask *q, struct numbered *ret);
/* Positions [from, to) of the whole list that the page shows. */
void numbered_range(const struct numbered *n, uint64_t *ret_from, uint64_t *ret_to);
void numbered_put(struct json_writer *w, const struct numbered *n);

/* A letter's own subject and its fields (a JSON object), as they are kept; n == 0: none. ERR_CORRUPT. */
void letter_text_encode(struct str subject, struct str fields, struct buf *out);
NODISCARD enum err letter_text_decode(struct str body, struct str *ret_subject, struct str *ret_fields);

/* Lists over all customers. */
ask_fn customer_all, customer_changes, customer_search;
