/* api/metrics.h - what the portal counts about itself, as Prometheus reads it: requests by route and status class, latency, and
 * what the lower layers tell. No personal data, no customer's id: labels are names from our own tables only.
 *
 * Every loop writes counters of its own; a scrape adds them up. Thread: metrics_answered on the call's loop, reading from any.
 * Life: metrics_new .. metrics_attach (each loop) .. metrics_detach .. metrics_free. */
#pragma once

#include "api/api.h"

NODISCARD enum err metrics_new(struct api_metrics **ret);
void metrics_free(struct api_metrics *m);
NODISCARD enum err metrics_attach(struct api_metrics *m, struct api_loop *al);
void metrics_detach(struct api_metrics *m, struct api_loop *al);
/* @route NULL: none was found. */
void metrics_answered(struct api_loop *al, const struct route *route, int status, uint64_t took_ns);
/* Requests and latency as text; the rest of the page is made by metrics_show. */
void metrics_write_requests(const struct api_metrics *m, struct buf *out);
