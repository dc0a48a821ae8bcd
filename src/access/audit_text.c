#include "access/audit_text.h"

#include "access/sha256.h"
#include "base/clock.h"
#include "base/utf8.h"
#include "store/texts.h"

static void hash_text(struct str salt, struct str body, char out[64 + 1])
{
	unsigned char h[SHA256_BYTES];
	sha256_two(salt.p, salt.n, body.p, body.n, h);
	codec_hex(h, sizeof h, out);
}

enum err audit_text_make(struct str text, struct audit_text *ret)
{
	if (text.n > AUDIT_TEXT_MAX)
		return ERR_TOO_LARGE;
	if (!utf8_valid(text) || (text.n && memchr(text.p, '\0', text.n)))
		return ERR_SHAPE;
	uuid7(ret->id);
	codec_random(ret->salt, sizeof ret->salt);
	hash_text(str_mem((const char *)ret->salt, sizeof ret->salt), text, ret->hash);
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

static enum err put_work(struct db_job *job, struct tx *tx)
{
	const struct audit_text_job *j = CONTAINER_OF(job, struct audit_text_job, job);
	return texts_add(tx, str_of(j->text.id), str_mem((const char *)j->text.salt, AUDIT_TEXT_SALT), j->body, clock_wall_ms());
}

enum err audit_text_put(struct db *portal, struct audit_text_job *j)
{
	j->job.work = put_work;
	return db_write(portal, &j->job);
}

static enum err erase_work(void *ctx, struct tx *tx)
{
	return texts_erase(tx, *(const struct str *)ctx, clock_wall_ms());
}

enum err audit_text_erase(struct db *portal, struct str id)
{
	enum err err = db_write_wait(portal, erase_work, &id);
	return err ? err : db_settle(portal);
}

struct check {
	struct str id, hash;
	enum err verdict;
};

static void check_use(void *ctx, const struct text_row *t)
{
	struct check *c = ctx;
	char hex[64 + 1];
	if (t->erased) {
		c->verdict = ERR_CANCELLED;
		return;
	}
	hash_text(t->salt, t->body, hex);
	c->verdict = str_is(c->hash, hex) ? OK : ERR_CORRUPT;
}

static enum err check_work(void *ctx, struct tx *tx)
{
	struct check *c = ctx;
	return texts_find(tx, c->id, check_use, c);
}

enum err audit_text_check(struct db *portal, struct str id, struct str hash)
{
	struct check c = {.id = id, .hash = hash};
	enum err err = db_read_wait(portal, check_work, &c);
	return err ? err : c.verdict;
}

struct get {
	struct str id;
	void (*use)(void *ctx, struct str body);
	void *ctx;
	bool erased;
};

static void get_use(void *ctx, const struct text_row *t)
{
	struct get *g = ctx;
	g->erased = t->erased;
	if (!t->erased)
		g->use(g->ctx, t->body);
}

static enum err get_work(void *ctx, struct tx *tx)
{
	struct get *g = ctx;
	return texts_find(tx, g->id, get_use, g);
}

enum err audit_text_get(struct db *portal, struct str id, void (*use)(void *ctx, struct str body), void *ctx)
{
	struct get g = {.id = id, .use = use, .ctx = ctx};
	enum err err = db_read_wait(portal, get_work, &g);
	return err ? err : g.erased ? ERR_NOT_FOUND : OK;
}
