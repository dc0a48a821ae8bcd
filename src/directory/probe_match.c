#include "directory/find.h"
#include "directory/probe.h"

/* The values of one text of a document, in the order in which segment_fill.c wrote them. */
struct values {
	const char *p, *end;
	unsigned index;
	enum segment_text text;
};

static struct values values_of(const struct segment *s, uint32_t doc, enum segment_text t)
{
	struct str all = segment_text(s, t, doc);
	return (struct values){all.p, all.p + all.n, 0, t};
}

static bool values_next(struct values *v, struct str *ret, enum segment_column *ret_column)
{
	static const enum segment_column columns[TEXT_COUNT_][3] = {{COLUMN_ID, COLUMN_USERNAME, COLUMN_NAME},
								    {COLUMN_EMAIL, COLUMN_PHONE, COLUMN_FORMER}};
	if (v->p >= v->end)
		return false;
	*ret = str_of(v->p);
	*ret_column = columns[v->text][MIN(v->index, 2u)];
	v->p += ret->n + 1;
	v->index++;
	return true;
}

static bool is_word(char c)
{
	unsigned char u = (unsigned char)c;
	return (u >= 'a' && u <= 'z') || (u >= '0' && u <= '9') || u >= 0x80;
}

static bool starts_at(struct str value, size_t at, struct str needle)
{
	return needle.n && str_starts(str_mem(value.p + at, value.n - at), needle);
}

/* At the start of the value or of a word in it; in an address up to the start of the host. As segment_fill.c enters them. */
static bool starts_word(struct str value, struct str needle)
{
	if (starts_at(value, 0, needle))
		return true;
	for (size_t i = 1; i < value.n; i++) {
		if (!is_word(value.p[i]) || is_word(value.p[i - 1]))
			continue;
		if (starts_at(value, i, needle))
			return true;
		if (value.p[i - 1] == '@')
			return false;
	}
	return false;
}

static bool number_matches(const struct term *t, const struct fold_phone *f, bool whole)
{
	struct str needles[2], digits = str_mem(f->digits, f->n), national = str_mem(f->digits + f->national, f->n - f->national);
	for (size_t n = term_in_column(t, COLUMN_PHONE, needles), i = 0; i < n; i++) {
		bool start = str_starts(digits, needles[i]) && (!whole || digits.n == needles[i].n);
		bool inside = f->national && !t->international && str_starts(national, needles[i]) &&
			      (!whole || (national.n == needles[i].n && national.n >= FOLD_NATIONAL_MIN));
		if (start || inside)
			return true;
	}
	return false;
}

static bool phone_of(const struct segment *s, uint32_t doc, struct fold_phone *ret)
{
	struct directory_hit h;
	return customer_decode(segment_stored(s, doc), &h) == OK && h.phone.n && fold_phone(h.phone, ret);
}

bool probe_match_exact(const struct segment *s, uint32_t doc, enum segment_column c, const struct terms *t)
{
	struct directory_hit h;
	char folded[FOLD_OUT_MAX];
	if (customer_decode(segment_stored(s, doc), &h))
		return false;
	if (c == COLUMN_EMAIL)
		return h.email.n && str_eq(t->exact, str_mem(folded, fold_exact(h.email, folded)));
	for (size_t i = 0; i < h.former_count && c == COLUMN_FORMER; i++)
		if (str_eq(t->exact, str_mem(folded, fold_exact(h.former_emails[i], folded))))
			return true;
	return false;
}

/* What the walk through a document's values gathers: for every word the first column that it begins a word of. */
struct gathered {
	enum segment_column column[DIRECTORY_WORDS_MAX];
	enum term_class exact;
};

static void gather_exact(struct gathered *g, const struct terms *t, struct str value, enum segment_column c)
{
	struct str whole = c == COLUMN_NAME ? t->whole_name : t->whole;
	if (c == COLUMN_PHONE || !whole.n || !str_eq(value, str_mem(whole.p, whole.n - 1)))
		return;
	for (unsigned k = 0; k < CLASS_PREFIX; k++)
		if (class_exact_column[k] == c && k < g->exact)
			g->exact = (enum term_class)k;
}

static void gather(struct gathered *g, const struct segment *s, uint32_t doc, const struct terms *t, enum segment_text text,
		   bool visible)
{
	struct values v = values_of(s, doc, text);
	struct str value, needles[2];
	enum segment_column c;
	while (values_next(&v, &value, &c)) {
		if (visible || (c != COLUMN_PHONE && probe_match_exact(s, doc, c, t)))
			gather_exact(g, t, value, c);
		for (size_t i = 0; i < t->count && visible && c != COLUMN_PHONE; i++)
			if (c < g->column[i] && term_in_column(&t->words[i], c, needles) && starts_word(value, needles[0]))
				g->column[i] = c;
	}
}

static void gather_phone(struct gathered *g, const struct terms *t, const struct fold_phone *f, bool visible)
{
	if (t->number.digits.n && number_matches(&t->number, f, true))
		g->exact = MIN(g->exact, CLASS_EXACT_PHONE);
	for (size_t i = 0; i < t->count && visible; i++)
		if (COLUMN_PHONE < g->column[i] && number_matches(&t->words[i], f, false))
			g->column[i] = COLUMN_PHONE;
}

enum term_class probe_match(const struct segment *s, uint32_t doc, const struct terms *t, bool contact_visible)
{
	struct gathered g = {.exact = CLASS_NONE};
	struct fold_phone f;
	for (size_t i = 0; i < t->count; i++)
		g.column[i] = COLUMN_COUNT_;
	bool has_phone = phone_of(s, doc, &f);
	gather(&g, s, doc, t, TEXT_PUBLIC, true);
	gather(&g, s, doc, t, TEXT_PRIVATE, contact_visible);
	if (has_phone)
		gather_phone(&g, t, &f, contact_visible);
	if (g.exact != CLASS_NONE)
		return g.exact;
	enum segment_column last = COLUMN_ID;
	for (size_t i = 0; i < t->count; i++)
		last = MAX(last, g.column[i]);
	if (has_phone && contact_visible && last > COLUMN_PHONE && t->number.digits.n && number_matches(&t->number, &f, false))
		last = COLUMN_PHONE;
	return last == COLUMN_COUNT_ ? CLASS_NONE : (enum term_class)(CLASS_PREFIX + last);
}

/* --- inside of words --- */

static bool term_inside(const struct term *t, struct str value, enum segment_column c)
{
	if (t->raw.n < TERMS_INFIX_MIN)
		return starts_word(value, c == COLUMN_NAME ? t->name : t->raw);
	if (find_in(value, t->raw) || (!column_is_private(c) && find_in(value, t->name)))
		return true;
	return column_is_private(c) && t->digits.n >= TERMS_INFIX_MIN && find_in(value, t->digits);
}

static bool term_in_document(const struct segment *s, uint32_t doc, const struct term *t, bool contact_visible,
			     enum directory_field *ret)
{
	for (unsigned text = 0; text < (contact_visible ? TEXT_COUNT_ : TEXT_PRIVATE); text++) {
		struct values v = values_of(s, doc, (enum segment_text)text);
		struct str value;
		enum segment_column c;
		while (values_next(&v, &value, &c)) {
			if (term_inside(t, value, c)) {
				*ret = column_field(c);
				return true;
			}
		}
	}
	return false;
}

bool probe_match_infix(const struct segment *s, uint32_t doc, const struct terms *t, bool contact_visible,
		       enum directory_field *ret)
{
	enum directory_field first = DIRECTORY_MATCH_NONE, other;
	if (contact_visible && t->number.digits.n >= TERMS_INFIX_MIN) {
		struct values v = values_of(s, doc, TEXT_PRIVATE);
		struct str value;
		enum segment_column c;
		while (values_next(&v, &value, &c)) {
			if (find_in(value, t->number.digits)) {
				*ret = column_field(c);
				return true;
			}
		}
	}
	for (size_t i = 0; i < t->count; i++)
		if (!term_in_document(s, doc, &t->words[i], contact_visible, i ? &other : &first))
			return false;
	*ret = first;
	return t->count > 0;
}
