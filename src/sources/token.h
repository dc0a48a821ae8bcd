/* sources/token.h - OAuth 2.0 client credentials (RFC 6749, section 4.4): one access token a source and loop, fetched when it is
 * needed and kept until shortly before it ends. Private to src/sources. Thread: the loop's. */
#pragma once

#include "base/list.h"
#include "sources/source.h"

struct source_loop;
struct call;

struct token;

/* The header lines to send with @c, or NULL: the call waits (by its token_link), and call_token_ready() says when there is one,
 * or why not. */
const char *const *token_headers(struct call *c, enum source_error *ret_error);
/* The source of @c didn't take it. */
void token_forget(struct call *c);
/* Those of sources that are no longer in @keep and that nobody waits for; all when @keep is NULL. */
void tokens_drop(struct source_loop *on, const struct catalog *keep);

/* client.c: what a waiting call is told. */
void call_token_ready(struct call *c, enum source_error e);
