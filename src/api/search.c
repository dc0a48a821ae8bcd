/* api/search.c - finding customers: in the portal's own directory, or by the customer service's own search until that is ready.
 *
 * The text is kept for the record while the search runs; the answer waits for both, and then for the record. */
#include "api/answer.h"
#include "api/call.h"
#include "api/cursor.h"
#include "api/problem.h"
#include "api/said.h"
#include "api/search_query.h"
#include "base/clock.h"

#include <stdio.h>

#define SEARCH_BODY_MAX    (1u << 20)
#define SEARCH_MEMBERS_MAX 32768 /* of the record: up to 200 ids */
#define SEARCH_DEADLINE_MS 1000

enum { WAIT_TEXT = 1, WAIT_SEARCH = 2 };

struct search {
	struct call *c;
	struct search_query q;
	struct directory_ticket *ticket;
	struct ask_ticket *ask;
	unsigned waiting;
	enum err text_outcome;
	struct str said; /* the record's member */
	struct buf body;
	struct buf ids; /* of the hits, for the record */
	struct buf masked;
	struct json_writer w;
	size_t count;
	bool failed;
	struct reply failure; /* when failed */
	const char *from;
};

static void on_abort(struct call *c)
{
	struct search *s = c->state;
	if (s->ticket)
		directory_search_cancel(s->ticket);
	if (s->ask)
		sources_ask_cancel(s->ask);
	buf_done(&s->body);
	buf_done(&s->masked);
}

/* --- the answer --- */

static struct str members_of(const struct search *s)
{
	struct buf b;
	if (!call_buf(s->c, SEARCH_MEMBERS_MAX, &b))
		return STR_NONE;
	buf_str(&b, s->said);
	buf_printf(&b, "%s\"from\":\"%s\",\"filters\":[", s->said.n ? "," : "", s->from);
	buf_str(&b, s->q.filter_names);
	buf_printf(&b, "],\"count\":%zu,\"customers\":[", s->count);
	buf_str(&b, buf_view(&s->ids));
	BUF_LIT(&b, "]");
	return buf_ok(&b) == OK ? buf_view(&b) : STR_NONE;
}

static void finish(struct search *s, unsigned what)
{
	struct call *c = s->c;
	s->waiting &= ~what;
	if (s->waiting)
		return;
	struct str members = members_of(s);
	struct reply r;
	if (s->text_outcome != OK) {
		r = problem_audit(c, s->text_outcome);
		buf_done(&s->body);
	} else if (s->failed || !members.p) {
		r = s->failed ? s->failure : problem_of(c, ERR_NOMEM, NULL);
		buf_done(&s->body);
	} else {
		r = reply_owned(c, 200, &s->body);
	}
	buf_done(&s->masked);
	if (s->text_outcome != OK)
		call_respond(c, &r);
	else
		call_answer(c, AUDIT_SEARCH, members, &r);
}

static void fail(struct search *s, struct reply r)
{
	s->failed = true;
	s->failure = r;
	s->count = 0;
	buf_reset(&s->ids);
	finish(s, WAIT_SEARCH);
}

/* --- hits --- */

static void put_text(struct json_writer *w, struct str key, struct str value)
{
	json_key(w, key);
	if (value.p)
		json_put_string(w, value);
	else
		json_put_null(w);
}

static void put_masked(struct search *s, const char *key, enum mask_kind kind, struct str value)
{
	char pointer[48], space[256];
	if (!value.p || (s->c->sight & mask_sight(kind))) {
		put_text(&s->w, str_of(key), value);
		return;
	}
	struct buf b = {.p = space, .cap = sizeof space - 1, .max = sizeof space - 1};
	mask_put(kind, value, &b);
	put_text(&s->w, str_of(key), buf_view(&b));
	int n = snprintf(pointer, sizeof pointer, "%s\"/items/%zu/%s\"", s->masked.n ? "," : "", s->count, key);
	buf_add(&s->masked, pointer, (size_t)n);
}

static void put_word(struct json_writer *w, struct str key, size_t field, int index)
{
	put_text(w, key, index < 0 ? STR_NONE : str_of(schema_list(LIST_CUSTOMERS)->fields[field].values[index]));
}

static void put_matched(struct json_writer *w, const struct directory_hit *h)
{
	JSON_KEY(w, "matched");
	if (h->matched == DIRECTORY_MATCH_NONE) {
		json_put_null(w);
		return;
	}
	json_open_object(w);
	json_kv_str(w, STR("field"), str_of(directory_field_name(h->matched)));
	json_kv_str(w, STR("how"), str_of(directory_how_name(h->how)));
	json_close_object(w);
}

static void put_hit(struct search *s, const struct directory_hit *h)
{
	struct json_writer *w = &s->w;
	char date[16];
	json_open_object(w);
	put_text(w, STR("customerId"), h->customer_id);
	put_text(w, STR("username"), h->username);
	put_text(w, STR("fullName"), h->full_name);
	put_masked(s, "email", MASK_EMAIL, h->email);
	put_masked(s, "phone", MASK_PHONE, h->phone);
	put_text(w, STR("country"), h->country);
	put_text(w, STR("brand"), h->brand);
	put_text(w, STR("currency"), h->currency);
	clock_format_date(h->registration_date, date);
	put_text(w, STR("registrationDate"), str_of(date));
	put_word(w, STR("accountStatus"), F_CUSTOMER_accountStatus, h->account_status);
	put_word(w, STR("vipTier"), F_CUSTOMER_vipTier, h->vip_tier);
	put_word(w, STR("kycStatus"), F_CUSTOMER_kycStatus, h->kyc_status);
	put_word(w, STR("riskLevel"), F_CUSTOMER_riskLevel, h->risk_level);
	JSON_KEY(w, "tags");
	json_open_array(w);
	for (size_t i = 0; i < h->tag_count; i++)
		json_put_string(w, h->tags[i]);
	json_close_array(w);
	put_matched(w, h);
	json_close_object(w);
	if (s->count++)
		buf_char(&s->ids, ',');
	json_escape(&s->ids, h->customer_id);
}

static void open_items(struct search *s)
{
	json_writer_init(&s->w, &s->body);
	json_open_object(&s->w);
	JSON_KEY(&s->w, "items");
	json_open_array(&s->w);
}

/* What a cursor of this search belongs to, besides its route and the person's sight. */
static struct str cursor_extra(const struct search *s)
{
	struct buf b;
	if (!call_buf(s->c, DIRECTORY_TEXT_MAX + 64, &b))
		return STR_NONE;
	buf_str(&b, str_of(s->from));
	buf_char(&b, '\n');
	buf_str(&b, s->q.sort_name);
	buf_char(&b, '\n');
	buf_str(&b, s->q.query.text);
	return buf_view(&b);
}

static void close_items(struct search *s, struct str next, bool complete, const uint64_t *total, bool total_exact)
{
	struct json_writer *w = &s->w;
	json_close_array(w);
	JSON_KEY(w, "nextCursor");
	struct str sealed = call_cursor_seal_with(s->c, next, cursor_extra(s));
	if (sealed.p)
		json_put_string(w, sealed);
	else
		json_put_null(w);
	json_kv_str(w, STR("from"), str_of(s->from));
	json_kv_bool(w, STR("complete"), complete);
	JSON_KEY(w, "total");
	if (total)
		json_put_u64(w, *total);
	else
		json_put_null(w);
	json_kv_bool(w, STR("totalExact"), total_exact);
	JSON_KEY(w, "masked");
	json_open_array(w);
	buf_str(&s->body, buf_view(&s->masked));
	json_close_array(w);
	json_close_object(w);
}

/* --- in the directory --- */

static void unknown_cursor(struct search *s)
{
	struct err_info info;
	err_set(&info, ERR_SHAPE, "/cursor", "is not one that this search gave");
	fail(s, problem_reply(s->c, 422, "unknown-cursor", "Not a cursor of this list", &info, STR_NONE));
}

static void directory_done(void *ctx, enum err e, const struct directory_answer *answer)
{
	struct search *s = ctx;
	s->ticket = NULL;
	if (e == ERR_SHAPE) {
		unknown_cursor(s);
		return;
	}
	if (e != OK) {
		fail(s, problem_of(s->c, e, NULL));
		return;
	}
	open_items(s);
	for (size_t i = 0; i < answer->count; i++)
		put_hit(s, &answer->hits[i]);
	close_items(s, answer->next, answer->complete, &answer->total, answer->total_exact);
	finish(s, WAIT_SEARCH);
}

static enum err search_directory(struct search *s)
{
	struct api_loop *al = s->c->al;
	s->q.query.deadline_ns = clock_mono_ns() + SEARCH_DEADLINE_MS * UINT64_C(1000000);
	return directory_search(al->api->directory, al->loop, &s->q.query, directory_done, s, &s->ticket);
}

/* --- by id --- */

/* Until the directory is ready nobody is known by id alone: the answer says that it is not complete. */
static enum err search_ids(struct search *s)
{
	struct directory *d = s->c->al->api->directory;
	uint64_t total;
	open_items(s);
	for (size_t i = 0; i < s->q.customer_id_count; i++) {
		struct directory_hit h;
		enum err e = directory_lookup(d, s->q.customer_ids[i], s->c->arena, &h);
		if (e == OK)
			put_hit(s, &h);
		else if (e != ERR_NOT_FOUND)
			return e;
	}
	total = s->count;
	bool complete = directory_ready(d);
	close_items(s, STR_NONE, complete, &total, complete);
	finish(s, WAIT_SEARCH);
	return OK;
}

/* --- by the customer service --- */

static void service_done(void *ctx, const struct list_page *page)
{
	struct search *s = ctx;
	struct call *c = s->c;
	s->ask = NULL;
	if (page->error != SOURCE_OK && page->error != SOURCE_NOT_FOUND) {
		fail(s, problem_source(c, sources_part_source(c->al->api->sources, PART_PROFILE), page->error));
		return;
	}
	open_items(s);
	for (size_t i = 0; i < page->count; i++) {
		struct directory_hit h = search_hit_of(&page->items[i]);
		if (search_passes(&h, &s->q.query.filters) && search_matches(&h, s->q.query.text, s->q.query.contact_visible))
			put_hit(s, &h);
	}
	close_items(s, page->next, false, NULL, false);
	finish(s, WAIT_SEARCH);
}

static enum err search_service(struct search *s)
{
	struct api_loop *al = s->c->al;
	struct list_ask ask = {.kind = LIST_CUSTOMER_SEARCH,
			       .customer = STR(""),
			       .object = s->q.query.text,
			       .limit = s->q.query.limit,
			       .position = s->q.query.position};
	return sources_list(al->api->sources, al->loop, &ask, service_done, s, &s->ask);
}

/* --- the beginning --- */

static void text_kept(struct call *c, enum err outcome)
{
	struct search *s = c->state;
	s->text_outcome = outcome;
	finish(s, WAIT_TEXT);
}

static void answer_at_once(struct search *s, enum err e)
{
	struct call *c = s->c;
	struct err_info info;
	on_abort(c);
	c->on_abort = NULL;
	err_set(&info, e, "/text", "is too long, or has too many words");
	if (e == ERR_TOO_LARGE)
		call_problem(c, ERR_SHAPE, &info);
	else
		call_problem(c, e, NULL);
}

static void begin(struct search *s, bool directory)
{
	struct call *c = s->c;
	s->waiting = WAIT_SEARCH;
	enum err e = s->q.customer_id_count ? search_ids(s) : directory ? search_directory(s) : search_service(s);
	if (e == ERR_SHAPE && s->q.cursor.p) {
		unknown_cursor(s);
		return;
	}
	if (e != OK) {
		answer_at_once(s, e);
		return;
	}
	if (!s->q.query.text.n)
		return;
	e = said_keep(c, STR("text"), s->q.query.text, text_kept, &s->said);
	if (e == OK) {
		s->waiting |= WAIT_TEXT;
		return;
	}
	on_abort(c);
	c->on_abort = NULL;
	struct reply r = problem_audit(c, e);
	call_respond(c, &r);
}

void customers_search(struct call *c)
{
	struct search *s = ARENA_NEW(c->arena, struct search);
	if (!s || !call_buf(c, SEARCH_MEMBERS_MAX - 2048, &s->ids)) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	s->c = c;
	bool directory = directory_ready(c->al->api->directory);
	if (!search_read(c, &s->q))
		return;
	s->from = directory || s->q.customer_id_count ? "directory" : "customer_service";
	if (!call_cursor_open_with(c, s->q.cursor, cursor_extra(s), &s->q.query.position))
		return;
	buf_init(&s->body, SEARCH_BODY_MAX);
	buf_init(&s->masked, SEARCH_BODY_MAX);
	c->state = s;
	c->on_abort = on_abort;
	begin(s, directory);
}
