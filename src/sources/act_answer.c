/* What an answer means. In doubt it means nothing: who then asks again loses time, who takes a doubtful answer for a refusal does
 * things twice, or leaves them undone. */
#include "sources/act_plan.h"

static bool is_good(int status)
{
	return status >= 200 && status < 300;
}

static struct act_answer unknown(enum source_error e, int status)
{
	return (struct act_answer){.outcome = ACT_UNKNOWN, .error = e, .status = status};
}

/* The service's own word for why not, where the configuration says what it means. */
static bool read_code(const struct act_plan *p, struct str body, struct arena *a, enum act_code *ret)
{
	struct record r;
	if (!p->refused || !body.p || mapping_run(p->refused, &body, STR_NONE, a, NULL, &r, NULL) != SOURCE_OK ||
	    !r.values[F_ACT_ANSWER_code].present)
		return false;
	*ret = (enum act_code)r.values[F_ACT_ANSWER_code].index;
	return true;
}

static bool is_json(struct str body)
{
	struct json_reader r;
	json_reader_init(&r, body, JSON_LIMITS_DEFAULT);
	json_skip(&r, NULL);
	return json_finish(&r) == OK;
}

static struct act_answer refused_otherwise(const struct act_plan *p, int status)
{
	return (struct act_answer){.outcome = ACT_REFUSED, .code = (enum act_code)p->refused_other, .status = status};
}

/* 4xx without a word that is known. 409 and what is sent again is "still at it" for some services (the draft on idempotency keys
 * of the IETF's HTTP working group says so), so that it is no refusal; nor is 408, which proxies use when a service is slow. */
static struct act_answer judge_status(int status)
{
	struct act_answer r = {.outcome = ACT_REFUSED, .code = ACT_CODE_OTHER, .status = status};
	switch (status) {
	case 400:
	case 422:
		r.code = ACT_CODE_INVALID;
		return r;
	case 404:
	case 410:
		r.code = ACT_CODE_NOT_FOUND;
		return r;
	case 401:
	case 403:
		return (struct act_answer){.outcome = ACT_UNSENT, .error = SOURCE_REFUSED, .status = status};
	case 425:
	case 429:
		return (struct act_answer){.outcome = ACT_UNSENT, .error = SOURCE_THROTTLED, .status = status};
	case 408:
	case 409:
	case 499:
		return unknown(SOURCE_HTTP_ERROR, status);
	default:
		return r;
	}
}

/* Is it about this customer and this key? What is mapped must be there. */
static bool is_ours(const struct mapping *m, const struct act_ask *ask, const struct record *r, struct mapping_fault *fault)
{
	static const unsigned named[] = {F_ACT_ANSWER_customerId, F_ACT_ANSWER_key};
	for (size_t i = 0; i < ARRAY_LEN(named); i++) {
		if ((mapping_fills(m, named[i]) || m->record->asked_slot == (int)named[i]) && !r->values[named[i]].present) {
			*fault = (struct mapping_fault){.field = r->schema->fields[named[i]].name, .why = "is not there"};
			return false;
		}
	}
	const struct value *key = &r->values[F_ACT_ANSWER_key];
	if (!key->present || str_eq(key->text, ask->key))
		return true;
	*fault = (struct mapping_fault){.field = "key", .why = "about another key"};
	return false;
}

static struct act_answer by_state(const struct act_ask *ask, const struct record *r, int status)
{
	enum { STATE_DONE, STATE_PENDING, STATE_REFUSED, STATE_UNKNOWN }; /* the words of the schema */
	const struct value *state = &r->values[F_ACT_ANSWER_state], *code = &r->values[F_ACT_ANSWER_code];
	struct act_answer a = {.status = status};
	unsigned word = state->present ? state->index : status == 202 ? STATE_PENDING : STATE_DONE;
	if (word == STATE_UNKNOWN && ask->phase == ACT_TRY)
		return unknown(SOURCE_OK, status);
	a.outcome = word == STATE_DONE      ? ACT_DONE
		    : word == STATE_PENDING ? ACT_PENDING
		    : word == STATE_REFUSED ? ACT_REFUSED
					    : ACT_NOT_KNOWN;
	if (a.outcome == ACT_REFUSED && code->present)
		a.code = (enum act_code)code->index;
	return a;
}

/* A good status, but "status" in the answer says that it failed (@e). */
static enum source_error read_failed(const struct act_plan *p, const struct act_ask *ask, enum source_error e, int status,
				     struct str body, struct arena *a, struct act_answer *ret)
{
	enum act_code code = ACT_CODE_NOT_FOUND;
	*ret = unknown(e, status);
	if (ask->phase == ACT_ASK && e == SOURCE_NOT_FOUND && p->unknown_on_404)
		*ret = (struct act_answer){.outcome = ACT_NOT_KNOWN, .status = status};
	else if (ask->phase == ACT_TRY && (read_code(p, body, a, &code) || e == SOURCE_NOT_FOUND))
		*ret = (struct act_answer){.outcome = ACT_REFUSED, .code = code, .status = status};
	else if (ask->phase == ACT_TRY && p->refused && p->refused_other != MAP_NO_WORD)
		*ret = refused_otherwise(p, status);
	return ret->outcome == ACT_UNKNOWN ? e : SOURCE_OK;
}

/* An answer with a good status, by a mapping. */
static enum source_error read_mapped(const struct act_plan *p, const struct mapping *m, const struct act_ask *ask, int status,
				     struct str body, struct arena *a, struct act_answer *ret, struct mapping_fault *fault)
{
	struct record *r = ARENA_NEW(a, struct record);
	enum source_error e = r ? mapping_run(m, &body, ask->customer, a, NULL, r, fault) : SOURCE_TOO_LARGE;
	if (e == SOURCE_HTTP_ERROR || e == SOURCE_NOT_FOUND)
		return read_failed(p, ask, e, status, body, a, ret);
	if (e != SOURCE_OK) {
		*ret = unknown(e, status);
		return e;
	}
	*ret = by_state(ask, r, status);
	/* That a key was never seen can't name whom it is about. */
	if (ret->outcome != ACT_NOT_KNOWN && !is_ours(m, ask, r, fault)) {
		*ret = unknown(SOURCE_WRONG_CUSTOMER, status);
		return SOURCE_WRONG_CUSTOMER;
	}
	if (ret->outcome == ACT_DONE || ret->outcome == ACT_PENDING)
		ret->result = r;
	return SOURCE_OK;
}

/* Nothing is read of it, but what isn't JSON is not the service's. */
static enum source_error read_unmapped(int status, struct str body, struct act_answer *ret)
{
	*ret = (struct act_answer){.outcome = status == 202 ? ACT_PENDING : ACT_DONE, .status = status};
	if (str_trim(body).n == 0 || is_json(body))
		return SOURCE_OK;
	*ret = unknown(SOURCE_MALFORMED, status);
	return SOURCE_MALFORMED;
}

/* A service that gives its words for a refusal, but none here that is known: it may be something on the way that speaks. */
static struct act_answer judge_wordless(const struct act_plan *p, int status, struct str body)
{
	struct act_answer r = judge_status(status);
	if (status == 409 && p->refused && p->refused_other != MAP_NO_WORD && is_json(body))
		return refused_otherwise(p, status);
	return r.outcome == ACT_REFUSED && p->refused && !is_json(body) ? unknown(SOURCE_MALFORMED, status) : r;
}

static enum source_error read_tried(const struct act_plan *p, const struct act_ask *ask, int status, struct str body,
				    struct arena *a, struct act_answer *ret, struct mapping_fault *fault)
{
	enum act_code code;
	if (is_good(status) && p->answer)
		return read_mapped(p, p->answer, ask, status, body, a, ret, fault);
	if (is_good(status))
		return read_unmapped(status, body, ret);
	if (status < 400 || status >= 500) {
		*ret = unknown(SOURCE_HTTP_ERROR, status);
		return SOURCE_HTTP_ERROR;
	}
	if (read_code(p, body, a, &code))
		*ret = (struct act_answer){.outcome = ACT_REFUSED, .code = code, .status = status};
	else
		*ret = judge_wordless(p, status, body);
	return ret->outcome == ACT_REFUSED ? SOURCE_OK : ret->error;
}

static enum source_error read_asked(const struct act_plan *p, const struct act_ask *ask, int status, struct str body,
				    struct arena *a, struct act_answer *ret, struct mapping_fault *fault)
{
	enum source_error e = SOURCE_HTTP_ERROR;
	if (is_good(status))
		return read_mapped(p, p->asked_answer, ask, status, body, a, ret, fault);
	if ((status == 404 || status == 410) && p->unknown_on_404) {
		*ret = (struct act_answer){.outcome = ACT_NOT_KNOWN, .status = status};
		return SOURCE_OK;
	}
	if (status >= 400 && status < 500)
		e = status == 401 || status == 403   ? SOURCE_REFUSED
		    : status == 404 || status == 410 ? SOURCE_NOT_FOUND
		    : status == 429                  ? SOURCE_THROTTLED
						     : SOURCE_HTTP_ERROR;
	*ret = unknown(e, status);
	return e;
}

enum source_error act_read(const struct act_plan *p, const struct act_ask *ask, int status, struct str body, struct arena *a,
			   struct act_answer *ret, struct mapping_fault *fault)
{
	*fault = (struct mapping_fault){0};
	if (!body.p)
		body = STR("");
	enum source_error e = ask->phase == ACT_TRY ? read_tried(p, ask, status, body, a, ret, fault)
						    : read_asked(p, ask, status, body, a, ret, fault);
	if (ret->outcome == ACT_UNKNOWN)
		ret->field = fault->field;
	return e;
}
