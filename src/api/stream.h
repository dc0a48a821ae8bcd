/* api/stream.h - GET /stream: one look at up to STREAM_CUSTOMERS_MAX customers that goes on. A client first gets its stream's id,
 * then each section of each customer as its sources answer. An event's data is {"section":…,"view":…}, the view being what GET
 * …/sections/{name} answers.
 *
 * Then it goes on: a section again when what its reader's permission class is shown of it is another, and "change" with each
 * event of the topics that were asked for, with an id "<instance>-<number>". Who comes back with the last id (Last-Event-ID,
 * lastEventId) gets the sections and what it missed, or "reset" where that is not known any more.
 *
 * A stream is one record when it opens, one per change of what it carries, one when it ends (with the versions that were shown).
 * Thread: a client lives on the loop that accepted it; PUT /stream/{sid} may arrive on any other and travels as a letter.
 * Life: streams_new (each loop) .. clients come and go .. streams_free. */
#pragma once

#include "api/api.h"

#define STREAM_CUSTOMERS_MAX 20
#define STREAM_ID_TEXT       36 /* "<loop, 4 hex>-<31 hex random>" */

NODISCARD enum err streams_new(struct api_loop *al, struct streams **ret);
/* Closes what is open, recorded. */
void streams_free(struct streams *s);
/* Orderly end of all streams, for a graceful stop: clients reconnect elsewhere. */
void streams_drain(struct streams *s);
/* A session ended, or its role changed: its streams close at once. */
void streams_session_ended(struct streams *s, const char *session_id);
/* A source was cut off, or is back: streams that ask for it are told how all are. Any thread. */
void streams_source_flipped(struct api *api);
unsigned streams_open_count(const struct streams *s);
