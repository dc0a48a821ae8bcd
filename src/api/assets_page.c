#include "api/assets_page.h"

#include "net/url.h"

/* --- the address of the assets --- */

/* The characters that mean nothing in an attribute's value nor in a policy. */
static bool is_plain(struct str s, const char *more)
{
	for (size_t i = 0; i < s.n; i++) {
		char c = s.p[i];
		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || (c && strchr(more, c))))
			return false;
	}
	return true;
}

const char *asset_url_fault(struct str url)
{
	struct url_parts parts;
	if (url.n > ASSET_URL_MAX)
		return "is too long";
	if (url_split(url, &parts) != OK)
		return "an address is expected, like https://cdn.example.net/pitboss/";
	if (!str_ieq(parts.scheme, STR("https")) && !url_is_loopback(url))
		return "must be https: whoever changes a script on its way can do what the person can";
	if (url.p[url.n - 1] != '/')
		return "must end in a slash";
	if (!is_plain(parts.authority, ".-:[]"))
		return "the host has characters that no host has";
	/* '?' and '#' are not among these: what is put behind the address must become part of its path. */
	if (!is_plain(str_mem(parts.path_and_query.p, (size_t)(url.p + url.n - parts.path_and_query.p)), "/-._~%"))
		return "the path may only have letters, digits and - . _ ~ % /";
	return NULL;
}

/* scheme://host[:port] of an address that was found faultless. */
static struct str origin_of(struct str url)
{
	size_t scheme = str_find(url, '/', 0) + 2;
	return str_mem(url.p, str_find(url, '/', scheme));
}

/* --- addresses in the page --- */

struct rewriting {
	struct str html, asset_url;
	size_t at, copied; /* looked at; given out */
	struct buf *out;
	bool changed;
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f';
}

static bool at_end(const struct rewriting *r)
{
	return r->at >= r->html.n || r->html.p[r->at] == '>';
}

static void skip_blanks(struct rewriting *r)
{
	while (r->at < r->html.n && is_blank(r->html.p[r->at]))
		r->at++;
}

static void replace(struct rewriting *r, struct str value)
{
	bool asset = str_starts(value, STR("./assets/"));
	if (!str_starts(value, STR("./")))
		return;
	buf_add(r->out, r->html.p + r->copied, r->at - r->copied);
	if (asset && r->asset_url.n)
		buf_str(r->out, r->asset_url);
	else
		buf_char(r->out, '/');
	r->copied = r->at + 2;
	r->changed = true;
}

/* At the value of an attribute, quoted or not; behind it afterwards. */
static void take_value(struct rewriting *r, bool address)
{
	const struct str *h = &r->html;
	char quote = r->at < h->n && (h->p[r->at] == '"' || h->p[r->at] == '\'') ? h->p[r->at++] : 0;
	size_t end = r->at;
	while (end < h->n && (quote ? h->p[end] != quote : !is_blank(h->p[end]) && h->p[end] != '>'))
		end++;
	if (address)
		replace(r, str_mem(h->p + r->at, end - r->at));
	r->at = quote && end < h->n ? end + 1 : end;
}

static void take_attribute(struct rewriting *r)
{
	size_t begin = r->at;
	while (!at_end(r) && !is_blank(r->html.p[r->at]) && r->html.p[r->at] != '=' && r->html.p[r->at] != '/')
		r->at++;
	struct str name = str_mem(r->html.p + begin, r->at - begin);
	skip_blanks(r);
	if (r->at < r->html.n && r->html.p[r->at] == '=') {
		r->at++;
		skip_blanks(r);
		take_value(r, str_ieq(name, STR("href")) || str_ieq(name, STR("src")));
	}
}

static void take_tag(struct rewriting *r)
{
	while (!at_end(r)) {
		skip_blanks(r);
		if (at_end(r))
			break;
		if (r->html.p[r->at] == '/')
			r->at++;
		else
			take_attribute(r);
	}
}

static void skip_comment(struct rewriting *r)
{
	while (r->at < r->html.n && !str_starts(str_mem(r->html.p + r->at, r->html.n - r->at), STR("-->")))
		r->at++;
}

enum err page_rewrite(struct str html, struct str asset_url, struct buf *out, bool *ret_changed)
{
	struct rewriting r = {.html = html, .asset_url = asset_url, .out = out};
	while ((r.at = str_find(html, '<', r.at)) != SIZE_MAX) {
		r.at++;
		if (str_starts(str_mem(html.p + r.at, html.n - r.at), STR("!--")))
			skip_comment(&r);
		else
			take_tag(&r); /* the element's name is passed over as an attribute without a value */
	}
	if (r.copied < html.n)
		buf_add(out, html.p + r.copied, html.n - r.copied);
	if (buf_ok(out) == OK)
		*ret_changed = r.changed;
	return buf_ok(out);
}

/* --- policies --- */

struct directive {
	const char *text;
	bool assets; /* may also be loaded from the assets' own origin */
};

static void put_policy(const struct directive *rows, size_t count, struct str asset_url, struct buf *out)
{
	for (size_t i = 0; i < count; i++) {
		buf_printf(out, "%s%s", i ? "; " : "", rows[i].text);
		if (rows[i].assets && asset_url.n) {
			buf_char(out, ' ');
			buf_str(out, origin_of(asset_url));
		}
	}
}

void page_policy(struct str asset_url, struct buf *out)
{
	static const struct directive rows[] = {
		{"default-src 'self'", false},        {"style-src 'self'", true},        {"script-src 'self'", true},
		{"img-src 'self' data: blob:", true}, {"font-src 'self'", true},         {"connect-src 'self'", true},
		{"worker-src 'self'", false}, /* a browser starts workers from the page's own origin only */
		{"manifest-src 'self'", false},       {"object-src 'none'", false},      {"base-uri 'none'", false},
		{"form-action 'none'", false},        {"frame-ancestors 'none'", false},
	};
	put_policy(rows, ARRAY_LEN(rows), asset_url, out);
}

void worker_policy(struct str asset_url, struct buf *out)
{
	static const struct directive rows[] = {
		{"default-src 'self'", false},     {"script-src 'self'", true},  {"font-src 'self'", true},
		{"connect-src 'self'", true},      {"object-src 'none'", false}, {"base-uri 'none'", false},
		{"frame-ancestors 'none'", false},
	};
	put_policy(rows, ARRAY_LEN(rows), asset_url, out);
}
