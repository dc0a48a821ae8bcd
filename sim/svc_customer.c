/* sim/svc_customer.c - the customer service: snake_case, RFC 3339, numbered pages, bearer token. See sim/README.md. */
#include "base/clock.h"
#include "sim/games.h"
#include "sim/service.h"
#include "sim/terms.h"
#include "sim/words.h"

#include <stdio.h>
#include <stdlib.h>

#define RECENT_LOGINS     20u
#define SEARCH_MAX        1000u
#define SEARCH_CANDIDATES 20000u
#define MARK_DIGITS       16
#define PHOTO_PX          256u

static const char *const status_words[] = {"ACTIVE", "SUSPENDED", "SELF_EXCLUDED", "CLOSED"};
static const char *const tier_words[] = {NULL, "BRONZE", "SILVER", "GOLD", "PLATINUM"};
static const char *const kyc_words[] = {"VERIFIED", "PENDING", "REJECTED"};
static const char *const level_words[] = {"NONE", "LOW", "MEDIUM", "HIGH", "CRITICAL"};

static void put_text(struct json_writer *w, const char *text)
{
	if (text && *text)
		json_put_string(w, str_of(text));
	else
		json_put_null(w);
}
#define KV_TEXT(w, lit, text) (JSON_KEY(w, lit), put_text((w), (text)))

static void put_date(struct json_writer *w, int32_t days)
{
	char text[16];
	clock_format_date(days, text);
	json_put_string(w, str_of(text));
}

static void put_consents(struct json_writer *w, const struct profile *p)
{
	JSON_KEY(w, "consents");
	json_open_array(w);
	for (unsigned i = 0; i < p->consent_count; i++) {
		const struct consent *c = &p->consents[i];
		json_open_object(w);
		KV_TEXT(w, "product", word_product(c->product));
		KV_TEXT(w, "channel", word_contact(c->channel));
		json_kv_bool(w, STR("granted"), c->granted);
		json_kv_time(w, STR("changed_at"), c->at);
		json_close_object(w);
	}
	json_close_array(w);
}

static void put_former_emails(struct json_writer *w, const struct profile *p)
{
	JSON_KEY(w, "former_emails");
	json_open_array(w);
	for (unsigned i = 0; i < p->former_count; i++)
		json_put_string(w, str_of(p->former_emails[i].text));
	json_close_array(w);
}

static void put_tags(struct json_writer *w, const struct profile *p)
{
	JSON_KEY(w, "tags");
	json_open_array(w);
	for (unsigned i = 0; i < word_tag_count(); i++)
		if (p->tags >> i & 1)
			json_put_string(w, str_of(word_tag(i)));
	json_close_array(w);
}

static void put_person(struct json_writer *w, const struct profile *p)
{
	JSON_KEY(w, "person");
	json_open_object(w);
	KV_TEXT(w, "full_name", p->full_name);
	JSON_KEY(w, "birth_date");
	if (p->has_birth_day)
		put_date(w, p->birth_day);
	else
		json_put_null(w);
	KV_TEXT(w, "gender", p->sex == 'F' ? "female" : p->sex == 'M' ? "male" : NULL);
	json_close_object(w);
	JSON_KEY(w, "contact");
	json_open_object(w);
	KV_TEXT(w, "email", p->email);
	KV_TEXT(w, "phone", p->phone);
	put_former_emails(w, p);
	json_close_object(w);
	JSON_KEY(w, "address");
	json_open_object(w);
	KV_TEXT(w, "street", p->street);
	KV_TEXT(w, "extra", p->extra);
	KV_TEXT(w, "city", p->city);
	KV_TEXT(w, "state", p->region);
	KV_TEXT(w, "zip", p->postcode);
	KV_TEXT(w, "country_code", p->country);
	json_close_object(w);
}

static void put_account(struct json_writer *w, const struct profile *p)
{
	JSON_KEY(w, "account");
	json_open_object(w);
	KV_TEXT(w, "status", status_words[p->status]);
	json_kv_time(w, STR("status_since"), p->status_since);
	KV_TEXT(w, "tier", tier_words[p->tier]);
	KV_TEXT(w, "brand", word_brand(p->brand));
	KV_TEXT(w, "licence", licence_at(p->licence)->number);
	KV_TEXT(w, "jurisdiction", licence_at(p->licence)->jurisdiction);
	KV_TEXT(w, "currency", p->currency);
	KV_TEXT(w, "time_zone", p->time_zone);
	KV_TEXT(w, "locale", p->language);
	KV_TEXT(w, "acquisition_channel", word_channel(p->channel));
	KV_TEXT(w, "kyc_status", kyc_words[p->kyc]);
	KV_TEXT(w, "risk_level", level_words[p->risk]);
	put_tags(w, p);
	json_close_object(w);
}

static enum err load(struct ask *q, struct profile *p)
{
	return row_load(q->store, TABLE_PROFILE, &pack_profile, q->number, q->scratch, p);
}

static enum err get_profile(struct ask *q)
{
	struct profile p;
	struct json_writer *w = q->w;
	enum err e = load(q, &p);
	if (e)
		return e;
	json_open_object(w);
	JSON_KEY(w, "customer_id");
	ref_put_customer(w, q->number);
	KV_TEXT(w, "user_name", p.username);
	JSON_KEY(w, "registered_on");
	put_date(w, p.registered_day);
	put_person(w, &p);
	put_account(w, &p);
	json_kv_bool(w, STR("has_photo"), p.has_photo);
	put_consents(w, &p);
	json_close_object(w);
	return OK;
}

static void put_login(struct json_writer *w, const struct profile *p, const struct login *l)
{
	char ip[16];
	const struct place *place = l->place ? place_at(l->place - 1u) : NULL;
	(void)snprintf(ip, sizeof(ip), "%u.%u.%u.%u", l->ip >> 24, l->ip >> 16 & 255, l->ip >> 8 & 255, l->ip & 255);
	json_open_object(w);
	json_kv_time(w, STR("logged_in_at"), l->at);
	KV_TEXT(w, "result", l->failed ? "FAILED" : "OK");
	KV_TEXT(w, "ip_address", ip);
	JSON_KEY(w, "geo");
	json_open_object(w);
	KV_TEXT(w, "country", place ? place->country : p->country);
	KV_TEXT(w, "city", place ? place->city : p->city);
	json_close_object(w);
	if (l->device < p->device_count) {
		char agent[64];
		JSON_KEY(w, "device_id");
		ref_put_hex(w, "DEV-", p->devices[l->device].id);
		(void)snprintf(agent, sizeof(agent), "%s on %s", p->devices[l->device].kind ? "App" : "Firefox",
			       word_device_os(p->devices[l->device].os));
		KV_TEXT(w, "user_agent", agent);
	}
	json_close_object(w);
}

static void put_devices(struct json_writer *w, const struct profile *p)
{
	JSON_KEY(w, "devices");
	json_open_array(w);
	for (unsigned i = 0; i < p->device_count; i++) {
		const struct device *d = &p->devices[i];
		json_open_object(w);
		JSON_KEY(w, "device_id");
		ref_put_hex(w, "DEV-", d->id);
		KV_TEXT(w, "type", word_device_kind(d->kind));
		KV_TEXT(w, "platform", word_device_os(d->os));
		if (d->first_seen) {
			json_kv_time(w, STR("first_seen_at"), d->first_seen);
			json_kv_time(w, STR("last_seen_at"), d->last_seen);
		}
		json_close_object(w);
	}
	json_close_array(w);
}

static enum err get_access(struct ask *q)
{
	struct profile p;
	struct login *logins;
	struct json_writer *w = q->w;
	uint64_t recent;
	enum err e = ask_number(q, "recent", 1, PAGE_MAX, RECENT_LOGINS, &recent);
	if (e == OK)
		e = load(q, &p);
	uint32_t n = e ? 0 : MIN(p.logins, (uint32_t)recent);
	if (e == OK)
		e = ask_records(q, &series_logins, p.logins, (struct page){p.logins - n, p.logins}, &logins);
	if (e)
		return e;
	json_open_object(w);
	JSON_KEY(w, "customer_id");
	ref_put_customer(w, q->number);
	JSON_KEY(w, "recent_logins");
	json_open_array(w);
	while (n)
		put_login(w, &p, &logins[--n]);
	json_close_array(w);
	put_devices(w, &p);
	json_close_object(w);
	return OK;
}

/* Numbered pages. */
struct numbered {
	uint64_t page, per_page, total;
};

static enum err numbered_parse(struct ask *q, struct numbered *ret)
{
	enum err e = ask_number(q, "page", 1, UINT32_MAX, 1, &ret->page);
	return e ? e : ask_number(q, "per_page", 1, PAGE_MAX, PAGE_DEFAULT, &ret->per_page);
}

/* Positions [from, to) of the whole list that the page shows. */
static void numbered_range(const struct numbered *n, uint64_t *ret_from, uint64_t *ret_to)
{
	*ret_from = MIN((n->page - 1) * n->per_page, n->total);
	*ret_to = MIN(*ret_from + n->per_page, n->total);
}

static void numbered_put(struct json_writer *w, const struct numbered *n)
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

/* The records of a numbered page of a series, newest first, one after the other to @put. */
static enum err series_list(struct ask *q, const struct series_kind *kind, const struct profile *p, uint32_t length,
			    void (*put)(struct ask *q, const struct profile *p, const void *record, uint32_t ordinal))
{
	struct numbered n;
	uint64_t from, to;
	char *records;
	enum err e = numbered_parse(q, &n);
	if (e)
		return e;
	n.total = length;
	numbered_range(&n, &from, &to);
	struct page page = {(uint32_t)(length - to), (uint32_t)(length - from)};
	e = ask_records(q, kind, length, page, &records);
	if (e)
		return e;
	json_open_object(q->w);
	JSON_KEY(q->w, "customer_id");
	ref_put_customer(q->w, q->number);
	JSON_KEY(q->w, "items");
	json_open_array(q->w);
	for (uint32_t i = page.end; i-- > page.first;)
		put(q, p, records + (size_t)(i - page.first) * kind->pack->size, i);
	json_close_array(q->w);
	numbered_put(q->w, &n);
	json_close_object(q->w);
	return OK;
}

static void put_login_item(struct ask *q, const struct profile *p, const void *record, uint32_t ordinal)
{
	(void)ordinal;
	put_login(q->w, p, record);
}

static enum err get_logins(struct ask *q)
{
	struct profile p;
	enum err e = load(q, &p);
	return e ? e : series_list(q, &series_logins, &p, p.logins, put_login_item);
}

static void put_mail(struct ask *q, const struct profile *p, const void *record, uint32_t ordinal)
{
	const struct mail *m = record;
	const struct letter_row *row = letter_at(m->template);
	struct json_writer *w = q->w;
	(void)p;
	json_open_object(w);
	JSON_KEY(w, "message_id");
	ref_put(w, REF_LETTER, q->number, ordinal);
	json_kv_time(w, STR("sent_at"), m->at);
	KV_TEXT(w, "channel", row->channel);
	KV_TEXT(w, "direction", row->inbound ? "in" : "out");
	KV_TEXT(w, "subject", row->subject);
	KV_TEXT(w, "template", row->template);
	KV_TEXT(w, "status", word_letter_status(m->status));
	json_close_object(w);
}

static enum err get_messages(struct ask *q)
{
	struct profile p;
	enum err e = load(q, &p);
	return e ? e : series_list(q, &series_letters, &p, p.letters, put_mail);
}

static enum err get_preferences(struct ask *q)
{
	struct profile p;
	struct json_writer *w = q->w;
	enum err e = load(q, &p);
	if (e)
		return e;
	json_open_object(w);
	JSON_KEY(w, "customer_id");
	ref_put_customer(w, q->number);
	KV_TEXT(w, "locale", p.language);
	KV_TEXT(w, "odds_format", word_odds(p.odds_format));
	JSON_KEY(w, "contact");
	json_open_object(w);
	KV_TEXT(w, "channel", word_contact(p.contact_channel));
	KV_TEXT(w, "hours", word_hours(p.contact_hours));
	json_close_object(w);
	JSON_KEY(w, "favourites");
	json_open_object(w);
	JSON_KEY(w, "teams");
	json_open_array(w);
	json_put_string(w, str_of(word_team(p.team)));
	json_close_array(w);
	JSON_KEY(w, "games");
	json_open_array(w);
	for (unsigned i = 0; i < ARRAY_LEN(p.favourites); i++)
		if (p.favourites[i])
			json_put_string(w, str_of(game_at(p.favourites[i] - 1u)->title));
	json_close_array(w);
	json_close_object(w);
	if (p.reality_check)
		json_kv_i64(w, STR("reality_check_minutes"), p.reality_check);
	else
		json_kv_null(w, STR("reality_check_minutes"));
	put_consents(w, &p);
	json_close_object(w);
	return OK;
}

static enum err get_photo(struct ask *q)
{
	struct profile p;
	enum err e = load(q, &p);
	if (e)
		return e;
	struct draw_order *d = p.has_photo ? ARENA_NEW(q->arena, struct draw_order) : NULL;
	if (!d)
		return p.has_photo ? ERR_NOMEM : ERR_NOT_FOUND;
	d->photo = true;
	d->pages = PHOTO_PX;
	d->person.sex = p.sex;
	d->person.birth_day = p.birth_day;
	d->seed = p.face;
	q->draw = d;
	return OK;
}

static void put_mark(struct json_writer *w, uint64_t sequence)
{
	char text[32];
	(void)snprintf(text, sizeof(text), "chg-%0*llu", MARK_DIGITS, (unsigned long long)sequence);
	json_put_string(w, str_of(text));
}

static enum err put_customer(struct ask *q, uint32_t number, uint64_t mark)
{
	struct profile p;
	struct json_writer *w = q->w;
	enum err e = row_load(q->store, TABLE_PROFILE, &pack_profile, number, q->scratch, &p);
	if (e)
		return e;
	json_open_object(w);
	JSON_KEY(w, "customer_id");
	ref_put_customer(w, number);
	KV_TEXT(w, "user_name", p.username);
	KV_TEXT(w, "email", p.email);
	KV_TEXT(w, "phone", p.phone);
	KV_TEXT(w, "full_name", p.full_name);
	put_former_emails(w, &p);
	JSON_KEY(w, "registered_on");
	put_date(w, p.registered_day);
	KV_TEXT(w, "status", status_words[p.status]);
	KV_TEXT(w, "tier", tier_words[p.tier]);
	KV_TEXT(w, "kyc_status", kyc_words[p.kyc]);
	KV_TEXT(w, "risk_level", level_words[p.risk]);
	KV_TEXT(w, "country_code", p.country);
	KV_TEXT(w, "brand", word_brand(p.brand));
	KV_TEXT(w, "currency", p.currency);
	put_tags(w, &p);
	JSON_KEY(w, "change_mark");
	put_mark(w, mark);
	json_kv_bool(w, STR("deleted"), false);
	json_close_object(w);
	return OK;
}

static enum err get_all(struct ask *q)
{
	const struct population *all = store_population(q->store);
	struct numbered n;
	uint64_t from, to;
	enum err e = numbered_parse(q, &n);
	if (e)
		return e;
	n.total = all->count;
	numbered_range(&n, &from, &to);
	json_open_object(q->w);
	JSON_KEY(q->w, "items");
	json_open_array(q->w);
	for (; from < to && e == OK; from++)
		e = put_customer(q, population_number(all, (uint32_t)from), store_changes_head(q->store));
	json_close_array(q->w);
	numbered_put(q->w, &n);
	json_close_object(q->w);
	return e;
}

static enum err parse_mark(struct ask *q, uint64_t *ret)
{
	struct str text = ask_param(q, "since");
	if (!text.p) {
		*ret = 0;
		return OK;
	}
	if (text.n != 4 + MARK_DIGITS || !str_starts(text, STR("chg-")))
		return ERR_SHAPE;
	return str_to_u64(str_mem(text.p + 4, text.n - 4), ret) ? ERR_SHAPE : OK;
}

static enum err get_changes(struct ask *q)
{
	uint64_t since, limit, sequence;
	uint32_t number;
	enum err e = parse_mark(q, &since);
	if (e == OK)
		e = ask_number(q, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit);
	if (e)
		return e;
	json_open_object(q->w);
	JSON_KEY(q->w, "items");
	json_open_array(q->w);
	for (; limit && (e = store_changes_next(q->store, since, &sequence, &number)) == OK; limit--, since = sequence)
		if ((e = put_customer(q, number, sequence)))
			return e;
	json_close_array(q->w);
	JSON_KEY(q->w, "next_since");
	if (since < store_changes_head(q->store) && e == OK)
		put_mark(q->w, since);
	else
		json_put_null(q->w);
	json_close_object(q->w);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Candidates for a search: those with a term that starts with its longest word. */
struct candidates {
	uint32_t *numbers;
	size_t count;
};

static bool collect(void *ctx, uint32_t customer)
{
	struct candidates *c = ctx;
	c->numbers[c->count++] = customer;
	return c->count < SEARCH_CANDIDATES;
}

static int compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

struct search_words {
	unsigned count, longest;
	char text[8][TERM_TEXT_MAX];
};

static void split_words(struct str text, struct search_words *ret)
{
	struct str word;
	ret->count = ret->longest = 0;
	while (str_split(&text, ' ', &word) && ret->count < ARRAY_LEN(ret->text)) {
		if (word.n == 0)
			continue;
		/* "+46 70" is searched by its digits. */
		char digits[TERM_TEXT_MAX];
		size_t n = 0;
		for (size_t i = 0; i < word.n && word.p[0] == '+' && n + 1 < sizeof(digits); i++)
			if (word.p[i] >= '0' && word.p[i] <= '9')
				digits[n++] = word.p[i];
		term_fold(n ? str_mem(digits, n) : word, ret->text[ret->count]);
		if (strlen(ret->text[ret->count]) > strlen(ret->text[ret->longest]))
			ret->longest = ret->count;
		ret->count++;
	}
}

static bool matches(const struct profile *p, const struct search_words *words)
{
	struct terms terms;
	terms_of(p, &terms);
	for (unsigned i = 0; i < words->count; i++) {
		bool found = false;
		for (unsigned t = 0; t < terms.count && !found; t++)
			found = str_starts(str_of(terms.text[t]), str_of(words->text[i]));
		if (!found)
			return false;
	}
	return true;
}

/* Fills @c with the matches by number, each once, SEARCH_MAX at most. */
static enum err find(struct ask *q, struct str text, struct candidates *c)
{
	struct search_words words;
	uint32_t number, last = 0, position;
	if (customer_number_parse(text, &number) && population_position(store_population(q->store), number, &position)) {
		c->numbers[c->count++] = number;
		return OK;
	}
	split_words(text, &words);
	enum err e = words.count ? store_search(q->store, str_of(words.text[words.longest]), collect, c) : OK;
	size_t candidates = c->count;
	qsort(c->numbers, candidates, sizeof(c->numbers[0]), compare_numbers);
	c->count = 0;
	for (size_t i = 0; i < candidates && e == OK && c->count < SEARCH_MAX; i++) {
		struct profile p;
		if (c->numbers[i] == last)
			continue;
		last = c->numbers[i];
		if (words.count > 1) {
			e = row_load(q->store, TABLE_PROFILE, &pack_profile, last, q->scratch, &p);
			if (e || !matches(&p, &words))
				continue;
		}
		c->numbers[c->count++] = last;
	}
	return e;
}

static enum err get_search(struct ask *q)
{
	struct candidates c = {arena_array(q->arena, SEARCH_CANDIDATES, sizeof(uint32_t)), 0};
	struct str text = str_trim(ask_param(q, "q"));
	struct numbered n;
	uint64_t from, to;
	enum err e = text.n ? numbered_parse(q, &n) : ERR_SHAPE;
	if (e == OK)
		e = c.numbers ? find(q, text, &c) : ERR_NOMEM;
	if (e)
		return e;
	n.total = c.count;
	numbered_range(&n, &from, &to);
	json_open_object(q->w);
	JSON_KEY(q->w, "items");
	json_open_array(q->w);
	for (; from < to && e == OK; from++)
		e = put_customer(q, c.numbers[from], store_changes_head(q->store));
	json_close_array(q->w);
	numbered_put(q->w, &n);
	json_close_object(q->w);
	return e;
}

static bool allowed(const struct http_request *r)
{
	return header_is(r, "authorization", "Bearer sim-customer-token");
}

static void problem(struct json_writer *w, int status)
{
	json_open_object(w);
	KV_TEXT(w, "error",
		status == 404   ? "not_found"
		: status == 401 ? "unauthorized"
		: status == 400 ? "bad_request"
				: "failed");
	KV_TEXT(w, "message", status == 404 ? "No such customer." : "The request could not be answered.");
	json_close_object(w);
}

static const struct route routes[] = {
	{"/api/customers/search", get_search},
	{"/api/customers", get_all},
	{"/api/changes", get_changes},
	{"/api/customers/{id}", get_profile},
	{"/api/customers/{id}/access", get_access},
	{"/api/customers/{id}/logins", get_logins},
	{"/api/customers/{id}/messages", get_messages},
	{"/api/customers/{id}/preferences", get_preferences},
	{"/api/customers/{id}/photo", get_photo},
};
const struct service service_customer = {routes, ARRAY_LEN(routes), allowed, problem};
