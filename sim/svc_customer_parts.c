#include "base/clock.h"
#include "sim/svc_customer.h"
#include "sim/words.h"

const char *const customer_status_words[] = {"ACTIVE", "SUSPENDED", "SELF_EXCLUDED", "CLOSED"};
const char *const customer_tier_words[] = {NULL, "BRONZE", "SILVER", "GOLD", "PLATINUM"};
const char *const customer_kyc_words[] = {"VERIFIED", "PENDING", "REJECTED"};
const char *const customer_level_words[] = {"NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"};

void put_text(struct json_writer *w, const char *text)
{
	if (text && *text)
		json_put_string(w, str_of(text));
	else
		json_put_null(w);
}

void put_date(struct json_writer *w, int32_t days)
{
	char text[16];
	clock_format_date(days, text);
	json_put_string(w, str_of(text));
}

void put_former_emails(struct json_writer *w, const struct profile *p)
{
	JSON_KEY(w, "former_emails");
	json_open_array(w);
	for (unsigned i = 0; i < p->former_count; i++)
		json_put_string(w, str_of(p->former_emails[i].text));
	json_close_array(w);
}

void put_tags(struct json_writer *w, const struct profile *p)
{
	JSON_KEY(w, "tags");
	json_open_array(w);
	for (unsigned i = 0; i < word_tag_count(); i++)
		if (p->tags >> i & 1)
			json_put_string(w, str_of(word_tag(i)));
	json_close_array(w);
}

enum err numbered_parse(struct ask *q, struct numbered *ret)
{
	enum err e = ask_number(q, "page", 1, UINT32_MAX, 1, &ret->page);
	return e ? e : ask_number(q, "per_page", 1, PAGE_MAX, PAGE_DEFAULT, &ret->per_page);
}

void numbered_range(const struct numbered *n, uint64_t *ret_from, uint64_t *ret_to)
{
	*ret_from = MIN((n->page - 1) * n->per_page, n->total);
	*ret_to = MIN(*ret_from + n->per_page, n->total);
}

void numbered_put(struct json_writer *w, const struct numbered *n)
{
	uint64_t pages = (n->total + n->per_page - 1) / n->per_page;
	JSON_KEY(w, "paging");
	json_open_object(w);
	json_kv_i64(w, STR("page"), (int64_t)n->page);
	json_kv_i64(w, STR("per_page"), (int64_t)n->per_page);
	json_kv_i64(w, STR("total"), (int64_t)n->total);
	json_kv_i64(w, STR("total_pages"), (int64_t)pages);
	JSON_KEY(w, "next_page");
	if (n->page < pages)
		json_put_u64(w, n->page + 1);
	else
		json_put_null(w);
	json_close_object(w);
}
