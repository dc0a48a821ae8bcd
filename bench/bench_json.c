/* layer: base */
/* bench/bench_json.c - how fast a service's answer is read: our pull reader and json-c on the same texts in the same run.
 * Both check everything and visit every name, string and number; json-c makes a tree first, because that is what it does.
 * Each figure is the best of several rounds: other work on the machine only ever makes a round slower. */
#include "base/clock.h"
#include "base/json_reader.h"
#include "base/json_writer.h"

/* Both have an enum of this name. */
#define json_type json_c_type
#include <json-c/json.h>
#undef json_type
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_MAX_BYTES = 1 << 20, ROUNDS = 7, DEPTH_MAX = 32 };
static const uint64_t round_ns = 150000000;

/* xorshift64* (Vigna 2016): the same texts in every run. */
static uint64_t state = 0x9E3779B97F4A7C15u;
static uint64_t draw(uint64_t below)
{
	state ^= state >> 12;
	state ^= state << 25;
	state ^= state >> 27;
	return (state * 0x2545F4914F6CDD1Du >> 11) % below;
}

static const char *pick(const char *const *words, size_t n)
{
	return words[draw(n)];
}
#define PICK(words) pick((words), ARRAY_LEN(words))

static int64_t some_time(void)
{
	return 1700000000000 + (int64_t)draw(60000000000);
}

/* @prefix and six digits. */
static void put_id(struct json_writer *w, struct str key, const char *prefix)
{
	char text[64];
	snprintf(text, sizeof text, "%s%06u", prefix, (unsigned)draw(1000000));
	json_kv_str(w, key, str_of(text));
}

/* A page of bets: snake_case, minor units, RFC 3339. */
static void write_bets(struct json_writer *w)
{
	static const char *const games[] = {"Blackjack", "Roulette", "Book of the Nile", "Starfall Megaways", "Baccarat Squeeze"};
	static const char *const states[] = {"won", "lost", "void", "cashed_out", "open"};
	json_open_object(w);
	JSON_KEY(w, "bets");
	json_open_array(w);
	for (int i = 0; i < 100; i++) {
		json_open_object(w);
		put_id(w, STR("bet_id"), "BET-0042");
		put_id(w, STR("customer_id"), "CUS-");
		put_id(w, STR("session_id"), "SES-");
		json_kv_str(w, STR("game_name"), str_of(PICK(games)));
		json_kv_str(w, STR("state"), str_of(PICK(states)));
		json_kv_i64(w, STR("stake_minor"), (int64_t)draw(50000));
		json_kv_i64(w, STR("payout_minor"), (int64_t)draw(90000));
		json_kv_str(w, STR("currency"), STR("EUR"));
		json_kv_time(w, STR("placed_at"), some_time());
		json_kv_time(w, STR("settled_at"), some_time());
		json_kv_bool(w, STR("free_bet"), draw(10) == 0);
		json_kv_null(w, STR("jackpot"));
		json_close_object(w);
	}
	json_close_array(w);
	json_kv_str(w, STR("next_page"), STR("eyJhZnRlciI6IjIwMjUtMTAtMDYifQ"));
	json_close_object(w);
}

/* A page of ledger entries: camelCase, {amount, currency} objects, epoch milliseconds. */
static void write_transactions(struct json_writer *w)
{
	static const char *const kinds[] = {"deposit", "withdrawal", "stake", "win", "bonusConversion", "adjustment"};
	json_open_object(w);
	json_kv_i64(w, STR("offset"), 200);
	json_kv_i64(w, STR("total"), 104233);
	JSON_KEY(w, "items");
	json_open_array(w);
	for (int i = 0; i < 100; i++) {
		json_open_object(w);
		put_id(w, STR("transactionId"), "TXN-8842");
		json_kv_str(w, STR("type"), str_of(PICK(kinds)));
		JSON_KEY(w, "amount");
		json_open_object(w);
		JSON_KEY(w, "amount");
		json_put_money(w, (int64_t)draw(1000000) - 300000, 2);
		json_kv_str(w, STR("currency"), STR("GBP"));
		json_close_object(w);
		JSON_KEY(w, "balanceAfter");
		json_put_money(w, (int64_t)draw(10000000), 2);
		json_kv_i64(w, STR("createdAt"), some_time());
		put_id(w, STR("paymentReference"), "pay_3NqL4kYz");
		json_kv_str(w, STR("method"), STR("Credit Card"));
		json_kv_str(w, STR("instrument"), STR("411111******1111"));
		json_close_object(w);
	}
	json_close_array(w);
	json_close_object(w);
}

/* A customer: names of many scripts, short members, notes with escapes. */
static void write_profile(struct json_writer *w)
{
	static const char *const names[] = {"John Smith", "Zoë Müller-Lüdenscheidt", "Ελένη Παπαδοπούλου", "Дмитрий Соколов",
					    "王小明",     "María José Núñez"};
	static const char *const lines[] = {"Asked for \"higher\" limits.\nCalled back.", "Prefers e-mail",
					    "Sent proof of address\\bill"};
	json_open_object(w);
	put_id(w, STR("id"), "CUS-");
	json_kv_str(w, STR("fullName"), str_of(PICK(names)));
	json_kv_str(w, STR("email"), STR("john.player77@example.com"));
	json_kv_str(w, STR("dateOfBirth"), STR("1985-06-15"));
	JSON_KEY(w, "logins");
	json_open_array(w);
	for (int i = 0; i < 40; i++) {
		json_open_object(w);
		json_kv_time(w, STR("at"), some_time());
		put_id(w, STR("ip"), "203.0.113.");
		json_kv_str(w, STR("device"), STR("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"));
		JSON_KEY(w, "at_place");
		json_open_array(w);
		json_put_double(w, (double)draw(180000) / 1000 - 90);
		json_put_double(w, (double)draw(360000) / 1000 - 180);
		json_close_array(w);
		json_close_object(w);
	}
	json_close_array(w);
	JSON_KEY(w, "notes");
	json_open_array(w);
	for (int i = 0; i < 20; i++) {
		json_open_object(w);
		json_kv_str(w, STR("by"), str_of(PICK(names)));
		json_kv_str(w, STR("text"), str_of(PICK(lines)));
		json_close_object(w);
	}
	json_close_array(w);
	json_close_object(w);
}

/* What was seen, so that no compiler drops the walk, and so that both readers can be compared. */
struct sum {
	uint64_t names, text_bytes, numbers, others;
};

static bool walk_value(struct json_reader *r, struct arena *a, struct sum *sum)
{
	struct str s;
	bool v;
	switch (json_peek(r)) {
	case JSON_OBJECT:
		json_enter_object(r);
		while (json_next_key(r, a, &s)) {
			sum->names += s.n;
			if (!walk_value(r, a, sum))
				return false;
		}
		return r->failed == OK;
	case JSON_ARRAY:
		json_enter_array(r);
		while (json_next_element(r))
			if (!walk_value(r, a, sum))
				return false;
		return r->failed == OK;
	case JSON_STRING:
		if (!json_get_string(r, a, &s))
			return false;
		sum->text_bytes += s.n;
		return true;
	case JSON_NUMBER:
		sum->numbers++;
		return json_get_number(r, &s);
	case JSON_TRUE:
	case JSON_FALSE:
		sum->others++;
		return json_get_bool(r, &v);
	case JSON_NULL:
		sum->others++;
		return json_take_null(r);
	case JSON_NONE:
		break;
	}
	return false;
}

static struct sum read_ours(struct str text)
{
	static struct arena arena;
	struct json_reader r;
	struct sum sum = {0};
	if (!arena.cap_bytes)
		arena_init(&arena, TEXT_MAX_BYTES);
	json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
	if (!walk_value(&r, &arena, &sum) || json_finish(&r) != OK)
		abort();
	arena_reset(&arena);
	return sum;
}

static struct sum skip_ours(struct str text)
{
	struct json_reader r;
	json_reader_init(&r, text, JSON_LIMITS_DEFAULT);
	if (!json_skip(&r, NULL) || json_finish(&r) != OK)
		abort();
	return (struct sum){0};
}

static void walk_tree(struct json_object *o, struct sum *sum)
{
	switch (json_object_get_type(o)) {
	case json_type_object: {
		json_object_object_foreach(o, key, value)
		{
			sum->names += strlen(key);
			walk_tree(value, sum);
		}
		break;
	}
	case json_type_array:
		for (size_t i = 0; i < json_object_array_length(o); i++)
			walk_tree(json_object_array_get_idx(o, i), sum);
		break;
	case json_type_string:
		sum->text_bytes += (uint64_t)json_object_get_string_len(o);
		break;
	case json_type_int:
	case json_type_double:
		sum->numbers++;
		break;
	default:
		sum->others++;
		break;
	}
}

static struct sum read_json_c(struct str text)
{
	struct json_tokener *t = json_tokener_new();
	struct sum sum = {0};
	json_tokener_set_flags(t, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	struct json_object *o = json_tokener_parse_ex(t, text.p, (int)text.n);
	if (!o)
		abort();
	walk_tree(o, &sum);
	json_object_put(o);
	json_tokener_free(t);
	return sum;
}

static double best_mb_per_s(struct str text, struct sum (*read)(struct str))
{
	double best = 0;
	for (int round = 0; round < ROUNDS; round++) {
		uint64_t start = clock_mono_ns(), took, bytes = 0;
		do {
			read(text);
			bytes += text.n;
			took = clock_mono_ns() - start;
		} while (took < round_ns);
		best = fmax(best, (double)bytes * 1e3 / (double)took);
	}
	return best;
}

int main(void)
{
	static const struct {
		const char *name;
		void (*write)(struct json_writer *w);
	} texts[] = {{"bets page", write_bets}, {"ledger page", write_transactions}, {"profile", write_profile}};
	double least = INFINITY, least_ratio = INFINITY;
	printf("%-14s %8s %12s %12s %12s %8s\n", "JSON text", "bytes", "reader MB/s", "skip MB/s", "json-c MB/s", "ratio");
	for (size_t i = 0; i < ARRAY_LEN(texts); i++) {
		struct buf b;
		struct json_writer w;
		buf_init(&b, TEXT_MAX_BYTES);
		json_writer_init(&w, &b);
		texts[i].write(&w);
		struct str text = buf_view(&b);
		struct sum ours = read_ours(text), theirs = read_json_c(text);
		if (buf_ok(&b) != OK || memcmp(&ours, &theirs, sizeof ours) != 0) {
			fprintf(stderr, "the two readers disagree about the %s\n", texts[i].name);
			return 1;
		}
		double reader = best_mb_per_s(text, read_ours), skip = best_mb_per_s(text, skip_ours);
		double peer = best_mb_per_s(text, read_json_c);
		printf("%-14s %8zu %12.0f %12.0f %12.0f %7.1fx\n", texts[i].name, text.n, reader, skip, peer, reader / peer);
		least = fmin(least, reader);
		least_ratio = fmin(least_ratio, reader / peer);
		buf_done(&b);
	}
	printf("JSON reader: at least %.0f MB/s (to reach: 400), at least %.1f x json-c\n", least, least_ratio);
	return 0;
}
