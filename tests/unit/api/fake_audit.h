/* tests/unit/api/fake_audit.h - the record and its free texts: kept in memory, and written, held back or refused as the test
 * says. */
#pragma once

#include "tests/unit/api/fake_state.h"

#include "access/audit_text.h"
#include "base/json_reader.h"

const char *audit_kind_name(enum audit_kind k)
{
	static const char *const names[AUDIT_KIND_COUNT_] = {
		"look",          "search",       "reveal",   "denied", "sign_on",   "sign_off", "stream_open",
		"stream_change", "stream_close", "document", "admin",  "strangers", "push"};
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
