#include "view/timeline_item.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

#define TITLE_MAX_BYTES 200

static const struct {
	const char *name;
	enum timeline_stream stream;
} types[TIMELINE_TYPE_COUNT_] = {
	[TIMELINE_BET] = {"bet", TIMELINE_BETS},
	[TIMELINE_DEPOSIT] = {"deposit", TIMELINE_TRANSACTIONS},
	[TIMELINE_WITHDRAWAL] = {"withdrawal", TIMELINE_TRANSACTIONS},
	[TIMELINE_WITHDRAWAL_RETURNED] = {"withdrawal_returned", TIMELINE_TRANSACTIONS},
	[TIMELINE_BONUS_GRANTED] = {"bonus_granted", TIMELINE_TRANSACTIONS},
	[TIMELINE_BONUS_CONVERTED] = {"bonus_converted", TIMELINE_TRANSACTIONS},
	[TIMELINE_BONUS_FORFEITED] = {"bonus_forfeited", TIMELINE_TRANSACTIONS},
	[TIMELINE_CHARGEBACK] = {"chargeback", TIMELINE_TRANSACTIONS},
	[TIMELINE_REFUND] = {"refund", TIMELINE_TRANSACTIONS},
	[TIMELINE_FEE] = {"fee", TIMELINE_TRANSACTIONS},
	[TIMELINE_ADJUSTMENT] = {"adjustment", TIMELINE_TRANSACTIONS},
	[TIMELINE_SESSION] = {"session", TIMELINE_SESSIONS},
	[TIMELINE_LOGIN] = {"login", TIMELINE_LOGINS},
	[TIMELINE_TICKET] = {"ticket", TIMELINE_TICKETS},
	[TIMELINE_MESSAGE] = {"message", TIMELINE_CORRESPONDENCE},
	[TIMELINE_RISK_FLAG] = {"risk_flag", TIMELINE_RISK},
	[TIMELINE_EXCLUSION] = {"self_exclusion", TIMELINE_RISK},
	[TIMELINE_COOLING_OFF] = {"cooling_off", TIMELINE_RISK},
	[TIMELINE_DOCUMENT] = {"document", TIMELINE_KYC},
	[TIMELINE_CHECK] = {"check", TIMELINE_KYC},
};

static const struct {
	const char *name;
	enum list_kind list;
	enum part part;
} streams[TIMELINE_STREAM_COUNT_] = {
	[TIMELINE_BETS] = {"bets", LIST_BETS, PART_GAMING},
	[TIMELINE_TRANSACTIONS] = {"transactions", LIST_TRANSACTIONS, PART_WALLET},
	[TIMELINE_SESSIONS] = {"sessions", LIST_SESSIONS, PART_GAMING},
	[TIMELINE_LOGINS] = {"logins", LIST_LOGINS, PART_LOGINS},
	[TIMELINE_TICKETS] = {"tickets", LIST_TICKETS, PART_SUPPORT},
	[TIMELINE_CORRESPONDENCE] = {"correspondence", LIST_CORRESPONDENCE, PART_PROFILE},
	[TIMELINE_RISK] = {"risk", LIST_COUNT_, PART_RISK},
	[TIMELINE_KYC] = {"kyc", LIST_COUNT_, PART_KYC},
};

const char *timeline_type_name(enum timeline_type t)
{
	return types[t].name;
}

bool timeline_type_parse(struct str s, enum timeline_type *ret)
{
	for (size_t i = 0; i < TIMELINE_TYPE_COUNT_; i++)
		if (str_is(s, types[i].name)) {
			*ret = (enum timeline_type)i;
			return true;
		}
	return false;
}

enum timeline_stream timeline_type_stream(enum timeline_type t)
{
	return types[t].stream;
}

enum list_kind timeline_stream_list(enum timeline_stream s)
{
	return streams[s].list;
}

enum part timeline_stream_part(enum timeline_stream s)
{
	return streams[s].part;
}

const char *timeline_stream_name(enum timeline_stream s)
{
	return streams[s].name;
}

/* --- writing one item --- */

struct line {
	int64_t at_ms;
	const char *source;
	enum timeline_type type;
	struct str id, title, state; /* state.p NULL: none */
	const struct money *amount;  /* NULL: none */
	const char *link_kind;       /* NULL: none */
	struct str link_id;
};

static void put_optional(struct json_writer *w, struct str s)
{
	if (s.p)
		json_put_string(w, s);
	else
		json_put_null(w);
}

static void put_line(struct json_writer *w, const struct line *l)
{
	json_open_object(w);
	json_kv_time(w, STR("at"), l->at_ms);
	json_kv_str(w, STR("source"), str_of(l->source));
	json_kv_str(w, STR("type"), str_of(types[l->type].name));
	json_kv_str(w, STR("id"), l->id);
	json_kv_str(w, STR("title"), utf8_cut(l->title, TITLE_MAX_BYTES));
	JSON_KEY(w, "amount");
	if (l->amount)
		json_put_money(w, l->amount->minor, l->amount->currency->exponent);
	else
		json_put_null(w);
	JSON_KEY(w, "currency");
	put_optional(w, l->amount ? str_of(l->amount->currency->code) : STR_NONE);
	JSON_KEY(w, "state");
	put_optional(w, l->state);
	JSON_KEY(w, "link");
	if (l->link_kind) {
		json_open_object(w);
		json_kv_str(w, STR("kind"), str_of(l->link_kind));
		json_kv_str(w, STR("id"), l->link_id);
		json_close_object(w);
	} else {
		json_put_null(w);
	}
	json_close_object(w);
}

/* Of what doesn't change when a bet is settled or a ticket answered. */
static uint64_t line_hash(const struct line *l)
{
	uint64_t h = str_hash_stable(l->id) ^ (uint64_t)l->at_ms * 0x9E3779B97F4A7C15u;
	return (h ^ h >> 31) * 0xD6E8FEB86659FD93u + l->type;
}

static void add_line(struct timeline_items *out, const struct line *l)
{
	if (out->count == TIMELINE_ITEMS_MAX || buf_ok(&out->text) != OK)
		return;
	struct json_writer w;
	size_t start = out->text.n;
	json_writer_init(&w, &out->text);
	put_line(&w, l);
	if (buf_ok(&out->text) != OK)
		return;
	struct str text = str_mem(out->text.p + start, out->text.n - start);
	out->items[out->count++] = (struct timeline_item){
		.at_ms = l->at_ms, .hash = line_hash(l), .start = (uint32_t)start, .length = (uint32_t)text.n, .type = l->type};
}

/* --- from records --- */

static struct str text_of(const struct record *r, size_t field, struct str otherwise)
{
	const struct value *v = &r->values[field];
	return v->present ? v->text : otherwise;
}

static struct str word_of(const struct record *r, size_t field)
{
	const struct value *v = &r->values[field];
	return v->present ? str_of(r->schema->fields[field].values[v->index]) : STR_NONE;
}

static const struct money *money_of(const struct record *r, size_t field)
{
	const struct value *v = &r->values[field];
	return v->present && v->money.currency ? &v->money : NULL;
}

static bool bet_line(const struct record *r, struct line *l, char *space, size_t size)
{
	(void)space, (void)size;
	l->type = TIMELINE_BET;
	l->id = l->link_id = r->values[F_BET_betId].text;
	l->title = r->values[F_BET_game].text;
	l->state = word_of(r, F_BET_state);
	l->amount = money_of(r, F_BET_stake);
	l->link_kind = "bet";
	return true;
}

/* "bonus_granted" to "Bonus granted". */
static size_t sentence_of(struct str word, char *out, size_t size)
{
	size_t n = 0;
	for (; n < word.n && n + 1 < size; n++)
		out[n] = word.p[n] == '_' ? ' ' : word.p[n];
	if (n && out[0] >= 'a' && out[0] <= 'z')
		out[0] = (char)(out[0] - 'a' + 'A');
	out[n] = '\0';
	return n;
}

static bool transaction_line(const struct record *r, struct line *l, char *space, size_t size)
{
	struct str kind = word_of(r, F_TRANSACTION_kind);
	if (!timeline_type_parse(kind, &l->type))
		return false; /* stake, win and what else a bet does to a pocket */
	size_t n = sentence_of(kind, space, size);
	struct str method = utf8_cut(text_of(r, F_TRANSACTION_method, STR("")), 80);
	if (method.n)
		n += (size_t)snprintf(space + n, size - n, ", %.*s", STR_ARG(method));
	l->id = l->link_id = r->values[F_TRANSACTION_transactionId].text;
	l->title = str_mem(space, MIN(n, size - 1));
	l->state = text_of(r, F_TRANSACTION_state, STR_NONE);
	l->amount = money_of(r, F_TRANSACTION_amount);
	l->link_kind = "transaction";
	return true;
}

static bool session_line(const struct record *r, struct line *l, char *space, size_t size)
{
	(void)space, (void)size;
	l->type = TIMELINE_SESSION;
	l->id = l->link_id = r->values[F_SESSION_sessionId].text;
	l->title = text_of(r, F_SESSION_game, STR("Session"));
	l->state = r->values[F_SESSION_endedAt].present ? STR("ended") : STR("open");
	l->amount = money_of(r, F_SESSION_wagered);
	l->link_kind = "session";
	return true;
}

static bool login_line(const struct record *r, struct line *l, char *space, size_t size)
{
	struct str city = utf8_cut(text_of(r, F_LOGIN_city, STR("")), 80);
	struct str country = utf8_cut(text_of(r, F_LOGIN_country, STR("")), 40);
	bool failed = str_is(word_of(r, F_LOGIN_outcome), "failed");
	int n = snprintf(space, size, "login-%lld", (long long)l->at_ms);
	char *title = space + n + 1;
	int m = snprintf(title, size - (size_t)n - 1, "%s%s%.*s%s%.*s", failed ? "Failed login" : "Login",
			 city.n || country.n ? " from " : "", STR_ARG(city), city.n && country.n ? ", " : "", STR_ARG(country));
	l->type = TIMELINE_LOGIN;
	l->id = str_mem(space, (size_t)n);
	l->title = str_mem(title, (size_t)m);
	l->state = word_of(r, F_LOGIN_outcome);
	return true;
}

static bool ticket_line(const struct record *r, struct line *l, char *space, size_t size)
{
	(void)space, (void)size;
	l->type = TIMELINE_TICKET;
	l->id = l->link_id = r->values[F_TICKET_ticketId].text;
	l->title = r->values[F_TICKET_subject].text;
	l->state = word_of(r, F_TICKET_status);
	l->link_kind = "ticket";
	return true;
}

static bool message_line(const struct record *r, struct line *l, char *space, size_t size)
{
	(void)space, (void)size;
	l->type = TIMELINE_MESSAGE;
	l->id = r->values[F_CORRESPONDENCE_messageId].text;
	l->title = text_of(r, F_CORRESPONDENCE_subject, r->values[F_CORRESPONDENCE_channel].text);
	l->state = text_of(r, F_CORRESPONDENCE_status, STR_NONE);
	return true;
}

static const struct {
	size_t at_field;
	bool (*line)(const struct record *r, struct line *l, char *space, size_t size);
} makers[TIMELINE_LISTS] = {
	[TIMELINE_BETS] = {F_BET_placedAt, bet_line},
	[TIMELINE_TRANSACTIONS] = {F_TRANSACTION_at, transaction_line},
	[TIMELINE_SESSIONS] = {F_SESSION_startedAt, session_line},
	[TIMELINE_LOGINS] = {F_LOGIN_at, login_line},
	[TIMELINE_TICKETS] = {F_TICKET_createdAt, ticket_line},
	[TIMELINE_CORRESPONDENCE] = {F_CORRESPONDENCE_at, message_line},
};

int64_t timeline_add_record(struct timeline_items *out, enum timeline_stream s, const char *source, const struct record *r)
{
	char space[512];
	struct line l = {.at_ms = r->values[makers[s].at_field].i64, .source = source};
	if (makers[s].line(r, &l, space, sizeof space)) {
		l.title.n = utf8_cut(l.title, TITLE_MAX_BYTES).n;
		add_line(out, &l);
	}
	return l.at_ms;
}

/* --- from the text of parts --- */

static int newest_first(const void *a, const void *b)
{
	const struct timeline_item *x = a, *y = b;
	if (x->at_ms != y->at_ms)
		return x->at_ms > y->at_ms ? -1 : 1;
	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

void timeline_sort(struct timeline_items *out)
{
	qsort(out->items, out->count, sizeof out->items[0], newest_first);
}

/* The next object's string members named in @names, p == NULL for the others. */
static void read_strings(struct json_reader *r, struct arena *a, const char *const *names, struct str *values, size_t count)
{
	struct str key;
	memset(values, 0, count * sizeof *values);
	json_enter_object(r);
	while (json_next_key(r, a, &key)) {
		size_t i = 0;
		while (i < count && !str_is(key, names[i]))
			i++;
		if (i < count && json_peek(r) == JSON_STRING)
			json_get_string(r, a, &values[i]);
		else
			json_skip(r, NULL);
	}
}

/* A fragment's members as an object, in the arena. */
static struct str fragment_object(const struct variant *v, enum fragment f, struct arena *a)
{
	size_t i = fragment_index(f), n = v->at[i].length;
	char *p = arena_alloc(a, n + 2);
	if (!p)
		return STR_NONE;
	p[0] = '{';
	memcpy(p + 1, v->text->p + v->at[i].start, n);
	p[n + 1] = '}';
	return str_mem(p, n + 2);
}

/* Calls each() for every object of the array member @name. */
static enum err each_object(const struct variant *v, enum fragment f, const char *name, struct arena *a,
			    void (*each)(struct timeline_items *out, const char *source, struct json_reader *r, struct arena *a),
			    struct timeline_items *out, const char *source)
{
	struct json_reader r;
	struct str text = fragment_object(v, f, a), key;
	if (!text.p)
		return ERR_NOMEM;
	json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
	json_enter_object(&r);
	while (json_next_key(&r, a, &key)) {
		if (!str_is(key, name) || json_peek(&r) != JSON_ARRAY) {
			json_skip(&r, NULL);
			continue;
		}
		json_enter_array(&r);
		while (json_next_element(&r))
			each(out, source, &r, a);
	}
	enum err e = json_finish(&r);
	return e == OK ? buf_ok(&out->text) : e;
}

static void add_flag(struct timeline_items *out, const char *source, struct json_reader *r, struct arena *a)
{
	static const char *const names[] = {"flagId", "type", "severity", "description", "detectedAt"};
	struct str v[ARRAY_LEN(names)];
	struct line l = {.source = source, .type = TIMELINE_RISK_FLAG, .link_kind = "section", .link_id = STR("risk")};
	read_strings(r, a, names, v, ARRAY_LEN(names));
	if (!v[4].p || clock_parse_rfc3339(v[4], &l.at_ms) != OK)
		return;
	l.id = v[0].p ? v[0] : v[1];
	l.title = v[3].n ? v[3] : v[1];
	l.state = v[2];
	add_line(out, &l);
}

static void add_protection(struct timeline_items *out, const char *source, enum timeline_type type, const char *title,
			   int64_t since_ms, int64_t until_ms)
{
	char id[64];
	if (!since_ms)
		return;
	snprintf(id, sizeof id, "%s-%lld", types[type].name, (long long)since_ms);
	struct line l = {.at_ms = since_ms,
			 .source = source,
			 .type = type,
			 .id = str_of(id),
			 .title = str_of(title),
			 .state = until_ms && until_ms <= clock_wall_ms() ? STR("ended") : STR("active"),
			 .link_kind = "section",
			 .link_id = STR("compliance")};
	add_line(out, &l);
}

enum err timeline_add_risk(struct timeline_items *out, const char *source, const struct facts *facts, const struct variant *v,
			   struct arena *a)
{
	enum err e = each_object(v, FRAG_RISK, "riskFlags", a, add_flag, out, source);
	if (e != OK)
		return e;
	add_protection(out, source, TIMELINE_EXCLUSION, "Self-exclusion begins", facts->risk.exclusion_since_ms,
		       facts->risk.excluded ? 0 : facts->risk.exclusion_until_ms);
	add_protection(out, source, TIMELINE_COOLING_OFF, "Cool-off begins", facts->risk.cooling_since_ms,
		       facts->risk.cooling_until_ms);
	timeline_sort(out);
	return buf_ok(&out->text);
}

/* A document is uploaded, and later decided on: two lines. */
static void add_document(struct timeline_items *out, const char *source, struct json_reader *r, struct arena *a)
{
	static const char *const names[] = {"documentId", "kind", "status", "uploadedAt", "reviewedAt"};
	struct str v[ARRAY_LEN(names)];
	char title[TITLE_MAX_BYTES];
	struct line l = {.source = source, .type = TIMELINE_DOCUMENT, .link_kind = "document"};
	read_strings(r, a, names, v, ARRAY_LEN(names));
	if (!v[0].p || !v[1].p)
		return;
	l.title = str_mem(title, sentence_of(utf8_cut(v[1], sizeof title - 1), title, sizeof title));
	l.id = l.link_id = v[0];
	if (v[3].p && clock_parse_rfc3339(v[3], &l.at_ms) == OK) {
		l.state = STR("uploaded");
		add_line(out, &l);
	}
	if (v[4].p && clock_parse_rfc3339(v[4], &l.at_ms) == OK) {
		l.state = v[2];
		add_line(out, &l);
	}
}

static void add_check(struct timeline_items *out, const char *source, struct json_reader *r, struct arena *a)
{
	static const char *const names[] = {"kind", "status", "checkedAt"};
	struct str v[ARRAY_LEN(names)];
	char title[TITLE_MAX_BYTES];
	struct line l = {.source = source, .type = TIMELINE_CHECK, .link_kind = "section", .link_id = STR("compliance")};
	read_strings(r, a, names, v, ARRAY_LEN(names));
	if (!v[0].p || !v[2].p || clock_parse_rfc3339(v[2], &l.at_ms) != OK)
		return;
	l.id = v[0];
	l.title = str_mem(title, sentence_of(utf8_cut(v[0], sizeof title - 1), title, sizeof title));
	l.state = v[1];
	add_line(out, &l);
}

enum err timeline_add_kyc(struct timeline_items *out, const char *source, const struct variant *v, struct arena *a)
{
	enum err e = each_object(v, FRAG_DOCUMENTS, "documents", a, add_document, out, source);
	if (e == OK)
		e = each_object(v, FRAG_KYC_COMPLIANCE, "checks", a, add_check, out, source);
	timeline_sort(out);
	return e;
}
