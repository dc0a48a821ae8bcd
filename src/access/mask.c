#include "access/mask.h"

#include "access/perm.h"
#include "base/utf8.h"

#define STARS "***"
/* Fewer digits or letters than these and what is shown would be most of the value. */
#define PHONE_DIGITS_MIN     7
#define DOCUMENT_LETTERS_MIN 7
#define DOCUMENT_SHOWN       3
#define LABEL_MAX            24 /* of a top-level domain, as shown */

unsigned mask_sight(enum mask_kind k)
{
	switch (k) {
	case MASK_EMAIL:
	case MASK_PHONE:
		return SIGHT_CONTACT;
	case MASK_DATE:
	case MASK_TEXT:
		return SIGHT_PERSONAL;
	case MASK_DOCUMENT_NUMBER:
		return SIGHT_DOCUMENT;
	case MASK_NONE:
		break;
	}
	return 0;
}

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t count_code_points(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++)
		n += ((unsigned char)s.p[i] & 0xC0) != 0x80;
	return n;
}

/* The last label with its dot, if it is a name that many share and not the whole host. */
static struct str top_level(struct str host)
{
	size_t dot = host.n;
	while (dot && host.p[dot - 1] != '.')
		dot--;
	if (dot < 2)
		return STR_NONE;
	struct str label = str_mem(host.p + dot, host.n - dot);
	if (label.n < 2 || label.n > LABEL_MAX)
		return STR_NONE;
	for (size_t i = 0; i < label.n; i++)
		if (!is_letter(label.p[i]))
			return STR_NONE;
	return str_mem(label.p - 1, label.n + 1);
}

static void put_email(struct str v, struct buf *out)
{
	size_t at = v.n;
	while (at && v.p[at - 1] != '@')
		at--;
	if (!at) {
		BUF_LIT(out, STARS);
		return;
	}
	struct str local = str_mem(v.p, at - 1), host = str_mem(v.p + at, v.n - at);
	uint32_t cp;
	/* The only letter of a name is the name. */
	if (count_code_points(local) > 1)
		buf_add(out, local.p, utf8_decode(local.p, local.p + local.n, &cp));
	BUF_LIT(out, STARS "@" STARS);
	buf_str(out, top_level(host));
}

/* Digits of the country code at the start of @d: ITU-T E.164, list of assigned country codes. */
static size_t country_code(const char *d)
{
	static const char two_digits[] =
		"20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 "
		"81 82 84 86 90 91 92 93 94 95 98 ";
	if (d[0] == '1' || d[0] == '7')
		return 1;
	for (const char *p = two_digits; *p; p += 3)
		if (p[0] == d[0] && p[1] == d[1])
			return 2;
	return 3;
}

static void put_phone(struct str v, struct buf *out)
{
	char digits[32];
	size_t n = 0, all = 0;
	for (size_t i = 0; i < v.n; i++)
		if (is_digit(v.p[i])) {
			if (n < sizeof digits)
				digits[n++] = v.p[i];
			all++;
		}
	bool usable = all == n && n >= PHONE_DIGITS_MIN;
	if (usable && v.p[0] == '+') {
		buf_char(out, '+');
		buf_add(out, digits, country_code(digits));
	}
	BUF_LIT(out, STARS);
	if (usable)
		buf_add(out, digits + n - 2, 2);
}

static void put_document(struct str v, struct buf *out)
{
	BUF_LIT(out, STARS);
	if (count_code_points(v) < DOCUMENT_LETTERS_MIN)
		return;
	size_t at = v.n;
	for (unsigned shown = 0; shown < DOCUMENT_SHOWN; shown++) {
		at--;
		while (at && ((unsigned char)v.p[at] & 0xC0) == 0x80)
			at--;
	}
	buf_add(out, v.p + at, v.n - at);
}

void mask_put(enum mask_kind k, struct str value, struct buf *out)
{
	switch (k) {
	case MASK_NONE:
		buf_str(out, value);
		return;
	case MASK_EMAIL:
		put_email(value, out);
		return;
	case MASK_PHONE:
		put_phone(value, out);
		return;
	case MASK_DATE:
		BUF_LIT(out, "****-**-**");
		return;
	case MASK_DOCUMENT_NUMBER:
		put_document(value, out);
		return;
	case MASK_TEXT:
		break;
	}
	BUF_LIT(out, STARS);
}
