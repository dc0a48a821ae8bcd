#include "app/config_push.h"

#include "connect/push_endpoint.h"

/* The push services of the browsers there are: Chrome and its kin, Firefox, Safari, Edge. */
static const char *const usual_hosts[] = {"fcm.googleapis.com", "*.push.services.mozilla.com", "*.push.apple.com",
					  "*.notify.windows.com"};

static enum err check_subject(const struct config *c, const struct yaml_node *push, struct err_info *info)
{
	struct str s = str_of(c->push_subject);
	if (!s.n || str_starts(s, STR("mailto:")) || str_starts(s, STR("https://")))
		return OK;
	return yaml_fail(yaml_get(push, "subject"), info, "push.subject", "mailto:… or https://… is expected (RFC 8292)");
}

static enum err take_host(struct config *c, const struct yaml_node *n, struct err_info *info)
{
	struct str text;
	enum err e = yaml_text(n, "push.allowed_hosts", PUSH_HOST_MAX + 2, &text, info);
	if (e != OK)
		return e;
	if (!push_host_name_valid(text))
		return yaml_fail(n, info, "push.allowed_hosts", "a name like push.example.com or *.example.com is expected");
	if (!(c->push_hosts[c->push_host_count++] = arena_dup(&c->arena, text).p))
		return err_set(info, ERR_NOMEM, NULL, "no memory");
	return OK;
}

enum err config_push_parse(struct config *c, const struct yaml_node *push, struct err_info *info)
{
	const struct yaml_node *list = push ? yaml_get(push, "allowed_hosts") : NULL;
	enum err e = check_subject(c, push, info);
	if (e != OK)
		return e;
	if (list && (list->type != YAML_SEQUENCE || list->count > PUSH_HOSTS_MAX))
		return yaml_fail(list, info, "push.allowed_hosts", "a list of at most %d names is expected", PUSH_HOSTS_MAX);
	c->push_hosts = arena_zalloc(&c->arena, (PUSH_HOSTS_MAX + 1) * sizeof *c->push_hosts);
	if (!c->push_hosts)
		return err_set(info, ERR_NOMEM, NULL, "no memory");
	for (size_t i = 0; !list && i < ARRAY_LEN(usual_hosts); i++)
		c->push_hosts[c->push_host_count++] = usual_hosts[i];
	for (size_t i = 0; list && i < list->count && e == OK; i++)
		e = take_host(c, list->items[i], info);
	return e;
}
