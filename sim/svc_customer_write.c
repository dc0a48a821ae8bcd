/* sim/svc_customer_write.c - what the customer service is asked to do. See sim/README.md. */
#include "sim/svc_customer.h"
#include "sim/words.h"
#include "sim/write.h"

#define SUBJECT_MAX      200
#define FIELDS_MAX       20u
#define FIELD_NAME_MAX   64u
#define FIELD_TEXT_MAX   2000u
#define FIELDS_MAX_BYTES 49152u

void letter_text_encode(struct str subject, struct str fields, struct buf *out)
{
	uint32_t n = (uint32_t)subject.n;
	buf_add(out, &n, sizeof(n));
	buf_str(out, subject);
	buf_str(out, fields);
}

enum err letter_text_decode(struct str body, struct str *ret_subject, struct str *ret_fields)
{
	uint32_t n;
	if (body.n < sizeof(n))
		return ERR_CORRUPT;
	memcpy(&n, body.p, sizeof(n));
	if (n > body.n - sizeof(n))
		return ERR_CORRUPT;
	*ret_subject = str_mem(body.p + sizeof(n), n);
	*ret_fields = str_mem(ret_subject->p + n, body.n - sizeof(n) - n);
	if (!ret_fields->n)
		*ret_fields = STR_NONE;
	return OK;
}

/* Opens the answer; the caller closes it. */
static void answer(struct write *x, const char *command)
{
	json_open_object(x->w);
	json_kv_str(x->w, STR("key"), x->key);
	JSON_KEY(x->w, "customer_id");
	ref_put_customer(x->w, x->s->h->number);
	KV_TEXT(x->w, "command", command);
	json_kv_time(x->w, STR("done_at"), x->s->at);
	KV_TEXT(x->w, "status", customer_status_words[x->s->h->profile.status]);
}

struct decision {
	struct str reason, balance, note;
};

static enum err suspend(struct write *x)
{
	static const char *const reasons[] = {"SECURITY", "PROTECTION"};
	static const struct json_bind fields[] = {BIND_TEXT(decision, "reason_code", reason, WORD_MAX),
						  BIND_MAYBE(decision, "note", note, NOTE_MAX)};
	struct decision d = {0};
	unsigned reason, sessions;
	enum err e = WRITE_BIND(x, fields, &d);
	if (e == OK)
		e = WRITE_CHOICE(x, d.reason, reasons, "/reason_code", &reason);
	if (e == OK)
		e = effect_suspend(x->s, reason ? REASON_PROTECTION : REASON_SECURITY, &sessions);
	if (e)
		return e;
	answer(x, "suspension");
	json_kv_i64(x->w, STR("sessions_ended"), sessions);
	json_close_object(x->w);
	return OK;
}

static enum err reinstate(struct write *x)
{
	static const struct json_bind fields[] = {BIND_MAYBE(decision, "note", note, NOTE_MAX)};
	struct decision d = {0};
	enum err e = WRITE_BIND(x, fields, &d);
	if (e == OK)
		e = effect_reinstate(x->s);
	if (e)
		return e;
	answer(x, "reinstatement");
	json_close_object(x->w);
	return OK;
}

static enum err close_account(struct write *x)
{
	static const char *const reasons[] = {"CUSTOMER_REQUEST", "OPERATOR", "DECEASED"};
	static const char *const balances[] = {"KEEP", "RETURN"};
	static const struct json_bind fields[] = {BIND_TEXT(decision, "reason_code", reason, WORD_MAX),
						  BIND_TEXT(decision, "balance", balance, WORD_MAX),
						  BIND_MAYBE(decision, "note", note, NOTE_MAX)};
	struct decision d = {0};
	unsigned reason, pay_out, sessions;
	uint32_t tx;
	enum err e = WRITE_BIND(x, fields, &d);
	if (e == OK)
		e = WRITE_CHOICE(x, d.reason, reasons, "/reason_code", &reason);
	if (e == OK)
		e = WRITE_CHOICE(x, d.balance, balances, "/balance", &pay_out);
	if (e == OK)
		e = effect_close(x->s, pay_out, &sessions, &tx);
	if (e)
		return e;
	answer(x, "closure");
	json_kv_i64(x->w, STR("sessions_ended"), sessions);
	JSON_KEY(x->w, "transaction_id");
	if (tx)
		ref_put(x->w, REF_TX, x->s->h->number, tx - 1);
	else
		json_put_null(x->w);
	json_close_object(x->w);
	return OK;
}

static void answer_letter(struct write *x, const char *command, uint32_t letter)
{
	answer(x, command);
	JSON_KEY(x->w, "message_id");
	ref_put(x->w, REF_LETTER, x->s->h->number, letter);
	json_close_object(x->w);
}

static enum err reset_password(struct write *x)
{
	uint32_t letter;
	enum err e = write_bind(x, NULL, 0, &letter);
	if (e == OK)
		e = effect_password_reset(x->s, &letter);
	if (e == OK)
		answer_letter(x, "password-reset", letter);
	return e;
}

/* An object of texts, written anew into @out. */
static enum err read_fields(struct write *x, struct str raw, struct buf *out)
{
	struct json_reader r;
	struct json_writer w;
	struct str name, text;
	unsigned n = 0;
	json_reader_init(&r, raw, JSON_LIMITS_DEFAULT);
	json_writer_init(&w, out);
	json_enter_object(&r);
	json_open_object(&w);
	while (json_next_key(&r, x->arena, &name)) {
		if (!json_get_string(&r, x->arena, &text))
			break;
		if (++n > FIELDS_MAX || name.n > FIELD_NAME_MAX || text.n > FIELD_TEXT_MAX)
			return write_bad(x, "/fields");
		json_kv_str(&w, name, text);
	}
	json_close_object(&w);
	return json_finish(&r) ? write_bad(x, "/fields") : buf_ok(out);
}

/* The row of what the letter has of its own, in the arena; p == NULL: nothing. */
static enum err own_text(struct write *x, struct str subject, struct str raw, struct str *ret)
{
	struct buf json, row;
	enum err e = OK;
	buf_init(&json, FIELDS_MAX_BYTES);
	buf_init(&row, 2 * FIELDS_MAX_BYTES);
	*ret = STR_NONE;
	if (raw.p)
		e = read_fields(x, raw, &json);
	if (e == OK && (raw.p || subject.p)) {
		letter_text_encode(subject, buf_view(&json), &row);
		e = buf_ok(&row);
		if (e == OK)
			*ret = arena_dup(x->arena, buf_view(&row));
		if (e == OK && !ret->p)
			e = ERR_NOMEM;
	}
	buf_done(&row);
	buf_done(&json);
	return e;
}

struct message_body {
	struct str template, subject, fields;
};

static enum err send_message(struct write *x)
{
	static const struct json_bind fields[] = {
		BIND_TEXT(message_body, "template", template, WORD_MAX),
		BIND_MAYBE(message_body, "subject", subject, SUBJECT_MAX),
		{.name = "fields", .type = JSON_BIND_RAW, .offset = offsetof(struct message_body, fields), .nullable = true}};
	struct message_body l = {0};
	struct str own;
	uint32_t letter;
	enum err e = WRITE_BIND(x, fields, &l);
	if (e)
		return e;
	int template = letter_find(l.template);
	if (template <0 || letter_at((unsigned)template)->inbound)
		return write_bad(x, "/template");
	e = own_text(x, l.subject, l.fields, &own);
	if (e == OK)
		e = effect_letter(x->s, (enum letter_template) template, own, &letter);
	if (e == OK)
		answer_letter(x, "message", letter);
	return e;
}

struct consent_change {
	struct str product, channel;
	bool granted;
};

static enum err word_or_all(struct write *x, struct str text, const char *(*word)(unsigned i), unsigned count, const char *field,
			    int *ret)
{
	unsigned i;
	*ret = EVERY;
	if (str_is(text, "all"))
		return OK;
	enum err e = write_word(x, text, word, count, field, &i);
	if (e == OK)
		*ret = (int)i;
	return e;
}

static enum err set_consent(struct write *x)
{
	static const struct json_bind fields[] = {BIND_TEXT(consent_change, "product", product, WORD_MAX),
						  BIND_TEXT(consent_change, "channel", channel, WORD_MAX),
						  {.name = "granted",
						   .type = JSON_BIND_BOOL,
						   .offset = offsetof(struct consent_change, granted),
						   .required = true}};
	struct consent_change c = {0};
	int product, channel;
	unsigned changed;
	enum err e = WRITE_BIND(x, fields, &c);
	if (e == OK)
		e = word_or_all(x, c.product, word_product, word_product_count(), "/product", &product);
	if (e == OK)
		e = word_or_all(x, c.channel, word_contact, word_contact_count(), "/channel", &channel);
	if (e == OK)
		e = effect_consent(x->s, product, channel, c.granted, &changed);
	if (e)
		return e;
	answer(x, "consents");
	json_kv_i64(x->w, STR("changed"), changed);
	json_close_object(x->w);
	return OK;
}

const struct write_route writes_customer[] = {
	{HTTP_POST, "/api/customers/{id}/suspension", suspend},
	{HTTP_POST, "/api/customers/{id}/reinstatement", reinstate},
	{HTTP_POST, "/api/customers/{id}/closure", close_account},
	{HTTP_POST, "/api/customers/{id}/password-reset", reset_password},
	{HTTP_POST, "/api/customers/{id}/messages", send_message},
	{HTTP_PUT, "/api/customers/{id}/consents", set_consent},
};
const size_t writes_customer_count = ARRAY_LEN(writes_customer);
