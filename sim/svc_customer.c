/* sim/svc_customer.c - the customer service: snake_case, RFC 3339, numbered pages, bearer token. See sim/README.md. */
#include "sim/svc_customer.h"
#include "sim/games.h"
#include "sim/words.h"

#include <stdio.h>

#define RECENT_LOGINS 20u
#define PHOTO_PX      256u

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
	KV_TEXT(w, "status", customer_status_words[p->status]);
	json_kv_time(w, STR("status_since"), p->status_since);
	KV_TEXT(w, "tier", customer_tier_words[p->tier]);
	KV_TEXT(w, "brand", word_brand(p->brand));
	KV_TEXT(w, "licence", licence_at(p->licence)->number);
	KV_TEXT(w, "jurisdiction", licence_at(p->licence)->jurisdiction);
	KV_TEXT(w, "currency", p->currency);
	KV_TEXT(w, "time_zone", p->time_zone);
	KV_TEXT(w, "locale", p->language);
	KV_TEXT(w, "acquisition_channel", word_channel(p->channel));
	KV_TEXT(w, "kyc_status", customer_kyc_words[p->kyc]);
	KV_TEXT(w, "risk_level", customer_level_words[p->risk]);
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
		char agent[AGENT_TEXT_MAX];
		JSON_KEY(w, "device_id");
		ref_put_hex(w, "DEV-", p->devices[l->device].id);
		word_agent(&p->devices[l->device], agent);
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

/* Its own subject, or the template's. Returns its fields, which live until the next read of the store; p == NULL: none. */
static struct str put_subject(struct ask *q, const struct mail *m, const struct letter_row *row, uint32_t ordinal)
{
	struct str subject = STR_NONE, fields = STR_NONE;
	if (m->own && (store_get(q->store, TABLE_LETTER_TEXTS, store_id(q->number, ordinal), q->scratch) ||
		       letter_text_decode(buf_view(q->scratch), &subject, &fields)))
		subject = fields = STR_NONE; /* damaged: the template's words */
	JSON_KEY(q->w, "subject");
	json_put_string(q->w, subject.n ? subject : str_of(row->subject));
	return fields;
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
	struct str fields = put_subject(q, m, row, ordinal);
	KV_TEXT(w, "template", row->template);
	KV_TEXT(w, "status", word_letter_status(m->status));
	if (fields.p) {
		JSON_KEY(w, "fields");
		json_put_raw(w, fields);
	}
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

static bool allowed(const struct http_request *r)
{
	return header_is(r, "authorization", "Bearer sim-customer-token");
}

static enum err get_command(struct ask *q)
{
	struct json_writer *w = q->w;
	struct str answer;
	enum err e = ask_key(q, FAULT_CUSTOMER, &answer);
	if (e)
		return e;
	json_open_object(w);
	json_kv_str(w, STR("key"), q->object);
	KV_TEXT(w, "state", answer.p ? "DONE" : "UNKNOWN");
	JSON_KEY(w, "answer");
	json_put_raw(w, answer.p ? answer : STR("null"));
	json_close_object(w);
	return OK;
}

static void problem(struct json_writer *w, int status, const char *code, const char *field)
{
	const char *usual = status == 404   ? "not_found"
			    : status == 401 ? "unauthorized"
			    : status == 400 ? "bad_request"
					    : "failed";
	json_open_object(w);
	KV_TEXT(w, "error", code ? code : usual);
	KV_TEXT(w, "message", status == 404 ? "No such customer." : "The request could not be answered.");
	if (code)
		KV_TEXT(w, "field", field);
	json_close_object(w);
}

static const struct route routes[] = {
	{"/api/customers/search", customer_search},
	{"/api/customers", customer_all},
	{"/api/changes", customer_changes},
	{"/api/commands/{ref}", get_command},
	{"/api/customers/{id}", get_profile},
	{"/api/customers/{id}/access", get_access},
	{"/api/customers/{id}/logins", get_logins},
	{"/api/customers/{id}/messages", get_messages},
	{"/api/customers/{id}/preferences", get_preferences},
	{"/api/customers/{id}/photo", get_photo},
};
const struct service service_customer = {routes,          ARRAY_LEN(routes),      allowed,           problem,
					 writes_customer, &writes_customer_count, "idempotency-key", NULL};
