/* store/alerts.h - the alerts table: one row an alert, a projection of the journal. A row is raised and never lowered, and never
 * added twice: what is told again changes nothing. Words (class, origin) are words here, severities numbers from 1 on. Beside it
 * up to where each person has seen them. Thread: a job's. */
#pragma once

#include "store/db.h"

#define ALERT_SEVERITIES 4 /* 1 low .. 4 critical */
#define ALERT_KEY_MAX    64

struct alert_row {
	struct str id, customer, rule, origin, class, flag_id, description, evidence, status;
	int64_t severity;
	int64_t opened_ms, risen_ms, last_ms; /* moments of the events */
	int64_t heard_ms;                     /* when the portal learned of it, or that it is graver */
};

/* New, or graver, or held longer than what is there. The status of a row that is there stays. */
NODISCARD enum err alerts_put(struct tx *tx, const struct alert_row *a);
/* Its rule held until @last_ms. Nothing when there is no such row. */
NODISCARD enum err alerts_held(struct tx *tx, struct str id, int64_t last_ms);

/* Open ones of one class and severity, those heard of last first, behind a place: (heard, id). One such run is one stretch of an
 * index, so that it costs what it shows, whatever else there is. */
struct alert_key {
	char id[ALERT_KEY_MAX + 1];
	int64_t severity, heard_ms;
};
struct alerts_ask {
	struct str customer; /* p == NULL: of all */
	struct str class;
	int64_t severity;
	int64_t before_ms; /* INT64_MAX: from the start */
	struct str before_id;
	size_t limit;
};
/* Up to .limit of them into @ret. */
NODISCARD enum err alerts_keys(struct tx *tx, const struct alerts_ask *ask, struct alert_key *ret, size_t *ret_count);
/* Gives the row to @use, whose slices end with the call. ERR_NOT_FOUND. */
NODISCARD enum err alerts_find(struct tx *tx, struct str id, void (*use)(void *ctx, const struct alert_row *a), void *ctx);

/* 0: none so far. */
NODISCARD enum err alerts_seen_until(struct tx *tx, uint64_t person, int64_t *ret_ms);
/* Never back. */
NODISCARD enum err alerts_see(struct tx *tx, uint64_t person, int64_t until_ms);
