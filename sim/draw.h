/* sim/draw.h - draws the KYC documents and portraits of generated people, as PNG or PDF.
 *
 * Every page is marked "SPECIMEN – generated" across its face: it looks right to software and to a trainee, and is of no use to
 * a forger. Bytes depend on the subject only (PDF dates are fixed), so content hashes stay the same between runs on one machine.
 * Machine-readable zones follow ICAO Doc 9303 parts 4 (TD3) and 5 (TD1), check digits included.
 *
 * Thread: any; pango keeps a font map a thread, so a thread's first page takes longer. Life: nothing is kept but those fonts. */
#pragma once

#include "base/buf.h"

#define DRAW_PAGES_MAX 20
#define DRAW_MAX_BYTES (8u << 20) /* a sensible maximum for the buffer that the caller makes */
#define DRAW_MRZ_MAX   3
#define DRAW_MRZ_LINE  48

enum draw_kind { DRAW_PASSPORT, DRAW_ID_CARD, DRAW_DRIVING_LICENCE, DRAW_UTILITY_BILL, DRAW_BANK_STATEMENT, DRAW_KIND_COUNT_ };
enum draw_format { DRAW_PNG, DRAW_PDF };

/* All text is UTF-8 with a NUL, and outlives the call; NULL counts as empty. */
struct draw_subject {
	const char *given, *family;               /* native script */
	const char *given_latin, *family_latin;   /* ASCII */
	char sex;                                 /* 'F', 'M', else 'X' */
	int32_t birth_day, issue_day, expiry_day; /* days since 1970-01-01; issue_day dates bills and statements too */
	const char *nationality;                  /* ISO 3166-1 alpha-3 */
	const char *country;                      /* issuing country's name in English */
	const char *document_number;
	const char *personal_number; /* optional data in the machine-readable zone; may be NULL */
	const char *street, *city, *postcode;
	const char *currency; /* bills and statements */
	uint64_t seed;        /* the face, the guilloche, the bill's figures */
};

/* @pages: 1 .. DRAW_PAGES_MAX, of PDF bills and statements; PNG is always the first page. ERR_RANGE: pages or kind out of range;
 * ERR_NOMEM, ERR_TOO_LARGE: see @out; ERR_INTERNAL: cairo failed. @out is appended to; on failure its content is undefined. */
NODISCARD enum err draw_document(const struct draw_subject *s, enum draw_kind kind, enum draw_format format, unsigned pages,
				 struct buf *out);
/* A square portrait as PNG, @size_px 32 .. 1024 a side (ERR_RANGE). */
NODISCARD enum err draw_photo(const struct draw_subject *s, unsigned size_px, struct buf *out);

/* The lines of the machine-readable zone: 2 of 44 (passport, TD3), 3 of 30 (identity card, TD1), none on the others. Returns how
 * many. */
unsigned draw_mrz(const struct draw_subject *s, enum draw_kind kind, char ret[DRAW_MRZ_MAX][DRAW_MRZ_LINE]);
/* The check digit of ICAO 9303 part 3, 4.9: weights 7, 3, 1; '0' .. '9'. */
char draw_mrz_check(const char *p, size_t n);
