/* access/mask.h - how a masked value looks. The text never says more than the kind of value: its length is not the value's
 * length. Pure. */
#pragma once

#include "base/buf.h"

enum mask_kind {
	MASK_NONE,
	MASK_EMAIL,           /* j***@***.com */
	MASK_PHONE,           /* +1***23 */
	MASK_DATE,            /* ****-**-** */
	MASK_TEXT,            /* *** */
	MASK_DOCUMENT_NUMBER, /* ***789 */
};
/* The SIGHT_ bit that lifts this mask. */
unsigned mask_sight(enum mask_kind k);
/* Appends the masked form of @value, unescaped text, valid UTF-8. */
void mask_put(enum mask_kind k, struct str value, struct buf *out);
