#include "directory/customer.h"

#include "base/utf8.h"

#define VERSION 1
#define NO_TEXT 0xFFFF

static void put_text(struct buf *out, bool present, struct str s)
{
	struct str cut = utf8_cut(s, CUSTOMER_TEXT_MAX);
	uint16_t n = present ? (uint16_t)cut.n : NO_TEXT;
	buf_add(out, &n, sizeof(n));
	if (present)
		buf_str(out, cut);
}

static int8_t enum_of(const struct value *v)
{
	return v->present && v->index < 32 ? (int8_t)v->index : -1;
}

static uint8_t count_of(const struct value *v, size_t max)
{
	return v->present ? (uint8_t)MIN(v->strings.count, max) : 0;
}

enum err customer_encode(const struct record *r, struct buf *out)
{
	const struct value *v = r->values;
	static const unsigned texts[CUSTOMER_TEXT_COUNT_] = {F_CUSTOMER_customerId, F_CUSTOMER_username, F_CUSTOMER_fullName,
							     F_CUSTOMER_email,      F_CUSTOMER_phone,    F_CUSTOMER_country,
							     F_CUSTOMER_brand};
	struct str id = v[F_CUSTOMER_customerId].present ? v[F_CUSTOMER_customerId].text : STR_NONE;
	if (id.n == 0 || id.n > CUSTOMER_ID_MAX || memchr(id.p, 0, id.n))
		return ERR_SHAPE;
	struct customer_head h = {
		.version = VERSION,
		.registration_date = v[F_CUSTOMER_registrationDate].present ? v[F_CUSTOMER_registrationDate].days : INT32_MIN,
		.account_status = enum_of(&v[F_CUSTOMER_accountStatus]),
		.vip_tier = enum_of(&v[F_CUSTOMER_vipTier]),
		.kyc_status = enum_of(&v[F_CUSTOMER_kycStatus]),
		.risk_level = enum_of(&v[F_CUSTOMER_riskLevel]),
		.former_count = count_of(&v[F_CUSTOMER_formerEmails], DIRECTORY_FORMER_MAX),
		.tag_count = count_of(&v[F_CUSTOMER_tags], DIRECTORY_TAGS_MAX)};
	buf_add(out, &h, sizeof(h));
	for (unsigned i = 0; i < CUSTOMER_CURRENCY; i++)
		put_text(out, v[texts[i]].present, v[texts[i]].text);
	const struct value *cur = &v[F_CUSTOMER_currency];
	put_text(out, cur->present, cur->present ? str_of(cur->currency->code) : STR_NONE);
	for (unsigned i = 0; i < h.former_count; i++)
		put_text(out, true, v[F_CUSTOMER_formerEmails].strings.items[i]);
	for (unsigned i = 0; i < h.tag_count; i++)
		put_text(out, true, v[F_CUSTOMER_tags].strings.items[i]);
	return buf_ok(out);
}

static bool take_text(struct str *rest, struct str *ret)
{
	uint16_t n;
	if (rest->n < sizeof(n))
		return false;
	memcpy(&n, rest->p, sizeof(n));
	*rest = str_mem(rest->p + sizeof(n), rest->n - sizeof(n));
	*ret = STR_NONE;
	if (n == NO_TEXT)
		return true;
	if (rest->n < n)
		return false;
	*ret = str_mem(rest->p, n);
	*rest = str_mem(rest->p + n, rest->n - n);
	return true;
}

static bool take_texts(struct str *rest, struct str *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!take_text(rest, &items[i]))
			return false;
	return true;
}

enum err customer_decode(struct str bytes, struct directory_hit *ret)
{
	struct customer_head h;
	struct str texts[CUSTOMER_TEXT_COUNT_], rest;
	if (bytes.n < sizeof(h))
		return ERR_CORRUPT;
	memcpy(&h, bytes.p, sizeof(h));
	if (h.version != VERSION || h.former_count > DIRECTORY_FORMER_MAX || h.tag_count > DIRECTORY_TAGS_MAX)
		return ERR_CORRUPT;
	rest = str_mem(bytes.p + sizeof(h), bytes.n - sizeof(h));
	struct directory_hit hit = {.registration_date = h.registration_date,
				    .account_status = h.account_status,
				    .vip_tier = h.vip_tier,
				    .kyc_status = h.kyc_status,
				    .risk_level = h.risk_level,
				    .former_count = h.former_count,
				    .tag_count = h.tag_count};
	if (!take_texts(&rest, texts, CUSTOMER_TEXT_COUNT_) || !take_texts(&rest, hit.former_emails, h.former_count) ||
	    !take_texts(&rest, hit.tags, h.tag_count) || rest.n)
		return ERR_CORRUPT;
	hit.customer_id = texts[CUSTOMER_ID];
	hit.username = texts[CUSTOMER_USERNAME];
	hit.full_name = texts[CUSTOMER_FULL_NAME];
	hit.email = texts[CUSTOMER_EMAIL];
	hit.phone = texts[CUSTOMER_PHONE];
	hit.country = texts[CUSTOMER_COUNTRY];
	hit.brand = texts[CUSTOMER_BRAND];
	hit.currency = texts[CUSTOMER_CURRENCY];
	*ret = hit;
	return OK;
}

struct str customer_id(struct str bytes)
{
	struct str id, rest;
	if (bytes.n < sizeof(struct customer_head))
		return STR_NONE;
	rest = str_mem(bytes.p + sizeof(struct customer_head), bytes.n - sizeof(struct customer_head));
	return take_text(&rest, &id) ? id : STR_NONE;
}
