/* api/cursor.h - texts that we hand out and take back: cursors and grants, sealed with XChaCha20-Poly1305, so that nobody reads,
 * changes or makes one, and each opens only where it was given. Pure but for the nonce; any thread. */
#pragma once

#include "api/api.h"

#define CURSOR_POSITION_MAX 6144 /* bytes inside */
#define CURSOR_TEXT_MAX     8448

/* base64url of nonce and sealed @inside, bound to @bound. ERR_TOO_LARGE, ERR_NOMEM. */
NODISCARD enum err seal_text(const uint8_t key[32], struct str bound, struct str inside, struct arena *a, struct str *ret);
/* ERR_SYNTAX: not one of ours; ERR_DENIED: ours perhaps, but not for here. */
NODISCARD enum err unseal_text(const uint8_t key[32], struct str bound, struct str text, struct arena *a, struct str *ret);

/* As call_cursor_open and call_cursor_seal, bound to @extra besides: for what stands in a body. */
bool call_cursor_open_with(struct call *c, struct str text, struct str extra, struct str *ret_position);
struct str call_cursor_seal_with(struct call *c, struct str position, struct str extra);

/* A grant: this person's session may read this document's content until @until_ms. */
struct str grant_seal(struct call *c, struct str customer, struct str document, int64_t until_ms);
bool grant_valid(struct call *c, struct str text, struct str customer, struct str document, int64_t now_ms);
