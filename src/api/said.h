/* api/said.h - what a person said (a search's text, a reason): kept beside the record, which holds its id and hash only.
 * Thread: the call's loop. */
#pragma once

#include "api/api.h"

/* Keeps @text durably and calls @then on this loop, with the outcome, if the client is still there; the caller answers only after
 * that. @ret_member: "key":{"id":…,"hash":…} for the record, in the call's arena. ERR_NOMEM, ERR_TOO_LARGE, ERR_SHAPE, ERR_LIMIT:
 * @then is not called. */
NODISCARD enum err said_keep(struct call *c, struct str key, struct str text, void (*then)(struct call *c, enum err outcome),
			     struct str *ret_member);
