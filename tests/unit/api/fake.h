/* tests/unit/api/fake.h - what stands below the API in its unit tests: a record, sign-on, sources, directory and texts that do
 * as the test says. They are definitions of the real functions' names: the linker takes these. One server on a loop of its own
 * thread; the test asks it over HTTP. What a test changes, it changes between requests. */
#pragma once

#include "tests/unit/net/net_fixture.h"
#include "tests/unit/view/build.h"

#include "access/audit_text.h"
#include "api/api.h"
#include "api/metrics.h"
#include "api/stream.h"
#include "base/json_reader.h"

#define FAKE_RECORDS_MAX 256

struct fake_ticket {
	struct letter letter;
	bool cancelled;
	void (*deliver)(struct fake_ticket *t);
	struct list_ask ask;
	char position[1024], object[128];
	void (*list_done)(void *ctx, const struct list_page *page);
	void (*detail_done)(void *ctx, enum source_error e, const struct record *r);
	enum detail_kind detail;
	struct content_events events;
	size_t content_at;
	directory_done_fn *search_done;
	void *ctx;
};

static struct fake {
	struct loop_thread thread;
	struct api api;
	struct api_loop al;
	struct arena arena; /* of records */
	uint16_t port;

	/* the record */
	enum err append_error, outcome; /* refused at once; failed later */
	bool hold;                      /* records stay unanswered */
	struct audit_entry *held[8];
	size_t held_count;
	char *records[FAKE_RECORDS_MAX];
	enum audit_kind kinds[FAKE_RECORDS_MAX];
	size_t record_count;
	enum err text_outcome;

	/* sources */
	struct snapshot snapshots[PART_COUNT_];
	enum source_error part_error[PART_COUNT_]; /* SOURCE_OK: the snapshot is given */
	enum source_error list_error[LIST_COUNT_];
	/* Fills the page; texts in the arena. */
	void (*list)(const struct list_ask *ask, struct list_page *page);
	unsigned list_asks[LIST_COUNT_];
	enum source_error detail_error;
	const struct record *detail;
	int64_t detail_from_ms, detail_to_ms; /* of the last one asked for */
	char detail_zone[TIME_ZONE_MAX];
	enum source_error content_error, content_end;
	const char *content_type;
	struct str content;
	size_t content_piece;
	int64_t content_length;
	unsigned pauses, cancels;

	/* directory */
	bool directory_ready;
	enum err search_error;
	struct directory_hit *hits;
	size_t hit_count;
	struct directory_query asked; /* of the last search */
	char asked_text[256];
} fake;

/* --- the record --- */

const char *audit_kind_name(enum audit_kind k)
{
	static const char *const names[AUDIT_KIND_COUNT_] = {"look",         "search",   "reveal",      "denied",
							     "sign_on",      "sign_off", "stream_open", "stream_change",
							     "stream_close", "document", "admin",       "strangers"};
	return names[k];
}

static void fake_recorded(struct letter *l)
{
	struct audit_entry *e = CONTAINER_OF(l, struct audit_entry, base.home_letter);
	e->outcome = fake.outcome;
	e->done(e);
}

enum err audit_append(struct audit *a, struct audit_entry *e)
{
	(void)a;
	if (fake.append_error != OK)
		return fake.append_error;
	assert_true(fake.record_count < FAKE_RECORDS_MAX);
	char *line;
	assert_true(asprintf(&line, "{%.*s}", STR_ARG(e->members)) > 0);
	struct json_reader r; /* a record is JSON whatever is in it */
	json_reader_init(&r, str_of(line), JSON_LIMITS_DEFAULT);
	json_skip(&r, NULL);
	assert_int_equal(json_finish(&r), OK);
	fake.kinds[fake.record_count] = e->kind;
	fake.records[fake.record_count++] = line;
	e->base.home_letter.deliver = fake_recorded;
	if (fake.hold)
		fake.held[fake.held_count++] = e;
	else if (e->home)
		loop_post(e->home, &e->base.home_letter);
	else
		fake_recorded(&e->base.home_letter);
	return OK;
}

bool audit_healthy(struct audit *a)
{
	(void)a;
	return fake.append_error == OK;
}

enum err audit_read(const char *dir, uint64_t before_seq, const struct audit_filter *f, size_t limit,
		    bool (*each)(void *ctx, uint64_t seq, struct str line), void *ctx)
{
	(void)f;
	/* Chain "a" has odd seconds, chain "b" even ones: seq n at second 2n - 1 or 2n. */
	bool even = strstr(dir, "/b") != NULL;
	uint64_t seq = before_seq ? before_seq - 1 : 5;
	for (size_t i = 0; i < limit && seq > 0; i++, seq--) {
		char line[128];
		int n = snprintf(line, sizeof line, "{\"seq\":%llu,\"at\":\"2026-01-01T00:00:%02lluZ\",\"kind\":\"look\"}",
				 (unsigned long long)seq, (unsigned long long)(2 * seq - !even));
		if (!each(ctx, seq, str_mem(line, (size_t)n)))
			break;
	}
	return OK;
}

enum err audit_text_make(struct str text, struct audit_text *ret)
{
	if (text.n > AUDIT_TEXT_MAX)
		return ERR_TOO_LARGE;
	memset(ret, 0, sizeof *ret);
	uuid7(ret->id);
	memset(ret->hash, 'a', 64);
	return OK;
}

void audit_text_member(struct json_writer *w, struct str key, const struct audit_text *t)
{
	json_key(w, key);
	json_open_object(w);
	json_kv_str(w, STR("id"), str_of(t->id));
	json_kv_str(w, STR("hash"), str_of(t->hash));
	json_close_object(w);
}

static void fake_text_kept(struct letter *l)
{
	struct job *j = CONTAINER_OF(l, struct job, home_letter);
	j->outcome = fake.text_outcome;
	j->done(j);
}

enum err audit_text_put(struct db *portal, struct audit_text_job *j)
{
	(void)portal;
	j->job.base.home_letter.deliver = fake_text_kept;
	loop_post(j->job.base.home, &j->job.base.home_letter);
	return OK;
}

/* --- sign-on: token "<role>", bearer "<role>-machine", password "right" --- */

static enum err fake_person(struct str role, bool machine, struct person *ret)
{
	struct person p = {.machine = machine, .session_ends_ms = 1798761600000};
	if (!role_parse(role, &p.role))
		return ERR_UNAUTHENTICATED;
	str_copy(p.username, sizeof p.username, role);
	memset(p.csrf, 'c', sizeof p.csrf - 1);
	strcpy(p.session_id, "0190c0de-0000-7000-8000-000000000001");
	*ret = p;
	return OK;
}

bool person_allows(const struct person *p, enum action a)
{
	return perm_allows(p->role, a) && (!p->machine || perm_allows(ROLE_MACHINE, a));
}

enum err identity_check(struct identity *i, struct str token, struct person *ret)
{
	(void)i;
	return fake_person(token, false, ret);
}

enum err identity_check_bearer(struct identity *i, struct str token, struct person *ret)
{
	(void)i;
	return str_ends(token, STR("-machine")) ? fake_person(str_mem(token.p, token.n - 8), true, ret) : ERR_UNAUTHENTICATED;
}

static void fake_signed_on(struct letter *l)
{
	struct job *j = CONTAINER_OF(l, struct job, home_letter);
	struct sign_on *s = CONTAINER_OF(j, struct sign_on, base);
	s->known_user = fake_person(str_of(s->username), false, &s->person) == OK;
	j->outcome = s->known_user && strcmp(s->password, "right") == 0 ? OK : ERR_UNAUTHENTICATED;
	if (strcmp(s->password, "too often") == 0) {
		j->outcome = ERR_LIMIT;
		s->retry_after_s = 42;
	}
	str_copy(s->token, sizeof s->token, str_of(s->username));
	j->done(j);
}

enum err identity_sign_on(struct identity *i, struct sign_on *s)
{
	(void)i;
	s->base.home_letter.deliver = fake_signed_on;
	loop_post(s->base.home, &s->base.home_letter);
	return OK;
}

static void fake_signed_off(struct letter *l)
{
	struct job *j = CONTAINER_OF(l, struct job, home_letter);
	j->outcome = OK;
	j->done(j);
}

enum err identity_sign_off(struct identity *i, const struct person *p, struct job *after)
{
	(void)i, (void)p;
	if (!after)
		return OK;
	after->home_letter.deliver = fake_signed_off;
	loop_post(after->home, &after->home_letter);
	return OK;
}

/* --- sources --- */

const char *source_error_name(enum source_error e)
{
	static const char *const names[SOURCE_ERROR_COUNT_] = {
		"ok",        "timeout",    "unreachable",    "http_error", "refused",    "throttled", "malformed",
		"truncated", "wrong_type", "wrong_customer", "too_large",  "overloaded", "not_found", "not_configured"};
	return names[e];
}

const char *sources_part_source(const struct sources *s, enum part p)
{
	static const char *const names[PART_COUNT_] = {"customer", "customer", "gaming", "gaming",
						       "wallet",   "kyc",      "risk",   "support"};
	(void)s;
	return names[p];
}

size_t sources_count(const struct sources *s)
{
	(void)s;
	return 1;
}

void sources_health(struct sources *s, size_t index, struct source_health *ret)
{
	(void)s, (void)index;
	*ret = (struct source_health){.name = "wallet", .breaker = BREAKER_OPEN, .last_error = SOURCE_TIMEOUT, .requests = 7};
	ret->failures[SOURCE_TIMEOUT] = 3;
}

bool sources_look(struct sources *s, struct loop *l, struct str customer, enum part p, struct look *ret, look_done_fn *done,
		  void *ctx, struct look_ticket **ret_ticket)
{
	(void)s, (void)l, (void)customer, (void)done, (void)ctx, (void)ret_ticket;
	*ret = (struct look){.state = LOOK_MISSING, .error = fake.part_error[p]};
	if (fake.part_error[p] != SOURCE_OK)
		return true;
	assert_non_null(fake.snapshots[p].body);
	cache_value_ref(&fake.snapshots[p].base);
	*ret = (struct look){.state = LOOK_FRESH, .snapshot = &fake.snapshots[p]};
	return true;
}

void sources_look_cancel(struct look_ticket *t)
{
	(void)t;
}

void sources_snapshot_grew(struct sources *s, struct str customer, enum part p, struct snapshot *snapshot, size_t bytes)
{
	(void)s, (void)customer, (void)p, (void)snapshot, (void)bytes;
}

uint64_t sources_generation(struct sources *s, struct str customer)
{
	(void)s, (void)customer;
	return 0;
}

uint64_t sources_part_ttl_ms(const struct sources *s, enum part p)
{
	(void)s, (void)p;
	return 0; /* nothing is kept whole */
}

void sources_count_shown(struct sources *s, struct loop *l)
{
	(void)s, (void)l;
}

static void fake_deliver(struct letter *l)
{
	struct fake_ticket *t = CONTAINER_OF(l, struct fake_ticket, letter);
	if (!t->cancelled)
		t->deliver(t);
	else
		free(t);
}

static struct fake_ticket *fake_ask(struct loop *l, void (*deliver)(struct fake_ticket *t), void *ctx)
{
	struct fake_ticket *t = calloc(1, sizeof *t);
	assert_non_null(t);
	t->deliver = deliver;
	t->ctx = ctx;
	t->letter.deliver = fake_deliver;
	loop_post(l, &t->letter);
	return t;
}

static void fake_list_answer(struct fake_ticket *t)
{
	struct list_page page = {.error = fake.list_error[t->ask.kind]};
	fake.list_asks[t->ask.kind]++;
	if (page.error == SOURCE_OK && fake.list)
		fake.list(&t->ask, &page);
	t->list_done(t->ctx, &page);
	free(t);
}

enum err sources_list(struct sources *s, struct loop *l, const struct list_ask *ask,
		      void (*done)(void *ctx, const struct list_page *page), void *ctx, struct ask_ticket **ret)
{
	(void)s;
	struct fake_ticket *t = fake_ask(l, fake_list_answer, ctx);
	t->ask = *ask;
	str_copy(t->position, sizeof t->position, ask->position);
	str_copy(t->object, sizeof t->object, ask->object);
	t->ask.position = ask->position.p ? str_of(t->position) : STR_NONE;
	t->ask.object = str_of(t->object);
	t->list_done = done;
	*ret = (struct ask_ticket *)(void *)t;
	return OK;
}

static void fake_detail_answer(struct fake_ticket *t)
{
	t->detail_done(t->ctx, fake.detail_error, fake.detail_error == SOURCE_OK ? fake.detail : NULL);
	free(t);
}

enum err sources_detail(struct sources *s, struct loop *l, const struct detail_ask *ask,
			void (*done)(void *ctx, enum source_error e, const struct record *r), void *ctx, struct ask_ticket **ret)
{
	(void)s;
	struct fake_ticket *t = fake_ask(l, fake_detail_answer, ctx);
	t->detail = ask->kind;
	fake.detail_from_ms = ask->from_ms;
	fake.detail_to_ms = ask->to_ms;
	str_copy(fake.detail_zone, sizeof fake.detail_zone, ask->time_zone);
	t->detail_done = done;
	*ret = (struct ask_ticket *)(void *)t;
	return OK;
}

/* As sources/content.c: what is answered false to comes again. */
static void fake_content_more(struct fake_ticket *t)
{
	while (t->content_at < fake.content.n) {
		size_t n = MIN(fake.content_piece, fake.content.n - t->content_at);
		struct str piece = str_mem(fake.content.p + t->content_at, n);
		bool more = t->events.on_data(t->ctx, piece);
		if (t->cancelled) {
			free(t);
			return;
		}
		if (!more) {
			fake.pauses++;
			t->letter.deliver = NULL;
			return;
		}
		t->content_at += n;
	}
	t->events.on_end(t->ctx, fake.content_end);
	free(t);
}

static void fake_content_answer(struct fake_ticket *t)
{
	t->events.on_head(t->ctx, fake.content_error, str_of(fake.content_type), fake.content_length);
	if (fake.content_error != SOURCE_OK || t->cancelled)
		free(t);
	else
		fake_content_more(t);
}

enum err sources_content(struct sources *s, struct loop *l, struct str customer, enum content_kind kind, struct str object,
			 const struct content_events *ev, void *ctx, struct ask_ticket **ret)
{
	(void)s, (void)customer, (void)kind, (void)object;
	struct fake_ticket *t = fake_ask(l, fake_content_answer, ctx);
	t->events = *ev;
	*ret = (struct ask_ticket *)(void *)t;
	return OK;
}

void sources_content_resume(struct ask_ticket *ticket)
{
	struct fake_ticket *t = (void *)ticket;
	t->deliver = fake_content_more;
	t->letter.deliver = fake_deliver;
	loop_post(fake.thread.loop, &t->letter);
}

void sources_ask_cancel(struct ask_ticket *ticket)
{
	struct fake_ticket *t = (void *)ticket;
	fake.cancels++;
	t->cancelled = true;
	if (!t->letter.deliver)
		free(t); /* paused: nothing comes any more */
}

/* --- directory --- */

enum err directory_lookup(struct directory *d, struct str customer_id, struct arena *a, struct directory_hit *ret)
{
	(void)d, (void)a;
	for (size_t i = 0; i < fake.hit_count; i++) {
		if (!str_eq(fake.hits[i].customer_id, customer_id))
			continue;
		*ret = fake.hits[i];
		return OK;
	}
	return ERR_NOT_FOUND;
}

bool directory_ready(const struct directory *d)
{
	(void)d;
	return fake.directory_ready;
}

void directory_state(struct directory *d, struct directory_state *ret)
{
	(void)d;
	*ret = (struct directory_state){.ready = fake.directory_ready, .customers = fake.hit_count};
}

static void fake_search_answer(struct fake_ticket *t)
{
	struct directory_answer a = {.hits = fake.hits,
				     .count = fake.hit_count,
				     .complete = true,
				     .total = fake.hit_count,
				     .total_exact = true,
				     .next = STR("here")};
	t->search_done(t->ctx, fake.search_error, fake.search_error == OK ? &a : NULL);
	free(t);
}

enum err directory_search(struct directory *d, struct loop *home, const struct directory_query *q, directory_done_fn *done,
			  void *ctx, struct directory_ticket **ret)
{
	(void)d;
	struct fake_ticket *t = fake_ask(home, fake_search_answer, ctx);
	fake.asked = *q;
	str_copy(fake.asked_text, sizeof fake.asked_text, q->text);
	t->search_done = done;
	*ret = (struct directory_ticket *)(void *)t;
	return OK;
}

void directory_search_cancel(struct directory_ticket *ticket)
{
	struct fake_ticket *t = (void *)ticket;
	t->cancelled = true;
}

const char *directory_field_name(enum directory_field f)
{
	static const char *const names[] = {NULL, "id", "email", "username", "name", "phone", "former_email"};
	return names[f];
}

const char *directory_how_name(enum directory_how h)
{
	static const char *const names[] = {NULL, "exact", "prefix", "infix"};
	return names[h];
}

bool directory_sort_parse(struct str s, enum directory_sort *ret)
{
	static const char *const names[] = {"relevance", "registered", "name", "username", "vip", "id"};
	for (size_t i = 0; i < ARRAY_LEN(names); i++)
		if (str_is(s, names[i])) {
			*ret = (enum directory_sort)i;
			return true;
		}
	return false;
}

/* --- the world --- */

static void fake_destroy(struct cache_value *v)
{
	(void)v;
	fail_msg("a snapshot was given back too often");
}

static void fake_seal(enum part p, const struct record *r)
{
	size_t size;
	struct snapshot *s = &fake.snapshots[p];
	s->part = p;
	s->fetched_ms = 1767225600000;
	s->fetched_mono_ms = clock_mono_ms();
	s->base.destroy = fake_destroy;
	atomic_store(&s->base.refs, 1);
	s->body = part_seal(NULL, p, STR("CUS-1"), r, &size);
	assert_non_null(s->body);
}

static void fake_records(void)
{
	struct arena *a = &fake.arena;
	struct record *r = build_record(a, schema_part(PART_PROFILE));
	build_text(r, F_PROFILE_customerId, "CUS-1");
	build_text(r, F_PROFILE_username, "john_player_77");
	build_text(r, F_PROFILE_email, "john@example.com");
	build_text(r, F_PROFILE_phone, "+1-555-0123");
	build_date(r, F_PROFILE_registrationDate, "2023-01-10");
	build_enum(r, F_PROFILE_accountStatus, "active");
	build_currency(r, F_PROFILE_currency, "EUR");
	fake_seal(PART_PROFILE, r);

	r = build_record(a, schema_part(PART_KYC));
	build_text(r, F_KYC_customerId, "CUS-1");
	build_enum(r, F_KYC_kycStatus, "verified");
	struct record *documents = build_list(a, r, F_KYC_documents, 1);
	build_text(&documents[0], F_DOCUMENT_documentId, "DOC-1");
	build_text(&documents[0], F_DOCUMENT_kind, "passport");
	build_enum(&documents[0], F_DOCUMENT_status, "accepted");
	build_text(&documents[0], F_DOCUMENT_number, "P1234567");
	build_time(&documents[0], F_DOCUMENT_uploadedAt, "2025-10-01T10:00:00Z");
	build_time(&documents[0], F_DOCUMENT_reviewedAt, "2025-10-02T10:00:00Z");
	struct record *checks = build_list(a, r, F_KYC_checks, 1);
	build_text(&checks[0], F_CHECK_kind, "identity");
	build_enum(&checks[0], F_CHECK_status, "passed");
	build_time(&checks[0], F_CHECK_checkedAt, "2025-10-03T10:00:00Z");
	fake_seal(PART_KYC, r);

	r = build_record(a, schema_part(PART_RISK));
	build_text(r, F_RISK_customerId, "CUS-1");
	struct record *flags = build_list(a, r, F_RISK_riskFlags, 2);
	build_text(&flags[0], F_FLAG_flagId, "FLG-AML");
	build_text(&flags[0], F_FLAG_type, "structuring");
	build_enum(&flags[0], F_FLAG_severity, "high");
	build_time(&flags[0], F_FLAG_detectedAt, "2025-10-06T13:00:00Z");
	build_enum(&flags[0], F_FLAG_category, "aml");
	build_text(&flags[1], F_FLAG_flagId, "FLG-1");
	build_text(&flags[1], F_FLAG_type, "unusual_betting_pattern");
	build_enum(&flags[1], F_FLAG_severity, "medium");
	build_time(&flags[1], F_FLAG_detectedAt, "2025-10-06T12:00:00Z");
	build_enum(&flags[1], F_FLAG_category, "fraud");
	build_list(a, r, F_RISK_limits, 0);
	fake_seal(PART_RISK, r);
}

static void fake_open(void *ctx)
{
	(void)ctx;
	struct http_server_config config = http_server_config_default();
	struct err_info info = {0};
	config.address = "127.0.0.1";
	assert_int_equal(api_loop_init(&fake.al, &fake.api, fake.thread.loop), OK);
	assert_int_equal(streams_new(&fake.al, &fake.al.streams), OK);
	if (http_server_new(fake.thread.loop, &config, &api_hooks, &fake.al, &fake.al.server, &info) != OK)
		fail_msg("%s", info.text);
	fake.port = http_server_port(fake.al.server);
}

static void fake_close(void *ctx)
{
	(void)ctx;
	http_server_free(fake.al.server);
	streams_free(fake.al.streams);
	api_loop_done(&fake.al);
}

UNUSED static int fake_start(void **state)
{
	(void)state;
	memset(&fake, 0, sizeof fake);
	log_set_level(LOG_OFF);
	arena_init(&fake.arena, 8u << 20);
	for (size_t p = 0; p < PART_COUNT_; p++)
		fake.part_error[p] = SOURCE_UNREACHABLE;
	fake.part_error[PART_PROFILE] = fake.part_error[PART_KYC] = fake.part_error[PART_RISK] = SOURCE_OK;
	fake_records();
	fake.detail_error = fake.content_error = SOURCE_NOT_FOUND;
	fake.content_piece = 65536;
	fake.content_length = -1;
	fake.api.config = (struct api_config){.public_url = "http://127.0.0.1:8360",
					      .body_max_bytes = 65536,
					      .reveal_s = 300,
					      .stream_heartbeat_s = 15,
					      .stream_max_per_person = 8,
					      .stream_pending_max_bytes = 1u << 20,
					      .stream_pending_max_ms = 10000};
	fake.api.audit_dir = "/nonexistent";
	memset(fake.api.seal_key, 7, sizeof fake.api.seal_key);
	atomic_store(&fake.api.ready, true);
	assert_int_equal(metrics_new(&fake.api.metrics), OK);
	assert_int_equal(cache_new(1u << 20, 4, &fake.api.cache), OK);
	assert_int_equal(worker_pool_new("test", 1, 16, &fake.api.workers), OK);
	loop_thread_start(&fake.thread);
	on_loop(&fake.thread, fake_open, NULL);
	return 0;
}

UNUSED static int fake_stop(void **state)
{
	(void)state;
	on_loop(&fake.thread, fake_close, NULL);
	loop_thread_stop(&fake.thread);
	loop_free(fake.thread.loop);
	worker_pool_free(fake.api.workers);
	cache_free(fake.api.cache);
	metrics_free(fake.api.metrics);
	for (size_t p = 0; p < PART_COUNT_; p++)
		if (fake.snapshots[p].body) {
			assert_int_equal(atomic_load(&fake.snapshots[p].base.refs), 1); /* every look was given back */
			part_unseal(fake.snapshots[p].body);
		}
	for (size_t i = 0; i < fake.record_count; i++)
		free(fake.records[i]);
	arena_done(&fake.arena);
	return 0;
}

/* --- asking --- */

UNUSED static struct answer ask_as(const char *role, const char *method, const char *path, const char *body, const char *more)
{
	char request[16384];
	struct client c = client_connect(fake.port);
	int n = snprintf(
		request, sizeof request,
		"%s %s HTTP/1.1\r\nHost: 127.0.0.1:8360\r\n%s%s%sX-CSRF-Token: "
		"ccccccccccccccccccccccccccccccccccccccccccc\r\n%s%s%s\r\nConnection: close\r\nContent-Length: %zu\r\n\r\n%s",
		method, path, role ? "Cookie: a=b; pitboss_session=" : "", role ? role : "", role ? "\r\n" : "",
		body ? "Content-Type: application/json\r\n" : "", more ? more : "", more ? "" : "X-Nothing: 1",
		body ? strlen(body) : 0, body ? body : "");
	assert_true(n > 0 && (size_t)n < sizeof request);
	client_send(&c, request);
	struct answer a = client_answer(&c, strcmp(method, "HEAD") == 0);
	client_close(&c);
	return a;
}

UNUSED static struct answer get_as(const char *role, const char *path)
{
	return ask_as(role, "GET", path, NULL, NULL);
}

UNUSED static void assert_has(const char *text, const char *piece)
{
	if (!strstr(text, piece))
		fail_msg("%s\nlacks %s", text, piece);
}

UNUSED static void assert_lacks(const char *text, const char *piece)
{
	if (strstr(text, piece))
		fail_msg("%s\nhas %s", text, piece);
}

/* Status, a piece of the body (may be NULL), and it is JSON. */
UNUSED static void expect_as(const char *role, const char *method, const char *path, const char *body, int status,
			     const char *piece)
{
	struct answer a = ask_as(role, method, path, body, NULL);
	if (a.status != status)
		fail_msg("%s %s: %d instead of %d: %s", method, path, a.status, status, a.body);
	if (piece)
		assert_has(a.body, piece);
	free(a.body);
}

UNUSED static void expect_get(const char *role, const char *path, int status, const char *piece)
{
	expect_as(role, "GET", path, NULL, status, piece);
}

UNUSED static const char *last_record(enum audit_kind kind)
{
	assert_true(fake.record_count > 0);
	assert_int_equal(fake.kinds[fake.record_count - 1], kind);
	return fake.records[fake.record_count - 1];
}
