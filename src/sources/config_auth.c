/* Credentials: from the environment or a file, never from the configuration itself. */
#include "net/url.h"
#include "sources/plan.h"

#include <stdio.h>
#include <stdlib.h>

enum { SECRET_MAX = 8192, HEADERS_MAX = 16, AUTH_TEXT_MAX = 512 };

static enum err no_memory(struct plan_parser *p)
{
	return err_set(p->info, ERR_NOMEM, NULL, "no memory");
}

static enum err read_secret_file(struct plan_parser *p, const struct yaml_node *n, const char *name, char out[SECRET_MAX])
{
	bool relative = n->text.p[0] != '/' && p->dir;
	char *path = arena_printf(&p->plan->arena, "%s%s%s", relative ? p->dir : "", relative ? "/" : "", n->text.p);
	if (!path)
		return no_memory(p);
	FILE *f = fopen(path, "re");
	if (!f)
		return yaml_fail(n, p->info, name, "the file can't be read: %m");
	size_t got = fread(out, 1, SECRET_MAX, f);
	bool bad = ferror(f) || got == SECRET_MAX;
	fclose(f);
	if (bad)
		return yaml_fail(n, p->info, name, "the file can't be read, or is larger than %d bytes", SECRET_MAX - 1);
	out[got] = '\0';
	return OK;
}

/* @name is "token", "password", "secret": reads name_env or name_file; refuses the secret itself. */
static enum err parse_secret(struct plan_parser *p, const struct yaml_node *auth, const char *name, const char **ret)
{
	char key_env[32], key_file[32], file[SECRET_MAX];
	struct str text;
	const char *value = file;
	snprintf(key_env, sizeof(key_env), "%s_env", name);
	snprintf(key_file, sizeof(key_file), "%s_file", name);
	const struct yaml_node *env = yaml_get(auth, key_env), *from = yaml_get(auth, key_file), *literal = yaml_get(auth, name);
	if (literal)
		return yaml_fail(literal, p->info, name, "secrets don't stand in the configuration: use %s or %s", key_env,
				 key_file);
	if (!env == !from)
		return yaml_fail(auth, p->info, name, "one of %s and %s is needed", key_env, key_file);
	enum err e = yaml_text(env ? env : from, env ? key_env : key_file, AUTH_TEXT_MAX, &text, p->info);
	if (e == OK && from)
		e = read_secret_file(p, from, key_file, file);
	if (e != OK)
		return e;
	if (env)
		value = getenv(text.p);
	if (!value)
		return yaml_fail(env, p->info, key_env, "the environment variable %s is not set", text.p);
	struct str secret = str_trim(str_of(value));
	for (size_t i = 0; i < secret.n; i++)
		if ((unsigned char)secret.p[i] < 0x20 || secret.p[i] == 0x7F)
			return yaml_fail(env ? env : from, p->info, name, "a secret is one line of text");
	if (secret.n == 0)
		return yaml_fail(env ? env : from, p->info, name, "the secret is empty");
	*ret = arena_dup(&p->plan->arena, secret).p;
	return *ret ? OK : no_memory(p);
}

static enum err parse_text(struct plan_parser *p, const struct yaml_node *auth, const char *name, bool required, const char **ret)
{
	const struct yaml_node *n = yaml_get(auth, name);
	struct str text;
	if (!n)
		return required ? yaml_fail(auth, p->info, name, "is needed for this kind of auth") : OK;
	enum err e = yaml_text(n, name, AUTH_TEXT_MAX, &text, p->info);
	if (e == OK)
		*ret = text.p;
	return e;
}

static enum err parse_bearer(struct plan_parser *p, const struct yaml_node *n)
{
	const char *token;
	enum err e = parse_secret(p, n, "token", &token);
	if (e != OK)
		return e;
	p->plan->auth.header_line = arena_printf(&p->plan->arena, "Authorization: Bearer %s", token);
	return p->plan->auth.header_line ? OK : no_memory(p);
}

/* Letters, digits and hyphens: what header names are made of in practice (RFC 9110 has a few more). */
bool plan_is_header_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = (char)(s.p[i] | 0x20);
		if (!(c >= 'a' && c <= 'z') && !(s.p[i] >= '0' && s.p[i] <= '9') && s.p[i] != '-' && s.p[i] != '_')
			return false;
	}
	return s.n > 0;
}

static enum err parse_api_key(struct plan_parser *p, const struct yaml_node *n)
{
	const char *header = NULL, *key = NULL;
	enum err e = parse_text(p, n, "header", true, &header);
	if (e == OK && !plan_is_header_name(str_of(header)))
		return yaml_fail(yaml_get(n, "header"), p->info, "header", "not the name of a header");
	if (e == OK)
		e = parse_secret(p, n, "token", &key);
	if (e != OK)
		return e;
	p->plan->auth.header_line = arena_printf(&p->plan->arena, "%s: %s", header, key);
	return p->plan->auth.header_line ? OK : no_memory(p);
}

static enum err parse_basic(struct plan_parser *p, const struct yaml_node *n)
{
	enum err e = parse_text(p, n, "user", true, &p->plan->auth.user);
	return e == OK ? parse_secret(p, n, "password", &p->plan->auth.password) : e;
}

static enum err parse_oauth(struct plan_parser *p, const struct yaml_node *n)
{
	struct auth_plan *a = &p->plan->auth;
	struct url_parts parts;
	enum err e = parse_text(p, n, "token_url", true, &a->token_url);
	if (e == OK && url_split(str_of(a->token_url), &parts) != OK)
		return yaml_fail(yaml_get(n, "token_url"), p->info, "token_url", "an http:// or https:// address is expected");
	if (e == OK)
		e = parse_text(p, n, "client_id", true, &a->client_id);
	if (e == OK)
		e = parse_secret(p, n, "secret", &a->client_secret);
	return e == OK ? parse_text(p, n, "scope", false, &a->scope) : e;
}

static enum err parse_none(struct plan_parser *p, const struct yaml_node *n)
{
	(void)p, (void)n;
	return OK;
}

static const struct {
	const char *name;
	enum auth_kind kind;
	enum err (*parse)(struct plan_parser *p, const struct yaml_node *n);
	const char *keys[10];
} kinds[] = {
	{"none", AUTH_NONE, parse_none, {"kind"}},
	{"bearer", AUTH_BEARER, parse_bearer, {"kind", "token", "token_env", "token_file"}},
	{"api_key", AUTH_API_KEY, parse_api_key, {"kind", "header", "token", "token_env", "token_file"}},
	{"basic", AUTH_BASIC, parse_basic, {"kind", "user", "password", "password_env", "password_file"}},
	{"oauth", AUTH_OAUTH, parse_oauth, {"kind", "token_url", "client_id", "secret", "secret_env", "secret_file", "scope"}},
};

static enum err parse_auth(struct plan_parser *p, const struct yaml_node *n)
{
	const struct yaml_node *kind = yaml_get(n, "kind");
	if (!kind || kind->type != YAML_SCALAR)
		return yaml_fail(n, p->info, "auth", "\"kind\" is needed: none, bearer, api_key, basic or oauth");
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (!str_is(kind->text, kinds[i].name))
			continue;
		enum err e = yaml_check_keys(n, "auth", kinds[i].keys, p->info);
		p->plan->auth.kind = kinds[i].kind;
		return e == OK ? kinds[i].parse(p, n) : e;
	}
	return yaml_fail(kind, p->info, "auth", "kind is one of none, bearer, api_key, basic, oauth");
}

static enum err parse_tls(struct plan_parser *p, const struct yaml_node *n)
{
	static const char *const keys[] = {"ca_file", "cert_file", "key_file", NULL};
	struct http_client_tls *tls = &p->plan->tls;
	const char **to[] = {&tls->ca_file, &tls->cert_file, &tls->key_file};
	enum err e = yaml_check_keys(n, "tls", keys, p->info);
	for (size_t i = 0; i < ARRAY_LEN(to) && e == OK; i++) {
		e = parse_text(p, n, keys[i], false, to[i]);
		if (e == OK && *to[i] && (*to[i])[0] != '/' && p->dir) {
			*to[i] = arena_printf(&p->plan->arena, "%s/%s", p->dir, *to[i]);
			if (!*to[i])
				return no_memory(p);
		}
	}
	if (e == OK && !tls->cert_file != !tls->key_file)
		return yaml_fail(n, p->info, "tls", "cert_file and key_file go together");
	return e;
}

static enum err parse_headers(struct plan_parser *p, const struct yaml_node *n)
{
	const char **lines = arena_array(&p->plan->arena, HEADERS_MAX + 3, sizeof(char *));
	size_t count = 0;
	if (!lines)
		return no_memory(p);
	if (n && (n->type != YAML_MAPPING || n->count > HEADERS_MAX))
		return yaml_fail(n, p->info, "headers", "a table of at most %d headers is expected", HEADERS_MAX);
	bool accept = false;
	for (size_t i = 0; n && i < n->count; i++) {
		struct str name = n->pairs[i].key->text, value;
		enum err e = yaml_text(n->pairs[i].value, "headers", AUTH_TEXT_MAX, &value, p->info);
		if (e != OK)
			return e;
		if (!plan_is_header_name(name) || str_ieq(name, STR("Authorization")) || str_ieq(name, STR("Host")))
			return yaml_fail(n->pairs[i].key, p->info, "headers",
					 "not a header that may be set here; credentials go under \"auth\"");
		accept |= str_ieq(name, STR("Accept"));
		lines[count++] = arena_printf(&p->plan->arena, "%s: %s", name.p, value.p);
		if (!lines[count - 1])
			return no_memory(p);
	}
	if (!accept)
		lines[count++] = "Accept: application/json";
	if (p->plan->auth.header_line)
		lines[count++] = p->plan->auth.header_line;
	p->plan->headers = lines;
	return OK;
}

enum err plan_parse_auth(struct plan_parser *p, const struct yaml_node *source)
{
	const struct yaml_node *auth = yaml_get(source, "auth"), *tls = yaml_get(source, "tls");
	enum err e = auth ? parse_auth(p, auth) : OK;
	if (e == OK && tls)
		e = parse_tls(p, tls);
	return e == OK ? parse_headers(p, yaml_get(source, "headers")) : e;
}
