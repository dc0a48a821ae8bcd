/* store/push_subscriptions.h - the push_subscriptions and push_settings tables: the browsers that a person wants to be told on,
 * and how. Severities and roles are words here. Thread: a job's. */
#pragma once

#include "store/db.h"

#define PUSH_SUBSCRIPTIONS_MAX 10 /* a person */

struct push_settings_row {
	struct str at_least; /* "": the person has not said anything, and the rest means nothing */
	bool quiet, critical_passes;
	unsigned quiet_from, quiet_to; /* minutes of the day */
	struct str zone;
};

struct push_subscription_row {
	struct str id, endpoint, label;
	struct str p256dh, auth; /* bytes */
	uint64_t person_id;
	int64_t made_ms;
	/* Of its person, where people are joined in. */
	struct str username, role;
	struct push_settings_row settings;
};
typedef void push_subscriptions_fn(void *ctx, const struct push_subscription_row *s);

/* Puts it in place of what there was of this endpoint, whoever's that was: a browser tells one person only. @ret_id: .id, or the
 * one that the same person had for this endpoint already. ERR_LIMIT: the person has PUSH_SUBSCRIPTIONS_MAX others. */
NODISCARD enum err push_subscriptions_put(struct tx *tx, const struct push_subscription_row *s, char *ret_id, size_t ret_id_size);
/* The person's own one. ERR_NOT_FOUND. */
NODISCARD enum err push_subscriptions_remove(struct tx *tx, uint64_t person_id, struct str id);
/* One that its push service knows no more, unless it has another endpoint by now. */
NODISCARD enum err push_subscriptions_drop(struct tx *tx, struct str id, struct str endpoint);
/* A person's, oldest first; nobody is joined in. */
NODISCARD enum err push_subscriptions_of(struct tx *tx, uint64_t person_id, push_subscriptions_fn *each, void *ctx);
/* Of all people who are not disabled, by person. */
NODISCARD enum err push_subscriptions_each(struct tx *tx, push_subscriptions_fn *each, void *ctx);
/* The same of one. ERR_NOT_FOUND: it is gone, or its person is disabled. */
NODISCARD enum err push_subscriptions_find(struct tx *tx, struct str id, push_subscriptions_fn *use, void *ctx);

NODISCARD enum err push_settings_put(struct tx *tx, uint64_t person_id, const struct push_settings_row *s);
/* ERR_NOT_FOUND: nothing was said yet. */
NODISCARD enum err push_settings_find(struct tx *tx, uint64_t person_id,
				      void (*use)(void *ctx, const struct push_settings_row *s), void *ctx);
