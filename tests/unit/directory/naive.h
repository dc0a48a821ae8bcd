/* The directory's semantics a second time, as plainly as can be: every record is gone through for every query. Shares with the
 * index only the folding of one value. */
#pragma once

#include "directory/customer.h"
#include "directory/fold.h"
#include "tests/unit/directory/people.h"

#include <ctype.h>
#include <stdlib.h>

enum { NAIVE_ID, NAIVE_USERNAME, NAIVE_NAME, NAIVE_EMAIL, NAIVE_PHONE, NAIVE_FORMER, NAIVE_FIELDS };
#define NAIVE_VALUES 6

struct naive_row {
	bool present;
	struct person person;
	char *values[NAIVE_FIELDS][NAIVE_VALUES]; /* folded, NULL-ended */
	bool has_phone;
	struct fold_phone phone;
};

static inline char *naive_dup(const char *p, size_t n)
{
	char *z = malloc(n + 1);
	memcpy(z, p, n);
	z[n] = '\0';
	return z;
}

static inline void naive_fold(struct naive_row *r, unsigned field, const struct value *v)
{
	char out[FOLD_OUT_MAX];
	size_t i = 0;
	while (r->values[field][i])
		i++;
	if (v->present)
		r->values[field][i] = naive_dup(out, fold_text(v->text, out));
}

static inline void naive_clear(struct naive_row *r)
{
	for (unsigned f = 0; f < NAIVE_FIELDS; f++)
		for (unsigned i = 0; i < NAIVE_VALUES; i++)
			free(r->values[f][i]);
	memset(r, 0, sizeof(*r));
}

/* Fills a row's folded values from its person. */
static inline void naive_fill(struct naive_row *r)
{
	const struct value *v = r->person.values;
	char out[FOLD_OUT_MAX];
	r->present = true;
	r->person.record.values = r->person.values;
	naive_fold(r, NAIVE_ID, &v[F_CUSTOMER_customerId]);
	naive_fold(r, NAIVE_USERNAME, &v[F_CUSTOMER_username]);
	naive_fold(r, NAIVE_EMAIL, &v[F_CUSTOMER_email]);
	if (v[F_CUSTOMER_fullName].present) {
		size_t n = fold_name(v[F_CUSTOMER_fullName].text, out), i = 0;
		for (size_t at = 0; at < n; at += strlen(out + at) + 1)
			r->values[NAIVE_NAME][i++] = naive_dup(out + at, strlen(out + at));
	}
	for (size_t i = 0; v[F_CUSTOMER_formerEmails].present && i < v[F_CUSTOMER_formerEmails].strings.count; i++)
		r->values[NAIVE_FORMER][i] = naive_dup(out, fold_text(v[F_CUSTOMER_formerEmails].strings.items[i], out));
	r->has_phone = v[F_CUSTOMER_phone].present && fold_phone(v[F_CUSTOMER_phone].text, &r->phone);
	if (r->has_phone)
		r->values[NAIVE_PHONE][0] = naive_dup(r->phone.digits, r->phone.n);
}

static inline bool naive_wordlike(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* At a place in the value where a word begins; of what is behind an @, only the start. */
static inline bool naive_begins(const char *value, const char *with)
{
	size_t n = strlen(with);
	if (n == 0)
		return false;
	for (size_t i = 0; value[i]; i++) {
		bool start = i == 0 || (naive_wordlike(value[i]) && !naive_wordlike(value[i - 1]));
		const char *at = strchr(value, '@');
		/* The host begins at the first word behind the @. */
		if (at && value + i > at + 1 && i > 0 && value[i - 1] != '@')
			start = false;
		if (start && strncmp(value + i, with, n) == 0)
			return true;
	}
	return false;
}

struct naive_word {
	char raw[FOLD_OUT_MAX + 1], name[FOLD_OUT_MAX + 1], digits[FOLD_PHONE_MAX + 1], zeros[FOLD_PHONE_MAX + 1];
	bool international;
};

static inline void naive_number(struct naive_word *w, struct str text)
{
	struct fold_phone f;
	w->digits[0] = w->zeros[0] = '\0';
	if (!fold_phone(text, &f))
		return;
	w->international = f.international;
	size_t skip = 0;
	while (!f.international && skip < f.n && f.digits[skip] == '0')
		skip++;
	snprintf(w->digits, sizeof(w->digits), "%.*s", (int)(f.n - skip), f.digits + skip);
	if (skip)
		snprintf(w->zeros, sizeof(w->zeros), "%.*s", (int)f.n, f.digits);
}

struct naive_query {
	struct naive_word words[8], whole;
	size_t count;
	char exact[FOLD_OUT_MAX + 1];
};

static inline void naive_parse(struct naive_query *q, const char *text)
{
	char folded[FOLD_OUT_MAX + 1];
	memset(q, 0, sizeof(*q));
	folded[fold_text(str_of(text), folded)] = '\0';
	snprintf(q->whole.raw, sizeof(q->whole.raw), "%s", folded);
	q->whole.name[fold_name_word(str_of(folded), q->whole.name)] = '\0';
	fold_exact(str_of(text), q->exact);
	naive_number(&q->whole, str_of(text));
	for (char *save, *w = strtok_r(folded, " ", &save); w && q->count < 8; w = strtok_r(NULL, " ", &save)) {
		struct naive_word *word = &q->words[q->count++];
		snprintf(word->raw, sizeof(word->raw), "%s", w);
		word->name[fold_name_word(str_of(w), word->name)] = '\0';
		naive_number(word, str_of(w));
	}
}

static inline bool naive_phone(const struct naive_row *r, const struct naive_word *w, bool whole)
{
	const char *typed[] = {w->digits, w->zeros};
	if (!r->has_phone)
		return false;
	const char *all = r->values[NAIVE_PHONE][0], *national = all + r->phone.national;
	for (unsigned i = 0; i < 2; i++) {
		size_t n = strlen(typed[i]);
		if (n == 0)
			continue;
		if (whole ? strcmp(all, typed[i]) == 0 : strncmp(all, typed[i], n) == 0)
			return true;
		if (w->international || !r->phone.national)
			continue;
		if (whole ? strcmp(national, typed[i]) == 0 && n >= 6 : strncmp(national, typed[i], n) == 0)
			return true;
	}
	return false;
}

static inline bool naive_word_in(const struct naive_row *r, const struct naive_word *w, unsigned field)
{
	if (field == NAIVE_PHONE)
		return naive_phone(r, w, false);
	for (unsigned i = 0; i < NAIVE_VALUES && r->values[field][i]; i++)
		if (naive_begins(r->values[field][i], field == NAIVE_NAME ? w->name : w->raw))
			return true;
	return false;
}

static inline bool naive_equal(const struct naive_row *r, const struct naive_query *q, unsigned field, bool masked)
{
	const struct value *v = r->person.values;
	char out[FOLD_OUT_MAX + 1];
	for (unsigned i = 0; i < NAIVE_VALUES && r->values[field][i]; i++) {
		const char *typed = field == NAIVE_NAME ? q->whole.name : q->whole.raw;
		if (!*typed || strcmp(r->values[field][i], typed) != 0)
			continue;
		if (!masked)
			return true;
		struct str value = field == NAIVE_EMAIL ? v[F_CUSTOMER_email].text : v[F_CUSTOMER_formerEmails].strings.items[i];
		out[fold_exact(value, out)] = '\0';
		if (strcmp(out, q->exact) == 0)
			return true;
	}
	return false;
}

static inline bool naive_inside_value(const char *value, const struct naive_word *w, bool is_private, bool is_name)
{
	if (strlen(w->raw) < 3)
		return naive_begins(value, is_name ? w->name : w->raw);
	return strstr(value, w->raw) || (!is_private && *w->name && strstr(value, w->name)) ||
	       (is_private && strlen(w->digits) >= 3 && strstr(value, w->digits));
}

static inline bool naive_inside(const struct naive_row *r, const struct naive_query *q, bool visible)
{
	unsigned last = visible ? NAIVE_FIELDS : NAIVE_EMAIL;
	bool any_long = false;
	if (visible && strlen(q->whole.digits) >= 3)
		for (unsigned f = NAIVE_EMAIL; f < NAIVE_FIELDS; f++)
			for (unsigned i = 0; i < NAIVE_VALUES && r->values[f][i]; i++)
				if (strstr(r->values[f][i], q->whole.digits))
					return true;
	for (size_t k = 0; k < q->count; k++) {
		bool found = false;
		for (unsigned f = 0; f < last && !found; f++)
			for (unsigned i = 0; i < NAIVE_VALUES && r->values[f][i] && !found; i++)
				found = naive_inside_value(r->values[f][i], &q->words[k], f >= NAIVE_EMAIL, f == NAIVE_NAME);
		if (!found)
			return false;
		any_long |= strlen(q->words[k].raw) >= 3;
	}
	return any_long;
}

enum { NAIVE_PREFIX = 6, NAIVE_INFIX = 12, NAIVE_NOT = 13 };

/* 0-5 exact by id, email, user name, phone, former email, name; 6-11 prefix by id, user name, name, email, phone, former; infix.
 */
static inline unsigned naive_class(const struct naive_row *r, const struct naive_query *q, bool visible)
{
	static const unsigned exact[6] = {NAIVE_ID, NAIVE_EMAIL, NAIVE_USERNAME, NAIVE_PHONE, NAIVE_FORMER, NAIVE_NAME};
	for (unsigned i = 0; i < 6; i++)
		if (exact[i] == NAIVE_PHONE ? naive_phone(r, &q->whole, true)
					    : naive_equal(r, q, exact[i], !visible && exact[i] >= NAIVE_EMAIL))
			return i;
	unsigned worst = 0;
	for (size_t k = 0; k < q->count; k++) {
		unsigned best = NAIVE_FIELDS;
		for (unsigned f = 0; f < (visible ? NAIVE_FIELDS : (unsigned)NAIVE_EMAIL); f++)
			if (best == NAIVE_FIELDS && naive_word_in(r, &q->words[k], f))
				best = f;
		worst = best > worst ? best : worst;
	}
	if (visible && worst > NAIVE_PHONE && naive_phone(r, &q->whole, false))
		worst = NAIVE_PHONE;
	if (worst < NAIVE_FIELDS)
		return NAIVE_PREFIX + worst;
	return strlen(q->whole.raw) >= 3 && naive_inside(r, q, visible) ? NAIVE_INFIX : NAIVE_NOT;
}

static inline bool naive_in_list(const struct value *v, const struct str *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (v->present && str_ieq(v->text, items[i]))
			return true;
	return count == 0;
}

static inline bool naive_in_set(const struct value *v, unsigned set)
{
	return !set || (v->present && set >> v->index & 1);
}

static inline bool naive_filter(const struct naive_row *r, const struct directory_filters *f)
{
	const struct value *v = r->person.values;
	if (!naive_in_set(&v[F_CUSTOMER_accountStatus], f->account_status) ||
	    !naive_in_set(&v[F_CUSTOMER_vipTier], f->vip_tier) || !naive_in_set(&v[F_CUSTOMER_kycStatus], f->kyc_status))
		return false;
	if (f->risk_at_least >= 0 && !(v[F_CUSTOMER_riskLevel].present && (int)v[F_CUSTOMER_riskLevel].index >= f->risk_at_least))
		return false;
	if (!naive_in_list(&v[F_CUSTOMER_country], f->countries, f->country_count) ||
	    !naive_in_list(&v[F_CUSTOMER_brand], f->brands, f->brand_count))
		return false;
	for (size_t i = 0; i < f->tag_count; i++) {
		bool has = false;
		for (size_t k = 0; v[F_CUSTOMER_tags].present && k < v[F_CUSTOMER_tags].strings.count; k++)
			has |= str_ieq(v[F_CUSTOMER_tags].strings.items[k], f->tags[i]);
		if (!has)
			return false;
	}
	const struct value *d = &v[F_CUSTOMER_registrationDate];
	if ((f->has_registered_from || f->has_registered_to) && !d->present)
		return false;
	return (!f->has_registered_from || d->days >= f->registered_from) &&
	       (!f->has_registered_to || d->days <= f->registered_to);
}

struct naive_hit {
	const struct naive_row *row;
	unsigned class;
};

static const struct directory_query *naive_sorting;

static inline int naive_vip(const struct naive_row *r)
{
	const struct value *v = &r->person.values[F_CUSTOMER_vipTier];
	return v->present ? (int)v->index : -1;
}

static inline int naive_compare(const void *a, const void *b)
{
	const struct naive_hit *x = a, *y = b;
	const struct directory_query *q = naive_sorting;
	const struct value *v = x->row->person.values, *w = y->row->person.values;
	unsigned cx = x->class, cy = y->class;
	if (q->sort != DIRECTORY_SORT_RELEVANCE) {
		cx = cx == NAIVE_INFIX;
		cy = cy == NAIVE_INFIX;
	}
	if (cx != cy)
		return cx < cy ? -1 : 1;
	int id = strcmp(x->row->person.id, y->row->person.id);
	int days = (v[F_CUSTOMER_registrationDate].days > w[F_CUSTOMER_registrationDate].days) -
		   (v[F_CUSTOMER_registrationDate].days < w[F_CUSTOMER_registrationDate].days);
	int vip = naive_vip(x->row) - naive_vip(y->row), c = 0;
	const char *nx = x->row->values[NAIVE_NAME][0], *ny = y->row->values[NAIVE_NAME][0];
	switch (q->sort) {
	case DIRECTORY_SORT_RELEVANCE:
		return vip ? -vip : days ? -days : id;
	case DIRECTORY_SORT_VIP:
		c = vip ? -vip : days ? -days : id;
		return q->descending ? c : -c;
	case DIRECTORY_SORT_REGISTERED:
		c = days;
		break;
	case DIRECTORY_SORT_NAME:
		c = strcmp(nx ? nx : "", ny ? ny : "");
		break;
	case DIRECTORY_SORT_USERNAME:
		c = strcmp(x->row->values[NAIVE_USERNAME][0], y->row->values[NAIVE_USERNAME][0]);
		break;
	default:
		break;
	}
	c = c ? c : id;
	return q->descending ? -c : c;
}

/* All that match, in order; @ret has room for all rows. */
static inline size_t naive_search(const struct naive_row *rows, size_t count, const struct directory_query *q, const char *text,
				  struct naive_hit *ret)
{
	static struct naive_query parsed;
	size_t n = 0;
	naive_parse(&parsed, text);
	for (size_t i = 0; i < count; i++) {
		if (!rows[i].present || !naive_filter(&rows[i], &q->filters))
			continue;
		unsigned class = parsed.count ? naive_class(&rows[i], &parsed, q->contact_visible) : 0;
		if (class != NAIVE_NOT)
			ret[n++] = (struct naive_hit){&rows[i], class};
	}
	naive_sorting = q;
	qsort(ret, n, sizeof(*ret), naive_compare);
	return n;
}
