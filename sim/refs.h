/* sim/refs.h - the ids that the services hand out. They say where the thing is (customer and ordinal), so that finding it needs
 * no index; two ids of the contract's example stand for positions that would be named otherwise. Pure functions, any thread. */
#pragma once

#include "base/json_writer.h"
#include "sim/population.h"

enum ref_kind { REF_BET, REF_SESSION, REF_TX, REF_BONUS, REF_TICKET, REF_LETTER, REF_DOCUMENT, REF_INSTRUMENT, REF_KIND_COUNT_ };
#define REF_TEXT_MAX 32

/* Returns the length. */
size_t ref_format(enum ref_kind kind, uint32_t customer, uint32_t ordinal, char out[REF_TEXT_MAX]);
/* False: not such an id, or another customer's. */
bool ref_parse(enum ref_kind kind, struct str text, uint32_t customer, uint32_t *ret_ordinal);

/* As JSON strings. */
void ref_put(struct json_writer *w, enum ref_kind kind, uint32_t customer, uint32_t ordinal);
void ref_put_customer(struct json_writer *w, uint32_t customer);
/* "DEV-1f00c0de", "FLG-00c0ffee" */
void ref_put_hex(struct json_writer *w, const char *prefix, uint32_t id);
