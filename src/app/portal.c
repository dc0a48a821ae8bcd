#include "app/portal.h"

#include "app/datadir.h"
#include "app/file.h"
#include "app/json_tree.h"
#include "net/url.h"

#include <curl/curl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#define TOKEN_MAX       512
#define URL_MAX         1024
#define ANSWER_MAX      (64u << 20)
#define CONNECT_WAIT_MS 3000L
#define ANSWER_WAIT_MS  60000L
#define PROBLEM_ARENA   (256u << 10)

struct portal {
	CURL *curl;
	char url[URL_MAX];
	char bearer[TOKEN_MAX + 32];
};

/* --- where, and who --- */

/* A line of a file, when there is one. */
static bool line_of(const char *path, char *out, size_t size)
{
	struct buf text;
	bool got = file_read(path, TOKEN_MAX + 2, &text, NULL) == OK && text.n && str_copy(out, size, str_trim(buf_view(&text)));
	buf_done(&text);
	return got && out[0];
}

static enum err find_url(struct portal *p, const char *given, const struct datadir *d, struct err_info *info)
{
	struct url_parts parts;
	const char *named = given ? given : getenv("PITBOSS_URL");
	if (named && *named) {
		if (!str_copy(p->url, sizeof p->url, str_of(named)))
			return err_set(info, ERR_SHAPE, NULL, "the portal's address is too long");
	} else if (!line_of(datadir_path(d, DATA_CLI_URL), p->url, sizeof p->url)) {
		str_copy(p->url, sizeof p->url, STR(PORTAL_URL_DEFAULT));
	}
	size_t n = strlen(p->url);
	while (n && p->url[n - 1] == '/')
		p->url[--n] = '\0';
	enum err e = url_split(str_of(p->url), &parts);
	if (e != OK)
		return err_set(info, e, NULL, "the portal's address must be like %s", PORTAL_URL_DEFAULT);
	if (str_is(parts.scheme, "http") && !url_is_loopback(str_of(p->url)))
		fputs("pitboss: warning: the token and the answer travel unencrypted to another machine; use https\n", stderr);
	return OK;
}

static bool token_is_plain(const char *token)
{
	for (const char *c = token; *c; c++)
		if (*c <= ' ' || *c > '~')
			return false;
	return *token;
}

static enum err find_token(struct portal *p, const char *file, const struct datadir *d, struct err_info *info)
{
	char token[TOKEN_MAX] = "";
	const char *said = getenv("PITBOSS_TOKEN");
	bool got;
	if (file)
		got = line_of(file, token, sizeof token);
	else if (said && *said)
		got = str_copy(token, sizeof token, str_of(said));
	else
		got = line_of(datadir_path(d, DATA_CLI_TOKEN), token, sizeof token);
	if (!got && file)
		return err_set(info, ERR_NOT_FOUND, NULL, "%.120s holds no token", file);
	if (!got)
		return err_set(info, ERR_NOT_FOUND, NULL,
			       "no token: set PITBOSS_TOKEN or give --token-file; `pitboss token create` makes one");
	if (!token_is_plain(token))
		return err_set(info, ERR_SHAPE, NULL, "the token holds blanks or other characters that no token has");
	snprintf(p->bearer, sizeof p->bearer, "Authorization: Bearer %s", token);
	sodium_memzero(token, sizeof token);
	return OK;
}

enum err portal_open(const char *url, const char *token_file, struct portal **ret, struct err_info *info)
{
	struct datadir d;
	struct portal *p = calloc(1, sizeof *p);
	enum err e = p && (p->curl = curl_easy_init()) ? datadir_set(&d, NULL) : ERR_NOMEM;
	if (e == OK)
		e = find_url(p, url, &d, info);
	if (e == OK)
		e = find_token(p, token_file, &d, info);
	if (e != OK) {
		portal_close(p);
		return e;
	}
	*ret = p;
	return OK;
}

void portal_close(struct portal *p)
{
	if (!p)
		return;
	if (p->curl)
		curl_easy_cleanup(p->curl);
	sodium_memzero(p->bearer, sizeof p->bearer);
	free(p);
}

const char *portal_url(const struct portal *p)
{
	return p->url;
}

/* --- asking --- */

static size_t on_bytes(char *bytes, size_t size, size_t count, void *ctx)
{
	struct buf *out = ctx;
	buf_add(out, bytes, size * count);
	return buf_ok(out) == OK ? size * count : 0;
}

static enum err status_meaning(long status)
{
	switch (status) {
	case 400:
		return ERR_SYNTAX;
	case 401:
		return ERR_UNAUTHENTICATED;
	case 403:
		return ERR_DENIED;
	case 404:
		return ERR_NOT_FOUND;
	case 409:
		return ERR_CONFLICT;
	case 422:
		return ERR_SHAPE;
	case 429:
		return ERR_LIMIT;
	case 503:
		return ERR_UNAVAILABLE;
	default:
		return ERR_UPSTREAM;
	}
}

/* The portal's own words (RFC 9457): what went wrong, and under which request id it can be looked up. */
static enum err explain(long status, struct str body, struct err_info *info)
{
	struct arena a;
	struct json_node *n = NULL;
	enum err e = status_meaning(status);
	arena_init(&a, PROBLEM_ARENA);
	if (json_tree_parse(body, &a, &n, NULL) != OK || !json_text_at(n, "title").n) {
		err_set(info, e, NULL, "the portal answers %ld", status);
	} else if (e == ERR_UNAUTHENTICATED) {
		err_set(info, e, NULL, "the portal does not take this token: it has ended, or belongs to another portal");
	} else {
		struct str why = json_text_at(n, "detail");
		if (!why.n)
			why = json_text_at(n, "title");
		err_set(info, e, NULL, "%.*s (request %.*s)", STR_ARG(why), STR_ARG(json_text_at(n, "requestId")));
	}
	arena_done(&a);
	return e;
}

static enum err perform(struct portal *p, struct buf *out, struct err_info *info)
{
	long status = 0;
	CURLcode c = curl_easy_perform(p->curl);
	if (c == CURLE_OPERATION_TIMEDOUT)
		return err_set(info, ERR_TIMEOUT, NULL, "the portal at %.100s does not answer in time", p->url);
	if (c == CURLE_WRITE_ERROR)
		return err_set(info, ERR_TOO_LARGE, NULL, "the answer is larger than this command takes");
	if (c != CURLE_OK)
		return err_set(info, ERR_UNAVAILABLE, NULL, "no portal answers at %.90s (%.60s); is `pitboss serve` running?",
			       p->url, curl_easy_strerror(c));
	curl_easy_getinfo(p->curl, CURLINFO_RESPONSE_CODE, &status);
	return status >= 200 && status < 300 ? OK : explain(status, buf_view(out), info);
}

static enum err ask(struct portal *p, const char *path, const struct str *json, struct buf *out, struct err_info *info)
{
	char url[URL_MAX + 512];
	CURL *c = p->curl;
	struct curl_slist *headers = curl_slist_append(NULL, p->bearer);
	buf_init(out, ANSWER_MAX);
	snprintf(url, sizeof url, "%s%s", p->url, path);
	if (json && headers)
		headers = curl_slist_append(headers, "Content-Type: application/json");
	curl_easy_reset(c);
	curl_easy_setopt(c, CURLOPT_URL, url);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(c, CURLOPT_PROXY, ""); /* the token goes to the portal and nobody else */
	curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_WAIT_MS);
	curl_easy_setopt(c, CURLOPT_TIMEOUT_MS, ANSWER_WAIT_MS);
	curl_easy_setopt(c, CURLOPT_USERAGENT, "pitboss/" PITBOSS_VERSION);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, on_bytes);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, out);
	if (json) {
		curl_easy_setopt(c, CURLOPT_POSTFIELDS, json->p);
		curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)json->n);
	}
	enum err e = headers ? perform(p, out, info) : ERR_NOMEM;
	curl_slist_free_all(headers);
	return e;
}

enum err portal_get(struct portal *p, const char *path, struct buf *out, struct err_info *info)
{
	return ask(p, path, NULL, out, info);
}

enum err portal_post(struct portal *p, const char *path, struct str json, struct buf *out, struct err_info *info)
{
	return ask(p, path, &json, out, info);
}
