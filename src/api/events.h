/* api/events.h - POST /events: a request's events are parsed on the loop that took them, go to the engine as one batch, and are
 * answered when all of them are durable and applied. GET /events/aside: those that could not be taken as what they said they
 * were. Thread: the call's loop. */
#pragma once

#include "api/api.h"

/* What senders delivered since the last call, a record a sender that did anything. On any loop, each minute and at the end. */
void events_record(struct api *api);
