#include "directory/terms.h"

static struct str keep(struct arena *a, const char *p, size_t n, bool *ok)
{
	struct str s = arena_dup(a, str_mem(p, n));
	*ok &= s.p != NULL;
	return s;
}

static struct str without_zeros(struct str s)
{
	while (s.n && s.p[0] == '0')
		s = str_mem(s.p + 1, s.n - 1);
	return s;
}

/* A national number is looked for without its trunk zeros, which the index leaves out too, and as it was typed. */
static bool take_number(struct term *w, struct str text, struct arena *a)
{
	bool ok = true;
	struct fold_phone f;
	if (!fold_phone(text, &f))
		return true;
	struct str typed = str_mem(f.digits, f.n), bare = f.international ? typed : without_zeros(typed);
	w->digits = keep(a, bare.p, bare.n, &ok);
	w->zeros = bare.n < typed.n ? keep(a, typed.p, typed.n, &ok) : STR_NONE;
	w->international = f.international;
	return ok;
}

static bool add_word(struct terms *t, struct str raw, struct arena *a)
{
	bool ok = true;
	char name[FOLD_OUT_MAX];
	struct term *w = &t->words[t->count++];
	w->raw = keep(a, raw.p, raw.n, &ok);
	w->name = keep(a, name, fold_name_word(raw, name), &ok);
	return take_number(w, raw, a) && ok;
}

static size_t count_words(struct str s)
{
	size_t n = 0;
	for (size_t i = 0; i < s.n; i++) {
		bool blank = memchr(" \t\r\n", s.p[i], 4) != NULL, before = i == 0 || memchr(" \t\r\n", s.p[i - 1], 4) != NULL;
		n += !blank && before;
	}
	return n;
}

enum err terms_parse(struct terms *t, struct str text, struct arena *a)
{
	char folded[FOLD_OUT_MAX], buf[FOLD_OUT_MAX];
	bool ok = true;
	*t = (struct terms){.count = 0};
	if (text.n > DIRECTORY_TEXT_MAX || count_words(text) > DIRECTORY_WORDS_MAX)
		return ERR_TOO_LARGE;
	size_t n = fold_text(text, folded);
	struct str rest = str_mem(folded, n), word;
	/* A script may be spelt in more words than were typed; those past the limit only make the match looser. */
	while (n && t->count < DIRECTORY_WORDS_MAX && str_split(&rest, ' ', &word))
		ok &= add_word(t, word, a);
	if (!t->count)
		return ok ? OK : ERR_NOMEM;
	t->whole = keep(a, folded, n, &ok);
	size_t name_n = fold_name_word(str_mem(folded, n), buf);
	t->whole_name = keep(a, buf, name_n, &ok);
	t->exact = keep(a, buf, fold_exact(text, buf), &ok);
	ok &= take_number(&t->number, text, a);
	if (!ok)
		return ERR_NOMEM;
	t->whole.n++;
	t->whole_name.n += t->whole_name.n ? 1 : 0;
	t->infix = n >= TERMS_INFIX_MIN;
	return OK;
}

size_t term_in_column(const struct term *t, enum segment_column c, struct str ret[2])
{
	size_t n = 0;
	if (c != COLUMN_PHONE) {
		ret[0] = c == COLUMN_NAME ? t->name : t->raw;
		return ret[0].n ? 1 : 0;
	}
	if (t->digits.n)
		ret[n++] = t->digits;
	if (t->zeros.n)
		ret[n++] = t->zeros;
	return n;
}

enum directory_field column_field(enum segment_column c)
{
	static const enum directory_field fields[COLUMN_COUNT_] = {
		[COLUMN_ID] = DIRECTORY_MATCH_ID,       [COLUMN_USERNAME] = DIRECTORY_MATCH_USERNAME,
		[COLUMN_NAME] = DIRECTORY_MATCH_NAME,   [COLUMN_EMAIL] = DIRECTORY_MATCH_EMAIL,
		[COLUMN_PHONE] = DIRECTORY_MATCH_PHONE, [COLUMN_FORMER] = DIRECTORY_MATCH_FORMER_EMAIL,
	};
	return fields[c];
}
