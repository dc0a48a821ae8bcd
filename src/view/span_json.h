/* view/span_json.h - sums over a span of time as JSON: a customer's play by day, hour and game, and cash flow by day. What the
 * source says, and what follows from it by product.md's definitions. Pure; any thread. */
#pragma once

#include "view/record_json.h"

/* The members "days", "hours" and "games" of the details STATISTICS, or "days" of CASHFLOW; what the source does not bring is
 * null. @r NULL: the source knows nothing of the customer, whose lists are empty then. */
void statistics_write_members(struct json_writer *w, const struct record *r, const struct record_style *style);
void cashflow_write_members(struct json_writer *w, const struct record *r, const struct record_style *style);
