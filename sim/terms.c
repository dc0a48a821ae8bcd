#include "sim/terms.h"

#include "base/utf8.h"

static uint32_t lower(uint32_t cp)
{
	if ((cp >= 'A' && cp <= 'Z') || (cp >= 0xc0 && cp <= 0xde && cp != 0xd7)) /* ASCII, Latin-1 */
		return cp + 32;
	if (cp >= 0x100 && cp <= 0x137) /* Latin Extended-A: pairs, upper case even */
		return cp | 1;
	if (cp >= 0x391 && cp <= 0x3a9) /* Greek */
		return cp + 32;
	if (cp >= 0x410 && cp <= 0x42f) /* Cyrillic */
		return cp + 32;
	if (cp >= 0x400 && cp <= 0x40f)
		return cp + 80;
	return cp;
}

void term_fold(struct str s, char out[TERM_TEXT_MAX])
{
	const char *p = s.p, *end = s.p + s.n;
	size_t n = 0;
	while (p < end && n + 4 < TERM_TEXT_MAX) {
		uint32_t cp;
		size_t len = utf8_decode(p, end, &cp);
		if (len == 0) {
			p++;
			continue;
		}
		p += len;
		n += utf8_encode(lower(cp), out + n);
	}
	out[n] = 0;
}

static void add(struct terms *t, struct str s)
{
	if (s.n == 0 || t->count == TERMS_MAX)
		return;
	term_fold(s, t->text[t->count++]);
}

static void add_words(struct terms *t, struct str s)
{
	struct str word;
	while (str_split(&s, ' ', &word))
		add(t, word);
}

void terms_of(const struct profile *p, struct terms *ret)
{
	char digits[sizeof(p->phone)];
	size_t n = 0;
	ret->count = 0;
	add(ret, str_of(p->username));
	add(ret, str_of(p->email));
	for (unsigned i = 0; i < p->former_count; i++)
		add(ret, str_of(p->former_emails[i].text));
	for (const char *c = p->phone; *c; c++)
		if (*c >= '0' && *c <= '9')
			digits[n++] = *c;
	add(ret, str_mem(digits, n));
	add_words(ret, str_of(p->full_name));
}
