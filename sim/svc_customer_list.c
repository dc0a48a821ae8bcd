/* sim/svc_customer_list.c - the customer service's lists over all customers: the snapshot, the change feed, the search. */
#include "sim/svc_customer.h"
#include "sim/terms.h"
#include "sim/words.h"

#include <stdio.h>
#include <stdlib.h>

#define SEARCH_MAX        1000u
#define SEARCH_CANDIDATES 5000u
#define MARK_DIGITS       16

static void put_mark(struct json_writer *w, uint64_t sequence)
{
	char text[32];
	(void)snprintf(text, sizeof(text), "chg-%0*llu", MARK_DIGITS, (unsigned long long)sequence);
	json_put_string(w, str_of(text));
}

static enum err put_customer(struct ask *q, uint32_t number, uint64_t mark)
{
	struct profile p;
	struct json_writer *w = q->w;
	enum err e = row_load(q->store, TABLE_PROFILE, &pack_profile, number, q->scratch, &p);
	if (e)
		return e;
	json_open_object(w);
	JSON_KEY(w, "customer_id");
	ref_put_customer(w, number);
	KV_TEXT(w, "user_name", p.username);
	KV_TEXT(w, "email", p.email);
	KV_TEXT(w, "phone", p.phone);
	KV_TEXT(w, "full_name", p.full_name);
	put_former_emails(w, &p);
	JSON_KEY(w, "registered_on");
	put_date(w, p.registered_day);
	KV_TEXT(w, "status", customer_status_words[p.status]);
	KV_TEXT(w, "tier", customer_tier_words[p.tier]);
	KV_TEXT(w, "kyc_status", customer_kyc_words[p.kyc]);
	KV_TEXT(w, "risk_level", customer_level_words[p.risk]);
	KV_TEXT(w, "country_code", p.country);
	KV_TEXT(w, "brand", word_brand(p.brand));
	KV_TEXT(w, "currency", p.currency);
	put_tags(w, &p);
	JSON_KEY(w, "change_mark");
	put_mark(w, mark);
	json_kv_bool(w, STR("deleted"), false);
	json_close_object(w);
	return OK;
}

enum err customer_all(struct ask *q)
{
	const struct population *all = store_population(q->store);
	struct numbered n;
	uint64_t from, to;
	enum err e = numbered_parse(q, &n);
	if (e)
		return e;
	n.total = all->count;
	numbered_range(&n, &from, &to);
	json_open_object(q->w);
	JSON_KEY(q->w, "items");
	json_open_array(q->w);
	for (; from < to && e == OK; from++)
		e = put_customer(q, population_number(all, (uint32_t)from), store_changes_head(q->store));
	json_close_array(q->w);
	numbered_put(q->w, &n);
	json_close_object(q->w);
	return e;
}

static enum err parse_mark(struct ask *q, uint64_t *ret)
{
	struct str text = ask_param(q, "since");
	if (!text.p) {
		*ret = 0;
		return OK;
	}
	if (text.n != 4 + MARK_DIGITS || !str_starts(text, STR("chg-")))
		return ERR_SHAPE;
	return str_to_u64(str_mem(text.p + 4, text.n - 4), ret) ? ERR_SHAPE : OK;
}

enum err customer_changes(struct ask *q)
{
	uint64_t since, limit, sequence;
	uint32_t number;
	enum err e = parse_mark(q, &since);
	if (e == OK)
		e = ask_number(q, "limit", 1, PAGE_MAX, PAGE_DEFAULT, &limit);
	if (e)
		return e;
	json_open_object(q->w);
	JSON_KEY(q->w, "items");
	json_open_array(q->w);
	for (; limit && (e = store_changes_next(q->store, since, &sequence, &number)) == OK; limit--, since = sequence)
		if ((e = put_customer(q, number, sequence)))
			return e;
	json_close_array(q->w);
	JSON_KEY(q->w, "next_since");
	if (since < store_changes_head(q->store) && e == OK)
		put_mark(q->w, since);
	else
		json_put_null(q->w);
	json_close_object(q->w);
	return e == ERR_NOT_FOUND ? OK : e;
}

/* Candidates for a search: those with a term that starts with its longest word. */
struct candidates {
	uint32_t *numbers;
	size_t count;
};

static bool collect(void *ctx, uint32_t customer)
{
	struct candidates *c = ctx;
	c->numbers[c->count++] = customer;
	return c->count < SEARCH_CANDIDATES;
}

static int compare_numbers(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
	return (x > y) - (x < y);
}

struct search_words {
	unsigned count, longest;
	char text[8][TERM_TEXT_MAX];
};

static void split_words(struct str text, struct search_words *ret)
{
	struct str word;
	ret->count = ret->longest = 0;
	while (str_split(&text, ' ', &word) && ret->count < ARRAY_LEN(ret->text)) {
		if (word.n == 0)
			continue;
		/* "+46 70" is searched by its digits. */
		char digits[TERM_TEXT_MAX];
		size_t n = 0;
		for (size_t i = 0; i < word.n && word.p[0] == '+' && n + 1 < sizeof(digits); i++)
			if (word.p[i] >= '0' && word.p[i] <= '9')
				digits[n++] = word.p[i];
		term_fold(n ? str_mem(digits, n) : word, ret->text[ret->count]);
		if (strlen(ret->text[ret->count]) > strlen(ret->text[ret->longest]))
			ret->longest = ret->count;
		ret->count++;
	}
}

static bool matches(const struct profile *p, const struct search_words *words)
{
	struct terms terms;
	terms_of(p, &terms);
	for (unsigned i = 0; i < words->count; i++) {
		bool found = false;
		for (unsigned t = 0; t < terms.count && !found; t++)
			found = str_starts(str_of(terms.text[t]), str_of(words->text[i]));
		if (!found)
			return false;
	}
	return true;
}

/* Fills @c with the matches by number, each once, SEARCH_MAX at most. */
static enum err find(struct ask *q, struct str text, struct candidates *c)
{
	struct search_words words;
	uint32_t number, last = 0, position;
	if (customer_number_parse(text, &number) && population_position(store_population(q->store), number, &position)) {
		c->numbers[c->count++] = number;
		return OK;
	}
	split_words(text, &words);
	enum err e = words.count ? store_search(q->store, str_of(words.text[words.longest]), collect, c) : OK;
	size_t candidates = c->count;
	qsort(c->numbers, candidates, sizeof(c->numbers[0]), compare_numbers);
	c->count = 0;
	for (size_t i = 0; i < candidates && e == OK && c->count < SEARCH_MAX; i++) {
		struct profile p;
		if (c->numbers[i] == last)
			continue;
		last = c->numbers[i];
		if (words.count > 1) {
			e = row_load(q->store, TABLE_PROFILE, &pack_profile, last, q->scratch, &p);
			if (e || !matches(&p, &words))
				continue;
		}
		c->numbers[c->count++] = last;
	}
	return e;
}

enum err customer_search(struct ask *q)
{
	struct candidates c = {arena_array(q->arena, SEARCH_CANDIDATES, sizeof(uint32_t)), 0};
	struct str text = str_trim(ask_param(q, "q"));
	struct numbered n;
	uint64_t from, to;
	enum err e = text.n ? numbered_parse(q, &n) : ERR_SHAPE;
	if (e == OK)
		e = c.numbers ? find(q, text, &c) : ERR_NOMEM;
	if (e)
		return e;
	n.total = c.count;
	numbered_range(&n, &from, &to);
	json_open_object(q->w);
	JSON_KEY(q->w, "items");
	json_open_array(q->w);
	for (; from < to && e == OK; from++)
		e = put_customer(q, c.numbers[from], store_changes_head(q->store));
	json_close_array(q->w);
	numbered_put(q->w, &n);
	json_close_object(q->w);
	return e;
}
