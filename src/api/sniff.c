#include "api/sniff.h"

#define T(type, magic)                          \
	{                                       \
		{type, sizeof type - 1},        \
		{                               \
			magic, sizeof magic - 1 \
		}                               \
	}

/* Signatures: PNG specification 3rd edition 5.2; ITU-T T.81 B.1.1.3 (SOI and a marker); ISO 32000-1 7.5.2. */
static const struct {
	struct str type, magic;
} contents[] = {
	T("image/png", "\x89PNG\r\n\x1a\n"),
	T("image/jpeg", "\xff\xd8\xff"),
	T("application/pdf", "%PDF-"),
};

struct str content_type_known(struct str declared)
{
	size_t end = str_find(declared, ';', 0);
	struct str bare = str_trim(end == SIZE_MAX ? declared : str_mem(declared.p, end));
	for (size_t i = 0; i < ARRAY_LEN(contents); i++)
		if (str_ieq(bare, contents[i].type))
			return contents[i].type;
	return STR_NONE;
}

bool content_is(struct str type, struct str first)
{
	for (size_t i = 0; i < ARRAY_LEN(contents); i++)
		if (str_eq(type, contents[i].type))
			return str_starts(first, contents[i].magic);
	return false;
}

void safe_name(struct str id, char *out, size_t max)
{
	size_t n = 0;
	for (size_t i = 0; i < id.n && n < max; i++) {
		char ch = id.p[i];
		bool plain = (ch >= '0' && ch <= '9') || (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z') || ch == '-' ||
			     ch == '_';
		out[n++] = plain ? ch : '_';
	}
	out[n] = '\0';
}
