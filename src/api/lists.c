/* api/lists.c - what a source lists page by page about one customer: bets, sessions, transactions and so on. */
#include "api/answer.h"
#include "api/call.h"
#include "api/problem.h"
#include "api/subject.h"
#include "view/record_json.h"

#include <stdio.h>

#define LIST_LIMIT_USUAL    50
#define LIST_BODY_MAX_BYTES (4u << 20)
#define MASKED_MAX_BYTES    (256u << 10)
#define LIST_ONLY_MAX       128 /* bytes of a game's id, of a state; as of other objects' ids */

struct listing {
	struct subject subject; /* first: then() finds the listing by it */
	struct call *c;
	struct list_ask ask;
	enum part part; /* of the source that has the list */
};

static void put_next(struct json_writer *w, struct call *c, struct str next)
{
	JSON_KEY(w, "nextCursor");
	struct str sealed = next.p ? call_cursor_seal(c, next) : STR_NONE;
	if (sealed.p)
		json_put_string(w, sealed);
	else
		json_put_null(w);
	if (next.p && !sealed.p) /* an end that is none would hide what follows */
		w->out->failed = ERR_TOO_LARGE;
}

static void write_items(struct json_writer *w, const struct list_page *page, const struct record_style *style)
{
	char pointer[32];
	JSON_KEY(w, "items");
	json_open_array(w);
	for (size_t i = 0; i < page->count; i++) {
		int n = snprintf(pointer, sizeof pointer, "/items/%zu", i);
		record_write(w, &page->items[i], str_mem(pointer, (size_t)n), style);
	}
	json_close_array(w);
}

/* {items, nextCursor, meta, masked}; @ret_items_hash: a version of what was shown, for the record. */
static void write_page(struct listing *l, const struct list_page *page, struct buf *body, uint64_t *ret_items_hash)
{
	struct buf masked;
	struct json_writer w;
	buf_init(&masked, MASKED_MAX_BYTES);
	struct record_style style = {.sight = l->c->sight, .masked = &masked, .currency = subject_currency(&l->subject)};
	json_writer_init(&w, body);
	json_open_object(&w);
	write_items(&w, page, &style);
	*ret_items_hash = str_hash_stable(buf_view(body));
	put_next(&w, l->c, page->next);
	meta_put_now(&w, subject_source(&l->subject, l->part));
	JSON_KEY(&w, "masked");
	json_open_array(&w);
	buf_str(body, buf_view(&masked));
	json_close_array(&w);
	json_close_object(&w);
	if (buf_ok(&masked) != OK && buf_ok(body) == OK)
		body->failed = buf_ok(&masked);
	buf_done(&masked);
}

/* "customer":…,"list":…,"object":…,"count":…,"version":… */
static struct str members_of(const struct listing *l, size_t count, uint64_t version)
{
	struct buf b;
	if (!call_buf(l->c, 1536, &b))
		return STR_NONE;
	buf_str(&b, record_customer(l->c, l->ask.customer));
	buf_printf(&b, ",\"list\":\"%s\",\"count\":%zu", list_name(l->ask.kind), count);
	if (l->ask.object.n) {
		BUF_LIT(&b, ",\"object\":");
		json_escape(&b, l->ask.object);
	}
	if (count)
		buf_printf(&b, ",\"version\":\"%016llx\"", (unsigned long long)version);
	return buf_view(&b);
}

static void answer_page(struct listing *l, const struct list_page *page)
{
	struct call *c = l->c;
	struct buf body;
	uint64_t version = 0;
	buf_init(&body, LIST_BODY_MAX_BYTES);
	write_page(l, page, &body, &version);
	subject_end(&l->subject);
	struct reply r = reply_owned(c, 200, &body);
	call_answer(c, AUDIT_LOOK, members_of(l, page->count, version), &r);
}

/* A source that has never heard of a customer who exists has nothing to list; of an object it says that there is none. */
static void answer_nothing(struct listing *l)
{
	if (l->ask.object.n) {
		subject_end(&l->subject);
		call_not_found(l->c, l->ask.customer);
	} else if (subject_known(&l->subject)) {
		answer_page(l, &(struct list_page){.error = SOURCE_OK});
	} else {
		subject_answer_unknown(&l->subject);
	}
}

static void on_page(void *ctx, const struct list_page *page)
{
	struct listing *l = ctx;
	l->subject.ticket = NULL;
	if (page->error == SOURCE_OK)
		answer_page(l, page);
	else if (page->error == SOURCE_NOT_FOUND)
		answer_nothing(l);
	else
		subject_answer_failed(&l->subject, l->part, page->error, members_of(l, 0, 0));
}

static void ask(struct subject *s)
{
	struct listing *l = CONTAINER_OF(s, struct listing, subject);
	const struct api_loop *al = s->c->al;
	subject_asked(s, sources_list(al->api->sources, al->loop, &l->ask, on_page, l, &s->ticket));
}

/* ?type=: kinds of transactions, separated by commas. */
static bool read_kinds(struct call *c, unsigned *ret)
{
	const struct field *kind = &schema_list(LIST_TRANSACTIONS)->fields[F_TRANSACTION_kind];
	struct str words = call_query(c, "type"), word;
	while (str_split(&words, ',', &word)) {
		int index = schema_word(kind, word);
		if (index < 0) {
			call_invalid(c, "type", "names a type that transactions do not have");
			return false;
		}
		*ret |= 1u << index;
	}
	return true;
}

static bool read_word(struct call *c, const char *name, struct str *ret)
{
	struct str text = call_query(c, name);
	if (text.p && (text.n < 1 || text.n > LIST_ONLY_MAX)) {
		call_invalid(c, name, "must have 1 to 128 bytes");
		return false;
	}
	*ret = text.p ? text : STR("");
	return true;
}

/* What narrows a list down; the route's own table says which it takes. */
static bool read_only(struct call *c, enum list_kind kind, struct list_only *ret)
{
	if (kind == LIST_BETS)
		return read_word(c, "gameId", &ret->game);
	if (kind == LIST_TRANSACTIONS)
		return read_kinds(c, &ret->kinds) && read_word(c, "state", &ret->state);
	return true;
}

static void list(struct call *c, enum list_kind kind, enum part part)
{
	struct listing *l = ARENA_NEW(c->arena, struct listing);
	if (!l) {
		call_problem(c, ERR_NOMEM, NULL);
		return;
	}
	l->c = c;
	l->part = part;
	l->ask.kind = kind;
	l->ask.customer = c->params[0];
	l->ask.object = c->params[1];
	if (!call_customer(c, c->params[0]) || (c->params[1].p && !call_object(c, c->params[0], c->params[1])) ||
	    !call_limit(c, LIST_LIMIT_USUAL, &l->ask.limit) || !call_range(c, &l->ask.from_ms, &l->ask.to_ms) ||
	    !read_only(c, kind, &l->ask.only) || !call_cursor_open(c, call_query(c, "cursor"), &l->ask.position))
		return;
	subject_ask(&l->subject, c, 0, ask);
}

void bets_list(struct call *c)
{
	list(c, LIST_BETS, PART_GAMING);
}

void sessions_list(struct call *c)
{
	list(c, LIST_SESSIONS, PART_GAMING);
}

void rounds_list(struct call *c)
{
	list(c, LIST_ROUNDS, PART_GAMING);
}

void transactions_list(struct call *c)
{
	list(c, LIST_TRANSACTIONS, PART_WALLET);
}

void bonuses_list(struct call *c)
{
	list(c, LIST_BONUSES, PART_WALLET);
}

void logins_list(struct call *c)
{
	list(c, LIST_LOGINS, PART_LOGINS);
}

void tickets_list(struct call *c)
{
	list(c, LIST_TICKETS, PART_SUPPORT);
}

void correspondence_list(struct call *c)
{
	list(c, LIST_CORRESPONDENCE, PART_PROFILE);
}

void statements_list(struct call *c)
{
	list(c, LIST_STATEMENTS, PART_WALLET);
}
