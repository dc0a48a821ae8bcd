#include "api/subject.h"

#include "api/problem.h"
#include "base/clock.h"

static void found(struct subject *s)
{
	if (view_existence(&s->view) == VIEW_NO_SUCH) {
		struct call *c = s->c;
		void (*release)(struct call *) = c->on_abort;
		c->on_abort = NULL;
		release(c);
		call_not_found(c, c->params[0]);
		return;
	}
	s->then(s);
}

static void on_done(struct view *v)
{
	found(CONTAINER_OF(v, struct subject, view));
}

void subject_find(struct subject *s, struct call *c, unsigned parts, void (*then)(struct subject *s))
{
	s->c = c;
	s->then = then;
	s->ticket = NULL;
	parts |= 1u << PART_PROFILE;
	if (view_begin(&s->view, &c->al->view_env, c->al->loop, c->params[0], parts, parts, NULL, on_done))
		found(s);
}

static void on_abort(struct call *c)
{
	subject_end(c->state);
}

void subject_ask(struct subject *s, struct call *c, unsigned parts, void (*then)(struct subject *s))
{
	c->state = s;
	c->on_abort = on_abort;
	subject_find(s, c, parts, then);
}

void subject_asked(struct subject *s, enum err e)
{
	if (e == OK)
		return;
	subject_end(s);
	call_problem(s->c, e, NULL);
}

void subject_end(struct subject *s)
{
	if (s->ticket)
		sources_ask_cancel(s->ticket);
	s->ticket = NULL;
	view_end(&s->view);
}

const char *subject_source(const struct subject *s, enum part part)
{
	return sources_part_source(s->c->al->api->sources, part);
}

bool subject_known(const struct subject *s)
{
	return s->view.looks[PART_PROFILE].snapshot != NULL;
}

const struct currency *subject_currency(const struct subject *s)
{
	const struct snapshot *profile = s->view.looks[PART_PROFILE].snapshot;
	return profile ? part_facts(profile)->currency : NULL;
}

struct str subject_time_zone(const struct subject *s)
{
	const struct snapshot *profile = s->view.looks[PART_PROFILE].snapshot;
	const char *zone = profile ? part_facts(profile)->profile.time_zone : "";
	return zone[0] ? str_of(zone) : STR("UTC");
}

void subject_answer_failed(struct subject *s, enum part part, enum source_error e, struct str members)
{
	struct reply r = problem_source(s->c, subject_source(s, part), e);
	subject_end(s);
	call_answer(s->c, AUDIT_LOOK, members, &r);
}

void subject_answer_unknown(struct subject *s)
{
	subject_answer_failed(s, PART_PROFILE, s->view.looks[PART_PROFILE].error, record_customer(s->c, s->c->params[0]));
}

static void meta_put(struct json_writer *w, const char *source, int64_t fetched_ms, int64_t age_ms, const char *state,
		     enum source_error error)
{
	JSON_KEY(w, "meta");
	json_open_object(w);
	json_kv_str(w, STR("source"), str_of(source ? source : "none"));
	JSON_KEY(w, "fetchedAt");
	if (fetched_ms)
		json_put_time(w, fetched_ms);
	else
		json_put_null(w);
	JSON_KEY(w, "ageMs");
	if (fetched_ms)
		json_put_i64(w, age_ms);
	else
		json_put_null(w);
	json_kv_str(w, STR("state"), str_of(state));
	JSON_KEY(w, "error");
	if (error == SOURCE_OK)
		json_put_null(w);
	else
		json_put_string(w, str_of(source_error_name(error)));
	json_close_object(w);
}

void meta_put_now(struct json_writer *w, const char *source)
{
	meta_put(w, source, clock_wall_ms(), 0, "fresh", SOURCE_OK);
}

void meta_put_look(struct json_writer *w, const char *source, const struct look *l)
{
	static const char *const states[] = {[LOOK_FRESH] = "fresh", [LOOK_STALE] = "stale", [LOOK_MISSING] = "missing"};
	uint64_t now = clock_mono_ms(), then = l->snapshot ? l->snapshot->fetched_mono_ms : 0;
	meta_put(w, source, l->snapshot ? l->snapshot->fetched_ms : 0, now > then ? (int64_t)(now - then) : 0, states[l->state],
		 l->error);
}
