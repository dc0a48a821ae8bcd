#include "sim/control.h"

#include "sim/names.h"
#include "sim/population.h"

#include <stdlib.h>

#define BODY_MAX_BYTES   65536u /* a chat message of 8 KiB, escaped */
#define ANSWER_MAX_BYTES (1u << 20)
#define LIST_MAX         10000u
#define LIST_DEFAULT     100u

struct control {
	struct http_server *http;
	struct store *store;
	struct server *server;
	struct live *live;
	const struct deliver *deliver; /* NULL: events go nowhere */
	struct buf out;
};

struct call {
	struct control *control;
	struct http_exchange *x;
	const struct http_request *r;
	struct json_writer w;
	int status;
};

static void put_error(struct call *c, int status, const char *code, const char *field)
{
	buf_reset(&c->control->out);
	json_writer_init(&c->w, &c->control->out);
	json_open_object(&c->w);
	json_kv_str(&c->w, STR("error"), str_of(code));
	if (field && *field)
		json_kv_str(&c->w, STR("field"), str_of(field));
	json_close_object(&c->w);
	c->status = status;
}

static void health(struct call *c)
{
	json_open_object(&c->w);
	json_kv_str(&c->w, STR("status"), STR("ok"));
	json_close_object(&c->w);
}

static void stats(struct call *c)
{
	json_open_object(&c->w);
	server_write_stats(c->control->server, &c->w);
	JSON_KEY(&c->w, "events");
	if (c->control->deliver)
		deliver_write_stats(c->control->deliver, &c->w);
	else
		json_put_null(&c->w);
	json_close_object(&c->w);
}

static void get_faults(struct call *c)
{
	fault_write_json(server_faults(c->control->server), &c->control->out);
}

static void post_faults(struct call *c)
{
	struct err_info info = {0};
	enum err e = server_set_fault(c->control->server, c->r->body, &info);
	if (e)
		put_error(c,
			  e == ERR_SYNTAX  ? 400
			  : e == ERR_SHAPE ? 422
					   : 500,
			  e == ERR_SYNTAX ? "not_json" : info.text, info.field);
	else
		get_faults(c);
}

static void delete_faults(struct call *c)
{
	server_clear_faults(c->control->server);
	get_faults(c);
}

/* What an amount is worth depends on whose it is. */
static enum err read_amount(struct call *c, struct live_order *o, struct str raw)
{
	struct buf scratch;
	struct wallet wallet;
	if (!raw.p)
		return OK;
	buf_init(&scratch, 1u << 16);
	enum err e = row_load(c->control->store, TABLE_WALLET, &pack_wallet, o->customer, &scratch, &wallet);
	buf_done(&scratch);
	return e ? e : order_parse_amount(raw, exponent_of(wallet.currency), &o->amount);
}

static void play(struct call *c)
{
	struct err_info info = {0};
	struct live_order o;
	struct str amount;
	uint32_t position;
	const char *why = NULL;
	enum err e = order_parse(c->r->body, http_exchange_arena(c->x), &o, &amount, &info);
	if (e == OK && !population_position(store_population(c->control->store), o.customer, &position))
		e = err_set(&info, ERR_NOT_FOUND, "/customerId", "no_such_customer");
	if (e == OK && read_amount(c, &o, amount))
		e = err_set(&info, ERR_SHAPE, "/amount", "not_an_amount");
	if (e) {
		put_error(c,
			  e == ERR_SYNTAX      ? 400
			  : e == ERR_TOO_LARGE ? 422
			  : e == ERR_NOT_FOUND ? 404
			  : e == ERR_SHAPE     ? 422
					       : 500,
			  e == ERR_SYNTAX ? "not_json" : info.text, info.field);
		return;
	}
	e = live_play(c->control->live, &o, &c->w, &why);
	if (e)
		put_error(c, e == ERR_CONFLICT ? 409 : 500, why ? why : err_name(e), NULL);
}

/* What a list is filtered by: a kind, or a trait that any kind may have. */
enum trait { TRAIT_NONE, TRAIT_NON_LATIN, TRAIT_ZERO_DECIMAL, TRAIT_THREE_DECIMAL };

struct filter {
	bool all;
	enum trait trait;
	enum kind kind;
};

static bool filter_parse(struct str text, struct filter *ret)
{
	*ret = (struct filter){.all = text.p == NULL};
	if (str_is(text, "non_latin"))
		ret->trait = TRAIT_NON_LATIN;
	else if (str_is(text, "zero_decimal"))
		ret->trait = TRAIT_ZERO_DECIMAL;
	else if (str_is(text, "three_decimal"))
		ret->trait = TRAIT_THREE_DECIMAL;
	else
		return ret->all || kind_parse(text, &ret->kind);
	return true;
}

static bool non_latin(const char *country)
{
	static const char codes[][3] = {"IN", "JP", "KR", "TW", "UA", "RS", "IL", "KW", "BH", "TN", "GR"};
	for (size_t i = 0; i < ARRAY_LEN(codes); i++)
		if (strcmp(codes[i], country) == 0)
			return true;
	return false;
}

static bool passes(const struct filter *f, const struct population *p, uint32_t position)
{
	if (f->all)
		return true;
	if (f->trait == TRAIT_NONE)
		return population_kind(p, position) == f->kind;
	if (population_number(p, position) == CUSTOMER_EXAMPLE)
		return false;
	const struct name_country *country = names_country(population_country(p, position));
	if (f->trait == TRAIT_NON_LATIN)
		return non_latin(country->code);
	return exponent_of(country->currency) == (f->trait == TRAIT_ZERO_DECIMAL ? 0 : 3);
}

static struct str param_of(const struct url_param *params, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++)
		if (str_is(params[i].name, name))
			return params[i].value;
	return STR_NONE;
}

/* Twins, two and two: the one under an AML hold first. */
static void put_pairs(struct call *c, const struct population *p, uint32_t from, uint32_t to)
{
	JSON_KEY(&c->w, "pairs");
	json_open_array(&c->w);
	for (uint32_t position = from; position < to; position++) {
		unsigned member;
		if (population_kind(p, position) != KIND_TWIN || population_group(p, position, &member) != position)
			continue;
		json_open_array(&c->w);
		ref_put_customer(&c->w, population_number(p, position));
		ref_put_customer(&c->w, population_number(p, population_member(position, 1)));
		json_close_array(&c->w);
	}
	json_close_array(&c->w);
}

static void customers(struct call *c)
{
	const struct population *p = store_population(c->control->store);
	struct url_param params[8];
	struct filter f;
	size_t n = 0;
	uint64_t limit = LIST_DEFAULT;
	uint32_t position = 0, after;
	if (url_parse_query(c->r->query, http_exchange_arena(c->x), params, ARRAY_LEN(params), &n)) {
		put_error(c, 400, "bad_query", NULL);
		return;
	}
	struct str kind = param_of(params, n, "kind"), count = param_of(params, n, "limit"), from = param_of(params, n, "after");
	if (!filter_parse(kind, &f) || (count.p && (str_to_u64(count, &limit) || limit < 1 || limit > LIST_MAX))) {
		put_error(c, 422, "bad_parameter", f.all || count.p ? "limit" : "kind");
		return;
	}
	if (from.p) {
		if (!customer_number_parse(from, &after) || !population_position(p, after, &position)) {
			put_error(c, 422, "bad_parameter", "after");
			return;
		}
		position++;
	}
	uint32_t first = position;
	json_open_object(&c->w);
	if (kind.p)
		json_kv_str(&c->w, STR("kind"), kind);
	JSON_KEY(&c->w, "customers");
	json_open_array(&c->w);
	for (; position < p->count && limit; position++)
		if (passes(&f, p, position)) {
			ref_put_customer(&c->w, population_number(p, position));
			limit--;
		}
	json_close_array(&c->w);
	if (kind.p && f.trait == TRAIT_NONE && f.kind == KIND_TWIN)
		put_pairs(c, p, first, position);
	json_close_object(&c->w);
}

static const struct {
	enum http_method method;
	const char *path;
	void (*answer)(struct call *c);
} routes[] = {
	{HTTP_GET, "/healthz", health},          {HTTP_GET, "/stats", stats},
	{HTTP_GET, "/faults", get_faults},       {HTTP_POST, "/faults", post_faults},
	{HTTP_DELETE, "/faults", delete_faults}, {HTTP_POST, "/play", play},
	{HTTP_GET, "/customers", customers},
};

static void send(struct call *c)
{
	static const struct http_header type = {STR("Content-Type"), STR("application/json")};
	struct blob *body = blob_of(buf_view(&c->control->out));
	struct chunk chunk = {body ? blob_str(body) : STR_NONE, body};
	struct http_response r = {.status = body ? c->status : 500, .headers = &type, .header_count = 1, .body = &chunk};
	r.body_count = body ? 1 : 0;
	http_respond(c->x, &r);
}

static void on_request(void *ctx, struct http_exchange *x)
{
	struct call c = {.control = ctx, .x = x, .r = http_exchange_request(x), .status = 200};
	bool known = false;
	buf_reset(&c.control->out);
	json_writer_init(&c.w, &c.control->out);
	for (size_t i = 0; i < ARRAY_LEN(routes); i++) {
		if (!str_is(c.r->path, routes[i].path))
			continue;
		known = true;
		if (c.r->method == routes[i].method) {
			routes[i].answer(&c);
			send(&c);
			return;
		}
	}
	put_error(&c, known ? 405 : 404, known ? "method_not_allowed" : "not_found", NULL);
	send(&c);
}

enum err control_new(struct loop *l, struct store *store, struct server *server, struct live *live, const struct deliver *deliver,
		     uint16_t port, struct control **ret, struct err_info *info)
{
	static const struct http_server_hooks hooks = {.on_request = on_request};
	struct http_server_config config = http_server_config_default();
	struct control *c = calloc(1, sizeof(*c));
	if (!c)
		return err_set(info, ERR_NOMEM, "", "out of memory");
	c->store = store;
	c->server = server;
	c->live = live;
	c->deliver = deliver;
	buf_init(&c->out, ANSWER_MAX_BYTES);
	config.address = "127.0.0.1";
	config.port = port;
	config.body_max_bytes = BODY_MAX_BYTES;
	config.reuse_port = false;
	enum err e = http_server_new(l, &config, &hooks, c, &c->http, info);
	if (e) {
		control_free(c);
		return e;
	}
	*ret = c;
	return OK;
}

void control_free(struct control *c)
{
	if (!c)
		return;
	if (c->http)
		http_server_free(c->http);
	buf_done(&c->out);
	free(c);
}
