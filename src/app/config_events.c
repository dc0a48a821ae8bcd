#include "app/config_events.h"

#include "api/senders.h"
#include "app/file.h"

#include <stdlib.h>

enum { SOURCE_MAX = 256, NAME_MAX_BYTES = 512 };

static enum err take_token(struct config *c, const struct yaml_node *n, const char *dir, struct str *ret, struct err_info *info)
{
	const struct yaml_node *env = yaml_get(n, "token_env"), *file = yaml_get(n, "token_file");
	struct str name, token;
	struct buf text = {0};
	if (!env == !file)
		return yaml_fail(n, info, "events.senders", "one of token_env and token_file is needed");
	enum err e = yaml_text(env ? env : file, "events.senders", NAME_MAX_BYTES, &name, info);
	if (e != OK)
		return e;
	if (env) {
		token = str_of(getenv(name.p));
		if (!token.p)
			return yaml_fail(env, info, "events.senders", "the environment variable %s is not set", name.p);
	} else {
		bool relative = name.p[0] != '/';
		char *path = arena_printf(&c->arena, "%s%s%s", relative ? dir : "", relative ? "/" : "", name.p);
		e = path ? file_read(path, SENDER_TOKEN_MAX + 2, &text, NULL) : ERR_NOMEM;
		if (e != OK) {
			buf_done(&text);
			return yaml_fail(file, info, "events.senders", "the token's file can't be read: %s", err_name(e));
		}
		token = buf_view(&text);
	}
	*ret = arena_dup(&c->arena, str_trim(token));
	buf_done(&text);
	if (!ret->p)
		return err_set(info, ERR_NOMEM, NULL, "no memory");
	if (ret->n < 16 || ret->n > SENDER_TOKEN_MAX)
		return yaml_fail(env ? env : file, info, "events.senders", "a token has 16 to %d bytes", SENDER_TOKEN_MAX);
	return OK;
}

static enum err take_sender(struct config *c, const struct yaml_node *n, const char *dir, struct err_info *info)
{
	static const char *const known[] = {"source", "token_env", "token_file", "simulator", NULL};
	struct config_sender *s = &c->senders[c->sender_count];
	const struct yaml_node *source = yaml_get(n, "source"), *simulator = yaml_get(n, "simulator");
	enum err e = yaml_check_keys(n, "events.senders", known, info);
	if (e == OK && !source)
		e = yaml_fail(n, info, "events.senders", "source is required");
	struct str text = {0};
	if (e == OK)
		e = yaml_text(source, "events.senders.source", SOURCE_MAX, &text, info);
	if (e == OK && !(s->source = arena_dup(&c->arena, text).p))
		e = err_set(info, ERR_NOMEM, NULL, "no memory");
	if (e == OK && simulator)
		e = yaml_bool(simulator, "events.senders.simulator", &s->simulator, info);
	if (e == OK)
		e = take_token(c, n, dir, &s->token, info);
	for (size_t i = 0; i < c->sender_count && e == OK; i++)
		if (strcmp(c->senders[i].source, s->source) == 0 || str_eq(c->senders[i].token, s->token))
			e = yaml_fail(n, info, "events.senders", "source and token must be no other sender's");
	return e;
}

enum err config_events_parse(struct config *c, const struct yaml_node *events, const char *dir, struct err_info *info)
{
	const struct yaml_node *list = events ? yaml_get(events, "senders") : NULL;
	if (!list || yaml_is_null(list))
		return OK;
	if (list->type != YAML_SEQUENCE || list->count > SENDERS_MAX)
		return yaml_fail(list, info, "events.senders", "a list of at most %d senders is expected", SENDERS_MAX);
	c->senders = arena_zalloc(&c->arena, (list->count + 1) * sizeof *c->senders);
	if (!c->senders)
		return err_set(info, ERR_NOMEM, NULL, "no memory");
	for (size_t i = 0; i < list->count; i++) {
		enum err e = take_sender(c, list->items[i], dir, info);
		if (e != OK)
			return e;
		c->sender_count++;
	}
	return OK;
}
