#include "sim/refs.h"

#include "base/codec.h"

static const char prefixes[REF_KIND_COUNT_][5] = {"BET-", "SES-", "TXN-", "BON-", "TKT-", "MSG-", "DOC-", "PIN-"};

/* product.md's example names these. */
static const struct alias {
	enum ref_kind kind;
	uint32_t customer, ordinal;
	const char *text;
} aliases[] = {
	{REF_SESSION, CUSTOMER_EXAMPLE, 311, "SES-456789"},
	{REF_TICKET, CUSTOMER_EXAMPLE, 0, "TKT-9876"},
};

static const struct alias *alias_of(enum ref_kind kind, uint32_t customer, uint32_t ordinal)
{
	if (LIKELY(customer != CUSTOMER_EXAMPLE))
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
		if (aliases[i].kind == kind && aliases[i].ordinal == ordinal)
			return &aliases[i];
	return NULL;
}

static char *digits(char *p, uint32_t v)
{
	char tmp[10];
	size_t n = 0;
	do
		tmp[n++] = (char)('0' + v % 10);
	while (v /= 10);
	while (n)
		*p++ = tmp[--n];
	return p;
}

size_t ref_format(enum ref_kind kind, uint32_t customer, uint32_t ordinal, char out[REF_TEXT_MAX])
{
	const struct alias *a = alias_of(kind, customer, ordinal);
	if (a) {
		size_t n = strlen(a->text);
		memcpy(out, a->text, n + 1);
		return n;
	}
	memcpy(out, prefixes[kind], 4);
	char *p = digits(out + 4, customer);
	*p++ = '-';
	p = digits(p, ordinal);
	*p = 0;
	return (size_t)(p - out);
}

static bool parse_ordinal(struct str s, uint32_t *ret)
{
	uint64_t v;
	if (s.n == 0 || s.n > 10 || (s.n > 1 && s.p[0] == '0') || str_to_u64(s, &v) != OK || v >= UINT32_MAX)
		return false;
	*ret = (uint32_t)v;
	return true;
}

bool ref_parse(enum ref_kind kind, struct str text, uint32_t customer, uint32_t *ret_ordinal)
{
	char head[REF_TEXT_MAX];
	uint32_t ordinal;
	for (size_t i = 0; i < ARRAY_LEN(aliases); i++)
		if (aliases[i].kind == kind && str_is(text, aliases[i].text)) {
			*ret_ordinal = aliases[i].ordinal;
			return customer == aliases[i].customer;
		}
	memcpy(head, prefixes[kind], 4);
	char *p = digits(head + 4, customer);
	*p++ = '-';
	size_t n = (size_t)(p - head);
	if (!str_starts(text, str_mem(head, n)) || !parse_ordinal(str_mem(text.p + n, text.n - n), &ordinal) ||
	    alias_of(kind, customer, ordinal))
		return false;
	*ret_ordinal = ordinal;
	return true;
}

/* Ids need no escaping. */
static void put_quoted(struct json_writer *w, char *text, size_t n)
{
	text[0] = text[n + 1] = '"';
	json_put_raw(w, str_mem(text, n + 2));
}

void ref_put(struct json_writer *w, enum ref_kind kind, uint32_t customer, uint32_t ordinal)
{
	char text[REF_TEXT_MAX + 2];
	put_quoted(w, text, ref_format(kind, customer, ordinal, text + 1));
}

void ref_put_customer(struct json_writer *w, uint32_t customer)
{
	char text[CUSTOMER_ID_MAX + 2];
	memcpy(text + 1, "CUS-", 4);
	put_quoted(w, text, (size_t)(digits(text + 5, customer) - text) - 1);
}

void ref_put_hex(struct json_writer *w, const char *prefix, uint32_t id)
{
	char text[REF_TEXT_MAX];
	unsigned char bytes[4] = {(unsigned char)(id >> 24), (unsigned char)(id >> 16), (unsigned char)(id >> 8),
				  (unsigned char)id};
	memcpy(text + 1, prefix, 4);
	codec_hex(bytes, sizeof(bytes), text + 5);
	put_quoted(w, text, 12);
}
