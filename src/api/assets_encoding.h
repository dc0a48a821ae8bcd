/* api/assets_encoding.h - which content coding of a file a client is sent: Accept-Encoding by RFC 9110, 12.5.3. Pure; any thread.
 */
#pragma once

#include "base/str.h"

#include <stdbool.h>

/* In the order in which they are preferred where a client doesn't mind. */
enum asset_encoding { ENCODING_BR, ENCODING_GZIP, ENCODING_IDENTITY, ENCODING_COUNT_ };

#define ENCODING_Q_MAX 1000 /* quality values in thousandths */

struct accept_encoding {
	bool given;             /* a header was there at all */
	int q[ENCODING_COUNT_]; /* -1: not named */
	int q_any;              /* of "*"; -1: not named */
};

void accept_encoding_init(struct accept_encoding *a);
/* One Accept-Encoding field; several count as one list. A member that is not well-formed is passed over; of a coding that is
 * named twice, the first counts. */
void accept_encoding_add(struct accept_encoding *a, struct str field);
/* The best of @available (bits 1 << enum asset_encoding); ENCODING_COUNT_: the client takes none of them. */
enum asset_encoding accept_encoding_choose(const struct accept_encoding *a, unsigned available);

/* "br", "gzip"; identity has no name on the wire: p == NULL. */
struct str asset_encoding_name(enum asset_encoding e);
