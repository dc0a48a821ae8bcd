#include "directory/fold.h"

#include "base/log.h"
#include "base/utf8.h"
#include "directory/fold_script.h"

#include <pthread.h>
#include <stdlib.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

#define UNITS_MAX 2048 /* UTF-16 units of a value under way: 512 bytes grow at most threefold by NFKC, and some by spelling */

struct out {
	char *p;
	size_t n;
};

/* Whole strings or nothing, so that no code point is cut. */
static void out_add(struct out *o, const char *p, size_t n)
{
	if (n > FOLD_OUT_MAX - o->n)
		return;
	memcpy(o->p + o->n, p, n);
	o->n += n;
}

static void out_z(struct out *o, const char *z)
{
	out_add(o, z, strlen(z));
}

static bool is_ascii(struct str s)
{
	unsigned char any = 0;
	for (size_t i = 0; i < s.n; i++)
		any |= (unsigned char)s.p[i];
	return any < 0x80;
}

static uint32_t cyrillic_lower(uint32_t cp)
{
	if (cp >= 0x0410 && cp <= 0x042F)
		return cp + 0x20;
	if (cp >= 0x0400 && cp <= 0x040F)
		return cp + 0x50;
	return cp == 0x0490 ? 0x0491 : cp;
}

static bool cyrillic_is_ukrainian(struct str s)
{
	static const uint32_t own[] = {0x0456, 0x0457, 0x0454, 0x0491};
	for (size_t i = 0; i < s.n;) {
		uint32_t cp;
		size_t n = utf8_decode(s.p + i, s.p + s.n, &cp);
		if (!n)
			return false;
		cp = cyrillic_lower(cp);
		for (size_t k = 0; k < ARRAY_LEN(own); k++)
			if (cp == own[k])
				return true;
		i += n;
	}
	return false;
}

static bool starts_with_cyrillic(const char *p, const char *end, uint32_t *ret_cp, size_t *ret_n)
{
	uint32_t cp;
	size_t n = p < end ? utf8_decode(p, end, &cp) : 0;
	if (!n || !fold_is_cyrillic(cp))
		return false;
	*ret_cp = cyrillic_lower(cp);
	*ret_n = n;
	return true;
}

/* Writes the letter at @p and returns its bytes. The ending -ий or -ый is -y in print: Dmitry, Dostoevsky. */
static size_t out_cyrillic(struct out *o, const char *p, const char *end, enum fold_cyrillic style, bool ukrainian)
{
	uint32_t cp = 0, next = 0, after;
	size_t n = 0, next_n = 0, after_n;
	if (!starts_with_cyrillic(p, end, &cp, &n))
		return 0;
	const char *latin = fold_cyrillic(cp, style, ukrainian);
	if (!latin)
		return 0;
	bool vowel = cp == 0x0438 || cp == 0x044B;
	if (style == FOLD_CYRILLIC_PLAIN && vowel && starts_with_cyrillic(p + n, end, &next, &next_n) && next == 0x0439 &&
	    !starts_with_cyrillic(p + n + next_n, end, &after, &after_n)) {
		out_z(o, "y");
		return n + next_n;
	}
	out_z(o, latin);
	return n;
}

/* What the tables know; false when ICU has to. */
static bool fold_by_tables(struct str s, enum fold_cyrillic style, struct out *o)
{
	bool ukrainian = cyrillic_is_ukrainian(s);
	const char *end = s.p + s.n;
	for (const char *p = s.p; p < end;) {
		unsigned char c = (unsigned char)*p;
		if (c < 0x80) {
			char low = c >= 'A' && c <= 'Z' ? (char)(c + 32) : (char)c;
			out_add(o, &low, 1);
			p++;
			continue;
		}
		uint32_t cp;
		size_t n = utf8_decode(p, end, &cp);
		const char *latin = fold_latin(cp);
		uint32_t mark;
		/* A mark behind a Cyrillic letter makes another letter of it (и + breve: й): normalisation first. */
		bool marked = p + n < end && utf8_decode(p + n, end, &mark) && mark >= 0x0300 && mark <= 0x036F;
		if (latin)
			out_z(o, latin);
		else if (cp == 0x2019 || cp == 0x02BC)
			out_z(o, "'");
		else if (!fold_is_cyrillic(cp) || marked || !(n = out_cyrillic(o, p, end, style, ukrainian)))
			return false;
		p += n;
	}
	return true;
}

static pthread_once_t icu_once = PTHREAD_ONCE_INIT;
static pthread_mutex_t icu_lock = PTHREAD_MUTEX_INITIALIZER; /* a transliterator keeps state while it runs */
static UTransliterator *icu_latin;
static const UNormalizer2 *icu_casefold;

/* Names repeat: words spelt before are remembered. Direct-mapped; a word that doesn't fit is spelt each time. */
#define SPELT_SLOTS 4096
#define SPELT_KEY   48
#define SPELT_VALUE 72
static struct spelt {
	uint8_t key_n, value_n;
	char key[SPELT_KEY], value[SPELT_VALUE];
} * spelt; /* under icu_lock; made with the transliterator */

static void icu_open(void)
{
	static const UChar id[] = u"Any-Latin; Latin-ASCII; Lower";
	UErrorCode e = U_ZERO_ERROR;
	icu_casefold = unorm2_getNFKCCasefoldInstance(&e);
	MUST(U_SUCCESS(e));
	icu_latin = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &e);
	/* Without ICU's data nothing that isn't Latin could be found; better not to start. */
	MUST(U_SUCCESS(e));
	spelt = calloc(SPELT_SLOTS, sizeof(*spelt));
	MUST(spelt);
}

static size_t icu_normalize(struct str s, char out[FOLD_OUT_MAX])
{
	pthread_once(&icu_once, icu_open);
	UChar raw[UNITS_MAX], folded[UNITS_MAX];
	int32_t n = 0, m = 0;
	UErrorCode e = U_ZERO_ERROR;
	u_strFromUTF8WithSub(raw, UNITS_MAX, &n, s.p, (int32_t)s.n, 0xFFFD, NULL, &e);
	m = unorm2_normalize(icu_casefold, raw, n, folded, UNITS_MAX, &e);
	u_strToUTF8(out, FOLD_OUT_MAX, &n, folded, m, &e);
	return U_SUCCESS(e) ? (size_t)n : 0;
}

static size_t icu_transliterate(struct str word, char *out, size_t cap)
{
	UChar units[UNITS_MAX];
	int32_t count = 0, limit, n = 0;
	UErrorCode e = U_ZERO_ERROR;
	u_strFromUTF8WithSub(units, UNITS_MAX, &count, word.p, (int32_t)word.n, 0xFFFD, NULL, &e);
	limit = count;
	utrans_transUChars(icu_latin, units, &count, UNITS_MAX, 0, &limit, &e);
	u_strToUTF8(out, (int32_t)cap, &n, units, count, &e);
	if (U_SUCCESS(e))
		return (size_t)n;
	/* What ICU can't spell, or not in the room there is, stays as it is. */
	memcpy(out, word.p, word.n);
	return word.n;
}

static void out_spelt(struct out *o, struct str word)
{
	char text[3 * UNITS_MAX];
	struct spelt *s = &spelt[str_hash_stable(word) % SPELT_SLOTS];
	if (s->key_n == word.n && memcmp(s->key, word.p, word.n) == 0) {
		out_add(o, s->value, s->value_n);
		return;
	}
	size_t n = icu_transliterate(word, text, sizeof(text));
	out_add(o, text, n);
	if (word.n <= SPELT_KEY && n <= SPELT_VALUE) {
		s->key_n = (uint8_t)word.n;
		s->value_n = (uint8_t)n;
		memcpy(s->key, word.p, word.n);
		memcpy(s->value, text, n);
	}
}

/* Word by word, so that what is remembered fits again. */
static void icu_to_latin(struct str text, struct out *o)
{
	pthread_mutex_lock(&icu_lock);
	for (size_t i = 0; i < text.n;) {
		size_t end = MIN(str_find(text, ' ', i), text.n);
		struct str word = str_mem(text.p + i, end - i);
		if (is_ascii(word))
			out_add(o, word.p, word.n);
		else
			out_spelt(o, word);
		if (end < text.n)
			out_z(o, " ");
		i = end + 1;
	}
	pthread_mutex_unlock(&icu_lock);
}

static void fold_by_icu(struct str s, enum fold_cyrillic style, struct out *o)
{
	char plain[FOLD_OUT_MAX];
	struct str rest = {plain, icu_normalize(s, plain)};
	bool ukrainian = cyrillic_is_ukrainian(rest);
	for (const char *p = rest.p, *end = rest.p + rest.n; p < end;) {
		size_t n = out_cyrillic(o, p, end, style, ukrainian);
		if (!n) {
			n = utf8_length(p, end);
			out_add(o, p, n ? n : 1);
		}
		p += n ? n : 1;
	}
	if (is_ascii(str_mem(o->p, o->n)))
		return;
	memcpy(plain, o->p, o->n);
	rest = str_mem(plain, o->n);
	o->n = 0;
	icu_to_latin(rest, o);
}

/* Blanks to single spaces, none at the ends; controls go; in names also punctuation. In place. */
static size_t tidy(char *p, size_t n, bool name)
{
	size_t w = 0;
	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)p[i];
		bool blank = c == ' ' || (c >= '\t' && c <= '\r');
		if (name && (c == '\'' || c == '`'))
			continue;
		if (name && c < 0x80 && !blank && !(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9'))
			blank = c >= ' ' && c < 0x7F;
		if (!blank && (c < ' ' || c == 0x7F))
			continue;
		if (!blank)
			p[w++] = (char)c;
		else if (w && p[w - 1] != ' ')
			p[w++] = ' ';
	}
	return w && p[w - 1] == ' ' ? w - 1 : w;
}

static size_t fold_styled(struct str in, enum fold_cyrillic style, bool name, char out[FOLD_OUT_MAX])
{
	struct str s = utf8_cut(in, FOLD_INPUT_MAX);
	struct out o = {out, 0};
	if (!fold_by_tables(s, style, &o)) {
		o.n = 0;
		fold_by_icu(s, style, &o);
	}
	return tidy(out, utf8_cut(str_mem(out, o.n), FOLD_VALUE_MAX).n, name);
}

size_t fold_text(struct str in, char out[FOLD_OUT_MAX])
{
	return fold_styled(in, FOLD_CYRILLIC_PLAIN, false, out);
}

size_t fold_name_word(struct str in, char out[FOLD_OUT_MAX])
{
	return fold_styled(in, FOLD_CYRILLIC_PLAIN, true, out);
}

size_t fold_exact(struct str in, char out[FOLD_OUT_MAX])
{
	struct str s = str_trim(utf8_cut(in, FOLD_INPUT_MAX));
	if (!is_ascii(s))
		return icu_normalize(s, out);
	for (size_t i = 0; i < s.n; i++)
		out[i] = s.p[i] >= 'A' && s.p[i] <= 'Z' ? (char)(s.p[i] + 32) : s.p[i];
	return s.n;
}

/* One more spelling, unless it is there already. */
static void forms_add(char *out, size_t *n, unsigned *count, const char *p, size_t len)
{
	if (len == 0 || *count >= FOLD_FORMS_MAX || *n + len + 1 > FOLD_OUT_MAX)
		return;
	for (size_t at = 0; at < *n; at += strlen(out + at) + 1)
		if (strlen(out + at) == len && memcmp(out + at, p, len) == 0)
			return;
	memcpy(out + *n, p, len);
	out[*n + len] = '\0';
	*n += len + 1;
	++*count;
}

/* Each of these writes another spelling of @in and says whether it knew one. */
static bool respell_umlauts(struct str in, struct out *o)
{
	bool any = false;
	for (const char *p = in.p, *end = in.p + in.n; p < end;) {
		uint32_t cp;
		size_t n = utf8_decode(p, end, &cp);
		const char *as = n ? fold_umlaut(cp) : NULL;
		if (as)
			out_z(o, as);
		else
			out_add(o, p, n ? n : 1);
		any |= as != NULL;
		p += n ? n : 1;
	}
	return any;
}

/* Han runs whole, or not at all: half a reading would be a wrong name. */
static bool respell_han(struct str in, struct out *o)
{
	bool any = false;
	for (struct str s = in; s.n;) {
		uint32_t cp;
		size_t n = 0;
		const char *as = fold_han_reading(s, &n);
		if (as) {
			out_z(o, as);
			out_z(o, " ");
			any = true;
		} else {
			n = utf8_decode(s.p, s.p + s.n, &cp);
			if (!n || (cp >= 0x3400 && cp <= 0x9FFF))
				return false;
			out_add(o, s.p, n);
		}
		s = str_mem(s.p + n, s.n - n);
	}
	return any;
}

/* Only the family name in front has a usual spelling of its own; the rest follows the romanisation, in one word. */
static bool respell_hangul(struct str in, struct out *o)
{
	size_t n = 0;
	struct str s = str_trim(in);
	const char *as = s.n <= 5 * 3 ? fold_hangul_family(s, &n) : NULL;
	if (!as)
		return false;
	out_z(o, as);
	out_z(o, " ");
	out_add(o, s.p + n, s.n - n);
	return true;
}

/* Han is spelt a syllable a word (chen zhi ming); people write the given name in one (Chen Zhiming). */
static bool respell_given_joined(struct str in, struct out *o)
{
	size_t count = 0;
	for (size_t i = 0; i < in.n; count++) {
		uint32_t cp;
		size_t n = utf8_decode(in.p + i, in.p + in.n, &cp);
		if (!n || cp < 0x3400 || cp > 0x9FFF)
			return false;
		i += n;
	}
	if (count != 3)
		return false;
	char form[FOLD_OUT_MAX];
	size_t n = fold_styled(in, FOLD_CYRILLIC_PLAIN, true, form), spaces = 0;
	for (size_t i = 0; i < n; i++)
		if (form[i] != ' ' || spaces++ == 0)
			out_add(o, form + i, 1);
	return true;
}

size_t fold_name(struct str in, char out[FOLD_OUT_MAX])
{
	static bool (*const respell[])(struct str, struct out *) = {respell_umlauts, respell_han, respell_hangul,
								    respell_given_joined};
	size_t n = 0;
	unsigned count = 0;
	char form[FOLD_OUT_MAX], rewritten[FOLD_OUT_MAX];
	struct str s = utf8_cut(in, FOLD_INPUT_MAX);
	forms_add(out, &n, &count, form, fold_styled(s, FOLD_CYRILLIC_PLAIN, true, form));
	if (is_ascii(s))
		return n;
	forms_add(out, &n, &count, form, fold_styled(s, FOLD_CYRILLIC_PASSPORT, true, form));
	for (size_t i = 0; i < ARRAY_LEN(respell); i++) {
		struct out o = {rewritten, 0};
		if (respell[i](s, &o))
			forms_add(out, &n, &count, form, fold_styled(str_mem(o.p, o.n), FOLD_CYRILLIC_PLAIN, true, form));
	}
	return n;
}

/* Country codes (ITU-T E.164, list of 2016): one digit 1 and 7; two digits as listed; else three. */
static size_t country_code_length(const char *d, size_t n)
{
	static const char two[] =
		"20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 "
		"81 82 84 86 90 91 92 93 94 95 98 ";
	if (n < 2)
		return 0;
	if (d[0] == '1' || d[0] == '7')
		return 1;
	for (const char *p = two; *p; p += 3)
		if (p[0] == d[0] && p[1] == d[1])
			return 2;
	return n >= 3 ? 3 : 0;
}

static bool phone_digits(struct str s, struct fold_phone *r)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (c == '+' && r->n == 0 && !r->international) {
			r->international = true;
		} else if (c == '(' && r->n && i + 2 < s.n && s.p[i + 1] == '0' && s.p[i + 2] == ')') {
			i += 2; /* +44 (0)20...: the zero is not dialled from abroad */
		} else if (c >= '0' && c <= '9') {
			if (r->n == FOLD_PHONE_MAX)
				return false;
			r->digits[r->n++] = c;
		} else if (!memchr(" -./()", c, 6)) {
			return false;
		}
	}
	return true;
}

bool fold_phone(struct str in, struct fold_phone *ret)
{
	char text[FOLD_OUT_MAX];
	struct str s = utf8_cut(in, FOLD_INPUT_MAX);
	if (!is_ascii(s))
		s = str_mem(text, fold_text(s, text));
	struct fold_phone r = {.n = 0};
	if (!phone_digits(s, &r))
		return false;
	if (!r.international && r.n > 2 && r.digits[0] == '0' && r.digits[1] == '0') {
		r.international = true;
		r.n -= 2;
		memmove(r.digits, r.digits + 2, r.n);
	}
	if (r.n < 3)
		return false;
	if (r.international)
		r.national = country_code_length(r.digits, r.n);
	else
		while (r.national < r.n && r.digits[r.national] == '0')
			r.national++;
	if (r.national >= r.n)
		r.national = 0;
	*ret = r;
	return true;
}

void fold_warm(void)
{
	static const char *const samples[] = {"\xE5\xB1\xB1", "\xEA\xB9\x80", "\xCE\x93",
					      "\xD9\x85",     "\xE0\xA4\xB0", "\xE0\xB8\xAA"};
	char out[FOLD_OUT_MAX];
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		fold_text(str_of(samples[i]), out);
}
