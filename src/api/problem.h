/* api/problem.h - errors as application/problem+json (RFC 9457): one table from enum err to status, type and title.
 * "type" is a reference relative to the portal: "/problems/<slug>". Thread: the call's loop. */
#pragma once

#include "api/api.h"

/* The answer, for callers that record it themselves; in the call's arena. @extra_members: JSON without braces. */
struct reply problem_reply(struct call *c, int status, const char *type, const char *title, const struct err_info *info,
			   struct str extra_members);
struct reply problem_of(struct call *c, enum err e, const struct err_info *info);
/* A source that failed while nothing is known: 503 "source-down" with "source" and the fixed "error". */
struct reply problem_source(struct call *c, const char *source, enum source_error e);
/* The record could not be written, so nothing is shown. */
struct reply problem_audit(struct call *c, enum err why);
/* When there is no memory left to say more. */
struct reply problem_fallback(struct call *c);
/* 404, recorded as a denial: for what is hidden. The same bytes as call_not_found. */
void call_hidden(struct call *c, struct str customer);
/* 403 with a type of its own, recorded. */
void call_denied(struct call *c, const char *type, const char *detail, struct str customer);
/* 429 with Retry-After. */
struct reply problem_limit(struct call *c, const char *detail, unsigned retry_after_s);
/* "customer":"CUS-1" as members of a record, in the call's arena; empty when @customer is. */
struct str record_customer(struct call *c, struct str customer);

/* For http_server_hooks: the body of a request that the parser refused. */
void problem_refused(void *ctx, int status, const char *reason, struct arena *a, struct str *ret_type, struct str *ret_body);
