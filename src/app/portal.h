/* app/portal.h - the terminal's way to a running portal: over HTTP, with a token, as any other machine. Where it is: --url,
 * $PITBOSS_URL, ./data/cli.url, http://127.0.0.1:8360. The token: --token-file, $PITBOSS_TOKEN, ./data/cli.token.
 * Thread: one; blocks. Life: portal_open .. portal_get, portal_post .. portal_close. */
#pragma once

#include "base/buf.h"

#define PORTAL_URL_DEFAULT "http://127.0.0.1:8360"

struct portal;

/* Options as given, NULL when not. ERR_NOT_FOUND: no token anywhere; ERR_SYNTAX, ERR_SHAPE: not an address. */
NODISCARD enum err portal_open(const char *url, const char *token_file, struct portal **ret, struct err_info *info);
void portal_close(struct portal *p);
const char *portal_url(const struct portal *p);

/* @path as a reference, "/api/v1/…". The answer's body in @out, inited by the call; the caller does buf_done in any case. OK: a
 * 2xx. Else the error that the status means, with the portal's own sentence in @info; ERR_UNAVAILABLE: nobody answers there. */
NODISCARD enum err portal_get(struct portal *p, const char *path, struct buf *out, struct err_info *info);
NODISCARD enum err portal_post(struct portal *p, const char *path, struct str json, struct buf *out, struct err_info *info);

/* The two options that commands which ask a portal have in common. */
#define PORTAL_OPTIONS                                                                                       \
	{"url", "URL", "the portal (default: $PITBOSS_URL, ./data/cli.url, " PORTAL_URL_DEFAULT ")"},        \
	{                                                                                                    \
		"token-file", "FILE", "file of the token (default: $PITBOSS_TOKEN itself, ./data/cli.token)" \
	}
