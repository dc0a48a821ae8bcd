/* view/status.h - what follows from several parts together: the strictest account status and what the customer can't do now.
 * Pure. */
#pragma once

#include "base/json_writer.h"
#include "view/section.h"

/* Either may be NULL (missing). False: not known. A closed or excluded account is shown as such even when only one source says
 * so. */
bool status_strictest(const struct facts *profile, const struct facts *risk, enum account_status *ret);
/* The list of {scope, publicReason, since, until}; null unless both parts are known: "no restriction" from half the knowledge
 * would read as safe. */
void restrictions_put(struct json_writer *w, const struct facts *profile, const struct facts *risk, int64_t now_ms);
/* The next moment at which restrictions_put() would say something else, INT64_MAX when time alone changes nothing. */
int64_t restrictions_change_at(const struct facts *risk, int64_t now_ms);
