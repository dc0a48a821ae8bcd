/* api/search_match.c - judging what the customer service's own search finds. */
#include "api/search_query.h"
#include "directory/fold.h"

static struct str text_of(const struct record *r, size_t field)
{
	return r->values[field].present ? r->values[field].text : STR_NONE;
}

static int index_of(const struct record *r, size_t field)
{
	return r->values[field].present ? (int)r->values[field].index : -1;
}

static size_t strings_of(const struct record *r, size_t field, struct str *out, size_t max)
{
	const struct value *v = &r->values[field];
	size_t n = v->present ? MIN(v->strings.count, max) : 0;
	for (size_t i = 0; i < n; i++)
		out[i] = v->strings.items[i];
	return n;
}

struct directory_hit search_hit_of(const struct record *r)
{
	struct directory_hit h = {
		.customer_id = text_of(r, F_CUSTOMER_customerId),
		.username = text_of(r, F_CUSTOMER_username),
		.full_name = text_of(r, F_CUSTOMER_fullName),
		.email = text_of(r, F_CUSTOMER_email),
		.phone = text_of(r, F_CUSTOMER_phone),
		.country = text_of(r, F_CUSTOMER_country),
		.brand = text_of(r, F_CUSTOMER_brand),
		.account_status = index_of(r, F_CUSTOMER_accountStatus),
		.vip_tier = index_of(r, F_CUSTOMER_vipTier),
		.kyc_status = index_of(r, F_CUSTOMER_kycStatus),
		.risk_level = index_of(r, F_CUSTOMER_riskLevel),
		.registration_date = r->values[F_CUSTOMER_registrationDate].days,
	};
	if (r->values[F_CUSTOMER_currency].present)
		h.currency = str_of(r->values[F_CUSTOMER_currency].currency->code);
	h.former_count = strings_of(r, F_CUSTOMER_formerEmails, h.former_emails, DIRECTORY_FORMER_MAX);
	h.tag_count = strings_of(r, F_CUSTOMER_tags, h.tags, DIRECTORY_TAGS_MAX);
	return h;
}

/* --- filters --- */

static bool in_set(unsigned bits, int index)
{
	return bits == 0 || (index >= 0 && (bits >> index & 1));
}

static bool in_list(const struct str *list, size_t count, struct str s)
{
	for (size_t i = 0; i < count; i++)
		if (s.p && str_ieq(list[i], s))
			return true;
	return count == 0;
}

bool search_passes(const struct directory_hit *h, const struct directory_filters *f)
{
	for (size_t i = 0; i < f->tag_count; i++)
		if (!h->tag_count || !in_list(h->tags, h->tag_count, f->tags[i]))
			return false;
	return in_set(f->account_status, h->account_status) && in_set(f->vip_tier, h->vip_tier) &&
	       in_set(f->kyc_status, h->kyc_status) && h->risk_level >= f->risk_at_least &&
	       in_list(f->countries, f->country_count, h->country) && in_list(f->brands, f->brand_count, h->brand) &&
	       (!f->has_registered_from || h->registration_date >= f->registered_from) &&
	       (!f->has_registered_to || h->registration_date <= f->registered_to);
}

/* --- text --- */

static bool same_folded(struct str a, struct str b)
{
	char x[FOLD_OUT_MAX], y[FOLD_OUT_MAX];
	return a.p && b.p && str_eq(str_mem(x, fold_exact(a, x)), str_mem(y, fold_exact(b, y)));
}

static enum directory_how compare_text(struct str value, struct str text)
{
	char v[FOLD_OUT_MAX], t[FOLD_OUT_MAX];
	if (!value.p || !text.n)
		return DIRECTORY_HOW_NONE;
	struct str folded = str_mem(v, fold_text(value, v)), wanted = str_mem(t, fold_text(text, t));
	if (!wanted.n || !str_starts(folded, wanted))
		return DIRECTORY_HOW_NONE;
	return folded.n == wanted.n ? DIRECTORY_EXACT : DIRECTORY_PREFIX;
}

/* Does a word of one of the name's spellings begin with @word? */
static bool name_has(const char *forms, size_t n, struct str word)
{
	for (size_t i = 0; i + word.n <= n; i++)
		if ((i == 0 || forms[i - 1] == ' ' || forms[i - 1] == '\0') && memcmp(forms + i, word.p, word.n) == 0)
			return true;
	return false;
}

/* Every word of the text must begin one of the name's. */
static bool name_matches(struct str name, struct str text)
{
	char forms[FOLD_OUT_MAX], words[FOLD_OUT_MAX];
	if (!name.p)
		return false;
	size_t n = fold_name(name, forms);
	struct str rest = str_mem(words, fold_name_word(text, words)), word;
	if (!rest.n)
		return false;
	while (str_split(&rest, ' ', &word))
		if (word.n && !name_has(forms, n, word))
			return false;
	return true;
}

static bool phone_matches(struct str phone, struct str text)
{
	struct fold_phone a, b;
	if (!phone.p || !fold_phone(phone, &a) || !fold_phone(text, &b))
		return false;
	struct str whole = {a.digits, a.n}, national = {a.digits + a.national, a.n - a.national};
	struct str given = {b.digits, b.n}, given_national = {b.digits + b.national, b.n - b.national};
	return str_eq(whole, given) || (given_national.n >= FOLD_NATIONAL_MIN && str_eq(national, given_national));
}

static bool matched(struct directory_hit *h, enum directory_field field, enum directory_how how)
{
	h->matched = field;
	h->how = how;
	return how != DIRECTORY_HOW_NONE;
}

bool search_matches(struct directory_hit *h, struct str text, bool contact_visible)
{
	if (!text.n) {
		matched(h, DIRECTORY_MATCH_NONE, DIRECTORY_HOW_NONE);
		return true;
	}
	if (matched(h, DIRECTORY_MATCH_ID, compare_text(h->customer_id, text)) ||
	    (same_folded(h->email, text) && matched(h, DIRECTORY_MATCH_EMAIL, DIRECTORY_EXACT)) ||
	    matched(h, DIRECTORY_MATCH_USERNAME, compare_text(h->username, text)) ||
	    (phone_matches(h->phone, text) && matched(h, DIRECTORY_MATCH_PHONE, DIRECTORY_EXACT)) ||
	    (name_matches(h->full_name, text) && matched(h, DIRECTORY_MATCH_NAME, DIRECTORY_PREFIX)))
		return true;
	for (size_t i = 0; i < h->former_count; i++)
		if (same_folded(h->former_emails[i], text))
			return matched(h, DIRECTORY_MATCH_FORMER_EMAIL, DIRECTORY_EXACT);
	return contact_visible && matched(h, DIRECTORY_MATCH_EMAIL, compare_text(h->email, text));
}
