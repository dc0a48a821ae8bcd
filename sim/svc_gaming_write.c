/* sim/svc_gaming_write.c - what the gaming service is asked to do: commands, all at one address. See sim/README.md. */
#include "sim/svc_gaming.h"
#include "sim/write.h"

enum command { END_SESSIONS, BLOCK_PLAY, UNBLOCK_PLAY };
static const char *const command_words[] = {"END_SESSIONS", "BLOCK_PLAY", "UNBLOCK_PLAY"};

struct command_body {
	struct str id, type, reason;
	int64_t until_ms;
};

static bool is_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!((s.p[i] >= 'A' && s.p[i] <= 'Z') || (s.p[i] >= '0' && s.p[i] <= '9') || s.p[i] == '_'))
			return false;
	return true;
}

static enum err carry_out(struct write *x, enum command c, const struct command_body *b, unsigned *ret_sessions)
{
	*ret_sessions = 0;
	if (c == UNBLOCK_PLAY)
		return effect_unblock_play(x->s);
	if (c == BLOCK_PLAY) {
		if (b->until_ms && b->until_ms <= x->s->at)
			return write_bad(x, "/untilMs");
		enum err e = effect_block_play(x->s, b->until_ms, b->reason);
		if (e)
			return e;
	}
	*ret_sessions = effect_end_sessions(x->s);
	return OK;
}

static enum err command(struct write *x)
{
	static const struct json_bind fields[] = {BIND_TEXT(command_body, "commandId", id, KEY_MAX),
						  BIND_TEXT(command_body, "type", type, WORD_MAX),
						  BIND_MAYBE(command_body, "reasonCode", reason, BLOCK_REASON_MAX - 1),
						  {.name = "untilMs",
						   .type = JSON_BIND_I64,
						   .offset = offsetof(struct command_body, until_ms),
						   .nullable = true,
						   .max = TIME_MAX_MS}};
	struct command_body b = {0};
	struct json_writer *w = x->w;
	unsigned type, sessions;
	enum err e = WRITE_BIND(x, fields, &b);
	if (e == OK)
		e = WRITE_CHOICE(x, b.type, command_words, "/type", &type);
	if (e == OK && !is_word(b.reason))
		e = write_bad(x, "/reasonCode");
	if (e == OK)
		e = carry_out(x, (enum command)type, &b, &sessions);
	if (e)
		return e;
	json_open_object(w);
	JSON_KEY(w, "data");
	json_open_object(w);
	json_kv_str(w, STR("commandId"), x->key);
	JSON_KEY(w, "playerId");
	ref_put_customer(w, x->s->h->number);
	KV_TEXT(w, "type", command_words[type]);
	KV_TEXT(w, "state", "DONE");
	KV_INT(w, "doneAt", x->s->at);
	KV_INT(w, "sessionsEnded", sessions);
	KV_INT(w, "openBets", x->s->h->gaming.open_count);
	gaming_put_block(w, &x->s->h->gaming);
	json_close_object(w);
	json_close_object(w);
	return OK;
}

const struct write_route writes_gaming[] = {{HTTP_POST, "/v2/players/{id}/commands", command}};
const size_t writes_gaming_count = ARRAY_LEN(writes_gaming);
