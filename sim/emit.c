#include "sim/emit_private.h"

#include "sim/geo.h"

#include <stdio.h>

static const char *const from_words[] = {"customer", "agent", "system"};
static const char *const stage_words[] = {"open", "waiting_for_customer", "resolved", "reopened", "complaint", "dispute"};

void emit_look(struct emit_before *b, struct history *h)
{
	b->gaming = h->gaming;
	b->wallet = h->wallet;
	b->kyc = h->kyc;
	b->risk = h->risk;
	b->logins = h->logins.length;
	b->bets = h->bets.length;
	b->sessions = h->sessions.length;
	b->txs = h->txs.length;
	b->tickets = h->tickets.length;
	if (b->tickets)
		b->last_ticket = *(const struct ticket *)series_at(&h->tickets, b->tickets - 1);
}

void emit_open(struct emitter *e, enum fault_service service, const char *type, const char *id, int64_t at)
{
	struct json_writer *w = &e->w;
	char text[EVENT_ID_MAX];
	buf_reset(e->out);
	json_writer_init(w, e->out);
	json_open_object(w);
	json_kv_str(w, STR("specversion"), STR("1.0"));
	json_kv_str(w, STR("id"), str_of(id));
	(void)snprintf(text, sizeof(text), EMIT_SOURCE "%s", fault_service_name(service));
	json_kv_str(w, STR("source"), str_of(text));
	(void)snprintf(text, sizeof(text), "pitboss.%s", type);
	json_kv_str(w, STR("type"), str_of(text));
	JSON_KEY(w, "subject");
	ref_put_customer(w, e->h->number);
	json_kv_time(w, STR("time"), at);
	JSON_KEY(w, "data");
	json_open_object(w);
}

void emit_close(struct emitter *e, enum fault_service service)
{
	json_close_object(&e->w);
	json_close_object(&e->w);
	if (buf_ok(e->out) == OK)
		e->o->put(e->o->ctx, service, buf_view(e->out));
	e->count++;
}

void emit_id(char out[EVENT_ID_MAX], enum ref_kind kind, const struct emitter *e, uint32_t ordinal, const char *what)
{
	char ref[REF_TEXT_MAX];
	(void)ref_format(kind, e->h->number, ordinal, ref);
	(void)snprintf(out, EVENT_ID_MAX, "%s/%s", ref, what);
}

void emit_text(struct emitter *e, struct str key, const char *text)
{
	if (text && *text)
		json_kv_str(&e->w, key, str_of(text));
}

void emit_money(struct emitter *e, struct str key, int64_t minor)
{
	json_key(&e->w, key);
	json_put_money(&e->w, minor, e->exponent);
}

void emit_currency(struct emitter *e)
{
	json_kv_str(&e->w, STR("currency"), e->currency);
}

void emit_ref(struct emitter *e, struct str key, enum ref_kind kind, uint32_t ordinal)
{
	json_key(&e->w, key);
	ref_put(&e->w, kind, e->h->number, ordinal);
}

void emit_device(struct emitter *e, unsigned device)
{
	if (device >= e->h->profile.device_count)
		return;
	JSON_KEY(&e->w, "deviceId");
	ref_put_hex(&e->w, "DEV-", e->h->profile.devices[device].id);
}

static void put_login(struct emitter *e, uint32_t ordinal)
{
	const struct profile *p = &e->h->profile;
	const struct login *l = series_at(&e->h->logins, ordinal);
	const struct place *place = l->place ? place_at(l->place - 1u) : NULL;
	const char *country = place ? place->country : p->country, *city = place ? place->city : p->city;
	struct geo geo;
	char id[EVENT_ID_MAX], text[AGENT_TEXT_MAX];
	(void)snprintf(id, sizeof(id), "LOG-%u-%u", e->h->number, ordinal);
	emit_open(e, FAULT_CUSTOMER, l->failed ? "login.failed" : "login.succeeded", id, l->at);
	(void)snprintf(text, sizeof(text), "%u.%u.%u.%u", l->ip >> 24, l->ip >> 16 & 255, l->ip >> 8 & 255, l->ip & 255);
	emit_text(e, STR("ip"), text);
	emit_text(e, STR("country"), country);
	emit_text(e, STR("city"), city);
	if (geo_find(country, city, &geo)) {
		JSON_KEY(&e->w, "latitude");
		json_put_money(&e->w, geo.latitude, 2);
		JSON_KEY(&e->w, "longitude");
		json_put_money(&e->w, geo.longitude, 2);
	}
	emit_device(e, l->device);
	if (l->device < p->device_count) {
		word_agent(&p->devices[l->device], text);
		emit_text(e, STR("device"), text);
	}
	emit_close(e, FAULT_CUSTOMER);
}

/* ---- risk ---- */

static const char *const limit_words[] = {"deposit", "loss", "stake", "session_time"};
static const char *const period_words[] = {"session", "day", "week", "month"};
static const char *const by_words[] = {"customer", "operator", "regulator"};

static void put_limit(struct emitter *e, const struct limit *l)
{
	char id[EVENT_ID_MAX];
	(void)snprintf(id, sizeof(id), "LIM-%u-%s-%s/%lld", e->h->number, limit_words[l->kind], period_words[l->period],
		       (long long)l->since);
	emit_open(e, FAULT_RISK, "limit.changed", id, e->o->at);
	emit_text(e, STR("kind"), limit_words[l->kind]);
	emit_text(e, STR("period"), period_words[l->period]);
	if (l->kind == LIMIT_SESSION_TIME) {
		json_kv_i64(&e->w, STR("minutes"), l->minutes);
	} else {
		emit_money(e, STR("amount"), l->amount);
		emit_currency(e);
	}
	emit_text(e, STR("setBy"), by_words[l->by]);
	emit_close(e, FAULT_RISK);
}

static bool same_limit(const struct limit *a, const struct limit *b)
{
	return a->kind == b->kind && a->period == b->period && a->amount == b->amount && a->minutes == b->minutes &&
	       a->by == b->by && a->since == b->since;
}

static void put_exclusion(struct emitter *e, const char *kind, int64_t since, int64_t until, const char *what)
{
	bool ended = strcmp(what, "ended") == 0;
	char id[EVENT_ID_MAX];
	(void)snprintf(id, sizeof(id), "EXC-%u-%s-%lld/%s", e->h->number, kind, (long long)since, what);
	emit_open(e, FAULT_RISK, "exclusion.changed", id, e->o->at);
	emit_text(e, STR("kind"), kind);
	emit_text(e, STR("state"), ended ? "ended" : "started");
	json_kv_time(&e->w, STR("since"), since);
	if (until)
		json_kv_time(&e->w, STR("until"), until);
	emit_close(e, FAULT_RISK);
}

static void exclusion(struct emitter *e, const char *kind, const int64_t before[2], const int64_t now[2])
{
	char longer[32];
	if (before[0] == now[0] && before[1] == now[1])
		return;
	if (before[0] == now[0]) {
		(void)snprintf(longer, sizeof(longer), "until/%lld", (long long)now[1]);
		put_exclusion(e, kind, now[0], now[1], longer);
		return;
	}
	if (before[0])
		put_exclusion(e, kind, before[0], before[1], "ended");
	if (now[0])
		put_exclusion(e, kind, now[0], now[1], "started");
}

static void put_flag(struct emitter *e, const struct flag *f)
{
	/* What is only about the account belongs to no class that has rules of its own. */
	static const char *const classes[] = {
		[FLAG_FRAUD] = "fraud", [FLAG_RG] = "rg", [FLAG_ACCOUNT] = NULL, [FLAG_AML] = "aml"};
	static const char *const severities[] = {"low", "low", "medium", "high", "critical"};
	const struct flag_row *row = flag_at(f->type);
	char id[EVENT_ID_MAX];
	(void)snprintf(id, sizeof(id), "FLG-%08x/%u", f->id, e->h->number);
	emit_open(e, FAULT_RISK, "fraud.alert", id, f->at);
	JSON_KEY(&e->w, "flagId");
	ref_put_hex(&e->w, "FLG-", f->id);
	emit_text(e, STR("flagType"), row->type);
	emit_text(e, STR("severity"), severities[f->severity]);
	emit_text(e, STR("description"), row->text);
	emit_text(e, STR("class"), classes[row->class]);
	emit_close(e, FAULT_RISK);
}

static void risk(struct emitter *e)
{
	const struct risk *b = &e->b->risk, *r = &e->h->risk;
	for (unsigned i = 0; i < r->limit_count; i++)
		if (i >= b->limit_count || !same_limit(&b->limits[i], &r->limits[i]))
			put_limit(e, &r->limits[i]);
	exclusion(e, "self_exclusion", (const int64_t[]){b->exclusion_since, b->exclusion_until},
		  (const int64_t[]){r->exclusion_since, r->exclusion_until});
	exclusion(e, "cool_off", (const int64_t[]){b->cool_since, b->cool_until},
		  (const int64_t[]){r->cool_since, r->cool_until});
	for (unsigned i = b->flag_count; i < r->flag_count; i++)
		put_flag(e, &r->flags[i]);
}

/* ---- kyc ---- */

static void put_decision(struct emitter *e, const char *id, const char *check, const uint32_t *document, const char *status)
{
	emit_open(e, FAULT_KYC, "kyc.decided", id, e->o->at);
	if (document)
		emit_ref(e, STR("documentId"), REF_DOCUMENT, *document);
	emit_text(e, STR("check"), check);
	emit_text(e, STR("status"), status);
	emit_close(e, FAULT_KYC);
}

static void kyc(struct emitter *e)
{
	static const char *const documents[] = {"requested", "uploaded", "accepted", "rejected", "expired"};
	static const char *const outcomes[] = {"passed", "failed", "pending", "expired"};
	static const char *const states[] = {"verified", "pending", "rejected"};
	const struct kyc *b = &e->b->kyc, *k = &e->h->kyc;
	char id[EVENT_ID_MAX], what[48];
	for (uint32_t i = 0; i < k->document_count; i++) {
		const struct document *d = &k->documents[i];
		if (i < b->document_count && b->documents[i].state == d->state && b->documents[i].reviewed_at == d->reviewed_at)
			continue;
		(void)snprintf(what, sizeof(what), "%s/%lld", documents[d->state], (long long)d->reviewed_at);
		emit_id(id, REF_DOCUMENT, e, i, what);
		put_decision(e, id, NULL, &i, documents[d->state]);
	}
	for (unsigned i = 0; i < k->check_count; i++) {
		const struct kyc_check *c = &k->checks[i];
		if (i < b->check_count && b->checks[i].outcome == c->outcome && b->checks[i].at == c->at)
			continue;
		(void)snprintf(id, sizeof(id), "CHK-%u-%s/%s/%lld", e->h->number, word_check(c->kind), outcomes[c->outcome],
			       (long long)c->at);
		put_decision(e, id, word_check(c->kind), NULL, outcomes[c->outcome]);
	}
	if (b->state != k->state) {
		(void)snprintf(id, sizeof(id), "KYC-%u/%s/%lld", e->h->number, states[k->state], (long long)e->o->at);
		put_decision(e, id, NULL, NULL, states[k->state]);
	}
}

/* ---- support ---- */

static void put_ticket(struct emitter *e, const struct ticket *t, uint32_t ordinal)
{
	char id[EVENT_ID_MAX], what[48];
	(void)snprintf(what, sizeof(what), "%s/%u/%lld", stage_words[t->stage], t->message_count, (long long)e->o->at);
	emit_id(id, REF_TICKET, e, ordinal, what);
	emit_open(e, FAULT_SUPPORT, "ticket.changed", id, e->o->at);
	emit_ref(e, STR("ticketId"), REF_TICKET, ordinal);
	emit_text(e, STR("subject"), ticket_subject(t->topic, t->subject));
	emit_text(e, STR("status"), stage_words[t->stage]);
	emit_text(e, STR("priority"), word_urgency(t->urgency));
	emit_close(e, FAULT_SUPPORT);
}

static void put_message(struct emitter *e, const struct ticket *t, uint32_t ordinal, unsigned i)
{
	const struct ticket_message *m = &t->messages[i];
	char id[EVENT_ID_MAX], ref[REF_TEXT_MAX], message[REF_TEXT_MAX + 12];
	(void)ref_format(REF_TICKET, e->h->number, ordinal, ref);
	(void)snprintf(message, sizeof(message), "%s-%u", ref, i);
	(void)snprintf(id, sizeof(id), "%s/said", message);
	emit_open(e, FAULT_SUPPORT, "chat.message", id, e->o->at);
	emit_ref(e, STR("ticketId"), REF_TICKET, ordinal);
	emit_text(e, STR("messageId"), message);
	emit_text(e, STR("from"), from_words[m->from]);
	if (m->text == TEXT_OWN)
		json_kv_str(&e->w, STR("text"), e->o->said);
	else
		emit_text(e, STR("text"), ticket_text(t->topic, (enum ticket_from)m->from, m->text));
	emit_close(e, FAULT_SUPPORT);
}

static void ticket(struct emitter *e, uint32_t n, const struct ticket *was)
{
	const struct ticket *t = series_at(&e->h->tickets, n);
	if (!was || was->stage != t->stage)
		put_ticket(e, t, n);
	for (unsigned i = was ? was->message_count : 0; t->via == VIA_CHAT && i < t->message_count; i++)
		put_message(e, t, n, i);
}

static void support(struct emitter *e)
{
	uint32_t last = e->b->tickets ? e->b->tickets - 1 : 0;
	for (unsigned i = 0; i < e->o->ticket_count; i++)
		if (e->o->tickets[i].ordinal < last)
			ticket(e, e->o->tickets[i].ordinal, &e->o->tickets[i].was);
	for (uint32_t n = last; n < e->h->tickets.length; n++)
		ticket(e, n, n < e->b->tickets ? &e->b->last_ticket : NULL);
}

unsigned emit_changes(const struct emit_before *b, const struct emit_order *o, struct buf *scratch)
{
	struct history *h = o->h;
	const struct currency *c = currency_find(str_of(h->wallet.currency));
	struct emitter e = {.b = b, .o = o, .h = h, .out = scratch, .exponent = c ? c->exponent : 2};
	e.currency = str_of(h->wallet.currency);
	for (uint32_t n = b->logins; n < h->logins.length; n++)
		put_login(&e, n);
	emit_gaming(&e);
	emit_wallet(&e);
	kyc(&e);
	support(&e);
	risk(&e);
	return e.count;
}
