/* directory/search: what is found, in which order, by whom; against a naive scan and line by line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/clock.h"
#include "tests/unit/directory/fake_source.h"
#include "tests/unit/directory/naive.h"

#include <stdlib.h>
#include <unistd.h>

#define PEOPLE  5000
#define QUERIES 1500

static struct directory *open_empty(char dir[32])
{
	struct directory *d;
	struct err_info info;
	strcpy(dir, "/tmp/directory-XXXXXX");
	assert_non_null(mkdtemp(dir));
	struct directory_config c = {.dir = dir, .infix_ms = 60000};
	assert_int_equal(directory_open(&c, &d, &info), OK);
	return d;
}

static void close_and_remove(struct directory *d, const char *dir)
{
	char command[64];
	directory_close(d);
	snprintf(command, sizeof(command), "rm -r %s", dir);
	assert_int_equal(system(command), 0);
}

/* --- property: the same as a scan of everybody --- */

static struct naive_row *rows;
static struct directory *people;
static char people_dir[32];
static uint64_t rng = 20261122;

static void put_person(uint64_t number, uint64_t version, struct record *batch, size_t *count)
{
	naive_clear(&rows[number]);
	person_make(&rows[number].person, number, 7, version);
	naive_fill(&rows[number]);
	batch[(*count)++] = rows[number].person.record;
}

static void put_batch(struct record *batch, size_t count)
{
	assert_int_equal(directory_put(people, batch, count), OK);
}

/* A large segment, several small ones, replaced and deleted customers: what an index looks like after some days. */
static int make_people(void **state)
{
	(void)state;
	struct record *batch = calloc(PEOPLE, sizeof(*batch));
	rows = calloc(PEOPLE, sizeof(*rows));
	people = open_empty(people_dir);
	size_t count = 0;
	for (uint64_t i = 0; i < PEOPLE - 500; i++)
		put_person(i, 0, batch, &count);
	put_batch(batch, count);
	for (unsigned round = 1; round <= 4; round++) {
		count = 0;
		for (uint64_t i = round; i < PEOPLE - 500; i += 97 * round)
			put_person(i, round, batch, &count);
		for (uint64_t i = PEOPLE - 500 + (round - 1) * 125; i < PEOPLE - 500 + round * 125; i++)
			put_person(i, 0, batch, &count);
		put_batch(batch, count);
	}
	count = 0;
	for (uint64_t i = 11; i < PEOPLE; i += 83) {
		rows[i].present = false;
		rows[i].person.values[F_CUSTOMER_deleted] = (struct value){.present = true, .b = true};
		batch[count++] = rows[i].person.record;
	}
	put_batch(batch, count);
	free(batch);
	return 0;
}

static int free_people(void **state)
{
	(void)state;
	for (size_t i = 0; i < PEOPLE; i++)
		naive_clear(&rows[i]);
	free(rows);
	close_and_remove(people, people_dir);
	return 0;
}

static const char *random_value(const struct person *p)
{
	const char *all[] = {p->id, p->username, p->email, p->phone, p->name, p->former[0]};
	return all[people_mix(&rng) % ARRAY_LEN(all)];
}

static size_t whole_points(const char *z, size_t n)
{
	while (n < strlen(z) && ((unsigned char)z[n] & 0xC0) == 0x80)
		n++;
	return n;
}

/* Whole values, starts of them, pieces out of their middle, two of them, other case, other ways to write a number. */
static void random_text(char *out, size_t size)
{
	const struct person *p = &rows[people_mix(&rng) % PEOPLE].person, *other = &rows[people_mix(&rng) % PEOPLE].person;
	char a[128], b[128];
	snprintf(a, sizeof(a), "%s", random_value(p));
	snprintf(b, sizeof(b), "%s", random_value(people_mix(&rng) % 3 ? p : other));
	size_t n = strlen(a), from = n ? whole_points(a, people_mix(&rng) % n) : 0;
	size_t take = n ? whole_points(a + from, 1 + people_mix(&rng) % 5) : 0;
	b[whole_points(b, 1 + people_mix(&rng) % 4)] = '\0';
	switch (people_mix(&rng) % 10) {
	case 0:
		snprintf(out, size, "%s", a);
		break;
	case 1:
	case 2:
		a[whole_points(a, 1 + people_mix(&rng) % 6)] = '\0';
		snprintf(out, size, "%s", a);
		break;
	case 3:
	case 4:
	case 5:
		snprintf(out, size, "%.*s", (int)take, a + from);
		break;
	case 6:
		snprintf(out, size, "%s %s", b, a);
		break;
	case 7:
		snprintf(out, size, "%.*s %s", (int)take, a + from, b);
		break;
	case 8:
		snprintf(out, size, "%s%s", people_mix(&rng) % 2 ? "0" : "00", p->phone + (people_mix(&rng) % 2 ? 3 : 1));
		break;
	default:
		for (size_t i = 0; a[i]; i++)
			a[i] = (char)toupper((unsigned char)a[i]);
		snprintf(out, size, "  %s ", a);
		break;
	}
}

static void random_filters(struct directory_filters *f, struct str *values)
{
	uint64_t r = people_mix(&rng);
	if (r % 3)
		return;
	r /= 3;
	if (r & 1)
		f->account_status = (unsigned)(1 + people_mix(&rng) % 15);
	if (r & 2)
		f->vip_tier = (unsigned)(1 + people_mix(&rng) % 15);
	if (r & 4)
		f->kyc_status = (unsigned)(1 + people_mix(&rng) % 7);
	if (r & 8)
		f->risk_at_least = (int)(people_mix(&rng) % 5);
	values[0] = str_of(people_countries[people_mix(&rng) % ARRAY_LEN(people_countries)]);
	values[1] = people_mix(&rng) % 2 ? STR("se") : STR("XX");
	values[2] = people_mix(&rng) % 2 ? STR("spin palace") : STR("LUCKY");
	values[3] = str_of(people_tags[people_mix(&rng) % ARRAY_LEN(people_tags)]);
	f->countries = values;
	f->country_count = r & 16 ? 1 + people_mix(&rng) % 2 : 0;
	f->brands = values + 2;
	f->brand_count = (r & 96) == 96;
	f->tags = values + 3;
	f->tag_count = (r & 384) == 384;
	f->has_registered_from = (r & 512) != 0;
	f->registered_from = (int32_t)(18000 + people_mix(&rng) % 2000);
	f->has_registered_to = (r & 1024) != 0;
	f->registered_to = (int32_t)(18000 + people_mix(&rng) % 2000);
}

static void check_label(const struct directory_hit *h, unsigned class, const char *text)
{
	static const enum directory_field exact[] = {DIRECTORY_MATCH_ID,           DIRECTORY_MATCH_EMAIL,
						     DIRECTORY_MATCH_USERNAME,     DIRECTORY_MATCH_PHONE,
						     DIRECTORY_MATCH_FORMER_EMAIL, DIRECTORY_MATCH_NAME};
	static const enum directory_field prefix[] = {DIRECTORY_MATCH_ID,    DIRECTORY_MATCH_USERNAME,
						      DIRECTORY_MATCH_NAME,  DIRECTORY_MATCH_EMAIL,
						      DIRECTORY_MATCH_PHONE, DIRECTORY_MATCH_FORMER_EMAIL};
	if (text[strspn(text, " ")] == '\0') {
		assert_int_equal(h->how, DIRECTORY_HOW_NONE);
		return;
	}
	enum directory_how how = class < NAIVE_PREFIX  ? DIRECTORY_EXACT
				 : class < NAIVE_INFIX ? DIRECTORY_PREFIX
						       : DIRECTORY_INFIX;
	if (h->how != how)
		fail_msg("\"%s\": %.*s is %s, want %s", text, STR_ARG(h->customer_id), directory_how_name(h->how),
			 directory_how_name(how));
	if (class < NAIVE_PREFIX)
		assert_int_equal(h->matched, exact[class]);
	else if (class < NAIVE_INFIX)
		assert_int_equal(h->matched, prefix[class - NAIVE_PREFIX]);
	else
		assert_int_not_equal(h->matched, DIRECTORY_MATCH_NONE);
}

/* Pages through an answer to its end and compares every hit; at most @pages of them. */
static void compare_pages(struct directory_query *q, const char *text, const struct naive_hit *want, size_t count)
{
	char position[DIRECTORY_POSITION_MAX];
	size_t at = 0;
	for (unsigned page = 0; page < 8; page++) {
		struct arena a;
		struct directory_answer ans;
		arena_init(&a, (size_t)16 << 20);
		assert_int_equal(directory_search_now(people, q, &a, &ans), OK);
		assert_true(ans.complete);
		for (size_t i = 0; i < ans.count; i++, at++) {
			const struct directory_hit *h = &ans.hits[i];
			if (at >= count || !str_is(h->customer_id, want[at].row->person.id))
				fail_msg("\"%s\" sort %s%s visible %d page %u: hit %zu is %.*s, want %s (of %zu)", text,
					 directory_sort_name(q->sort), q->descending ? " descending" : "", q->contact_visible,
					 page, at, STR_ARG(h->customer_id), at < count ? want[at].row->person.id : "none", count);
			check_label(h, want[at].class, text);
		}
		if (ans.total_exact)
			assert_int_equal(ans.total, count);
		else
			assert_true(ans.total <= count);
		bool more = ans.next.p != NULL;
		if (!more && at != count)
			fail_msg("\"%s\" sort %s: %zu hits, want %zu", text, directory_sort_name(q->sort), at, count);
		if (more) {
			memcpy(position, ans.next.p, ans.next.n);
			q->position = str_mem(position, ans.next.n);
		}
		arena_done(&a);
		if (!more)
			return;
	}
}

static void every_query_answers_as_a_scan_of_everybody(void **state)
{
	(void)state;
	struct naive_hit *want = calloc(PEOPLE, sizeof(*want));
	for (unsigned i = 0; i < QUERIES; i++) {
		char text[DIRECTORY_TEXT_MAX + 1] = "";
		struct str values[4];
		struct directory_query q = {.filters = DIRECTORY_FILTERS_NONE};
		if (people_mix(&rng) % 12)
			random_text(text, sizeof(text));
		random_filters(&q.filters, values);
		q.text = str_of(text);
		q.sort = people_mix(&rng) % 2 ? DIRECTORY_SORT_RELEVANCE
					      : (enum directory_sort)(people_mix(&rng) % DIRECTORY_SORT_COUNT_);
		q.descending = q.sort != DIRECTORY_SORT_RELEVANCE && people_mix(&rng) % 2;
		q.limit = people_mix(&rng) % 3 ? 1 + people_mix(&rng) % 12 : 200;
		q.contact_visible = people_mix(&rng) % 2;
		size_t count = naive_search(rows, PEOPLE, &q, text, want);
		compare_pages(&q, text, want, count);
	}
	free(want);
}

static void lookup_finds_the_living_only(void **state)
{
	(void)state;
	for (uint64_t i = 0; i < PEOPLE; i += 7) {
		struct arena a;
		struct directory_hit h;
		char id[32];
		arena_init(&a, 1 << 16);
		snprintf(id, sizeof(id), "CUS-%06llu", (unsigned long long)i);
		enum err e = directory_lookup(people, str_of(id), &a, &h);
		assert_int_equal(e, rows[i].present ? OK : ERR_NOT_FOUND);
		if (rows[i].present) {
			assert_true(str_is(h.customer_id, id));
			assert_true(str_is(h.username, rows[i].person.username));
			assert_true(str_is(h.currency, "EUR"));
		}
		assert_int_equal(directory_lookup(people, STR("cus-000007"), &a, &h), ERR_NOT_FOUND);
		arena_done(&a);
	}
}

/* --- line by line --- */

struct someone {
	const char *id, *username, *email, *phone, *name, *former;
	int vip; /* -1: none */
	int32_t days;
};

static void put_someone(struct directory *d, const struct someone *s)
{
	struct value v[F_CUSTOMER_COUNT_] = {0};
	struct str former = str_of(s->former);
	v[F_CUSTOMER_customerId] = people_text(s->id);
	v[F_CUSTOMER_username] = people_text(s->username ? s->username : s->id);
	if (s->email)
		v[F_CUSTOMER_email] = people_text(s->email);
	if (s->phone)
		v[F_CUSTOMER_phone] = people_text(s->phone);
	if (s->name)
		v[F_CUSTOMER_fullName] = people_text(s->name);
	if (s->former)
		v[F_CUSTOMER_formerEmails] = (struct value){.present = true, .strings = {&former, 1}};
	v[F_CUSTOMER_registrationDate] = (struct value){.present = true, .days = s->days};
	v[F_CUSTOMER_accountStatus] = (struct value){.present = true, .index = 0};
	if (s->vip >= 0)
		v[F_CUSTOMER_vipTier] = (struct value){.present = true, .index = (unsigned)s->vip};
	struct record r = {schema_list(LIST_CUSTOMERS), v};
	assert_int_equal(directory_put(d, &r, 1), OK);
}

/* Ids of the answer, parted by spaces. */
static const char *ids_of(struct directory *d, const char *text, bool visible, size_t limit)
{
	static char out[1024];
	struct arena a;
	struct directory_answer ans;
	struct directory_query q = {
		.text = str_of(text), .filters = DIRECTORY_FILTERS_NONE, .limit = limit, .contact_visible = visible};
	arena_init(&a, 1 << 22);
	assert_int_equal(directory_search_now(d, &q, &a, &ans), OK);
	size_t n = 0;
	out[0] = '\0';
	for (size_t i = 0; i < ans.count; i++)
		n += (size_t)snprintf(out + n, sizeof(out) - n, "%s%.*s", i ? " " : "", STR_ARG(ans.hits[i].customer_id));
	arena_done(&a);
	return out;
}

static const struct someone crowd[] = {
	{"C1", "john_player_77", "john@example.com", "+1-555-0123", "John Smith", "smithy@old.example", 0, 100},
	{"C2", "ivanov", "ivanov@post.example", "+44 7700 900123", "Иванов Дмитрий", NULL, -1, 200},
	{"C3", "taro", "taro@mail.example", "+81 90 1234 5678", "山田 太郎", NULL, 3, 300},
	{"C4", "jmueller", "müller@example.de", "07700 900999", "Jürgen Müller", NULL, 3, 400},
	{"C5", "smith", "x@example.com", NULL, "Ann Jonas", NULL, -1, 500},
	{"C6", "annsmithers", "y@example.com", NULL, "Ann Smith-Jones", NULL, -1, 600},
	{"C7", "zz", "z@example.com", NULL, "Blacksmith Ann", NULL, -1, 700},
};

static void each_kind_of_text_finds_its_customer(void **state)
{
	static const struct {
		const char *text, *ids;
	} rows_[] = {
		{"c1", "C1"},
		{"JOHN@EXAMPLE.COM", "C1"},
		{"smithy@old.example", "C1"},
		{"muller", "C4"},
		{"Müller", "C4"},
		{"mueller", "C4"},
		{"MÜLLER jürg", "C4"},
		{"ivanov", "C2"},
		{"Иванов", "C2"},
		{"dmitrii ivanov", "C2"},
		{"山田", "C3"},
		{"yamada", "C3"},
		{"tar yam", "C3"},
		{"+1 555 0123", "C1"},
		{"001 555 0123", "C1"},
		{"5550123", "C1"},
		{"555-01", "C1"},
		{"07700 900123", "C2"},
		{"+447700", "C2"},
		{"7700 900", "C4 C2"}, /* tier first */
		{"player", "C1"},
		{"john_pl", "C1"},
		{"jones ann", "C6"},
		{"ann jon", "C6 C5"},
		{"qqq", ""},
	};
	char dir[32];
	(void)state;
	struct directory *d = open_empty(dir);
	for (size_t i = 0; i < ARRAY_LEN(crowd); i++)
		put_someone(d, &crowd[i]);
	for (size_t i = 0; i < ARRAY_LEN(rows_); i++)
		if (strcmp(ids_of(d, rows_[i].text, true, 50), rows_[i].ids) != 0)
			fail_msg("\"%s\": %s, want %s", rows_[i].text, ids_of(d, rows_[i].text, true, 50), rows_[i].ids);
	close_and_remove(d, dir);
}

static void exact_comes_before_prefix_before_infix(void **state)
{
	char dir[32];
	(void)state;
	struct directory *d = open_empty(dir);
	for (size_t i = 0; i < ARRAY_LEN(crowd); i++)
		put_someone(d, &crowd[i]);
	/* C5's whole user name; C6 and C1 by prefix of a name (C6 newer, but C1 has a tier); C7 inside of a word. */
	assert_string_equal(ids_of(d, "smith", true, 50), "C5 C1 C6 C7");
	/* The page is full before the infix stage. */
	assert_string_equal(ids_of(d, "smith", true, 3), "C5 C1 C6");
	/* Inside of words: by tier, then newest. Dmitry, too. */
	assert_string_equal(ids_of(d, "mit", true, 50), "C1 C7 C6 C5 C2");
	assert_string_equal(ids_of(d, "ck", true, 50), ""); /* two characters are not looked for inside */
	assert_string_equal(ids_of(d, "cks", true, 50), "C7");
	close_and_remove(d, dir);
}

static void masked_contact_matches_by_its_whole_value_only(void **state)
{
	char dir[32];
	(void)state;
	struct directory *d = open_empty(dir);
	for (size_t i = 0; i < ARRAY_LEN(crowd); i++)
		put_someone(d, &crowd[i]);
	assert_string_equal(ids_of(d, "smithy@old.example", false, 50), "C1");
	assert_string_equal(ids_of(d, "smithy@old", false, 50), "");
	assert_string_equal(ids_of(d, "taro@mail.example", false, 50), "C3");
	assert_string_equal(ids_of(d, "taro@mail.exampl", false, 50), "");
	assert_string_equal(ids_of(d, "aro@mail.example", false, 50), "");
	assert_string_equal(ids_of(d, "mail.example", false, 50), "");
	assert_string_equal(ids_of(d, "mail.example", true, 50), "C3");
	assert_string_equal(ids_of(d, "+447700900123", false, 50), "C2");
	assert_string_equal(ids_of(d, "07700900123", false, 50), "C2");
	assert_string_equal(ids_of(d, "+44770090012", false, 50), "");
	assert_string_equal(ids_of(d, "7700900", false, 50), "");
	assert_string_equal(ids_of(d, "900123", false, 50), "");
	/* Folding is for those who see the value. */
	assert_string_equal(ids_of(d, "muller@example.de", true, 50), "C4");
	assert_string_equal(ids_of(d, "muller@example.de", false, 50), "");
	assert_string_equal(ids_of(d, "MÜLLER@example.de", false, 50), "C4");
	close_and_remove(d, dir);
}

static void impossible_queries_are_refused(void **state)
{
	struct arena a;
	struct directory_answer ans;
	char text[DIRECTORY_TEXT_MAX + 2];
	char dir[32];
	(void)state;
	struct directory *d = open_empty(dir);
	put_someone(d, &crowd[0]);
	put_someone(d, &crowd[1]);
	arena_init(&a, 1 << 22);
	memset(text, 'a', sizeof(text));
	struct directory_query good = {.text = STR("c"), .filters = DIRECTORY_FILTERS_NONE, .limit = 1, .contact_visible = true},
			       q = good;
	q.text = str_mem(text, DIRECTORY_TEXT_MAX + 1);
	assert_int_equal(directory_search_now(d, &q, &a, &ans), ERR_TOO_LARGE);
	q.text = STR("1 2 3 4 5 6 7 8 9");
	assert_int_equal(directory_search_now(d, &q, &a, &ans), ERR_TOO_LARGE);
	q.text = STR("1 2 3 4 5 6 7 8");
	assert_int_equal(directory_search_now(d, &q, &a, &ans), OK);
	q = good;
	q.limit = 0;
	assert_int_equal(directory_search_now(d, &q, &a, &ans), ERR_SHAPE);
	q.limit = DIRECTORY_LIMIT_MAX + 1;
	assert_int_equal(directory_search_now(d, &q, &a, &ans), ERR_SHAPE);
	q = good;
	q.descending = true;
	assert_int_equal(directory_search_now(d, &q, &a, &ans), ERR_SHAPE);
	assert_int_equal(directory_search_now(d, &good, &a, &ans), OK);
	assert_non_null(ans.next.p);
	q = good;
	q.position = ans.next;
	assert_int_equal(directory_search_now(d, &q, &a, &ans), OK);
	q.contact_visible = false; /* another's position */
	assert_int_equal(directory_search_now(d, &q, &a, &ans), ERR_SHAPE);
	q = good;
	q.position = STR("from elsewhere, and long enough to be one of ours");
	assert_int_equal(directory_search_now(d, &q, &a, &ans), ERR_SHAPE);
	arena_done(&a);
	close_and_remove(d, dir);
}

static void an_infix_past_its_deadline_says_that_it_is_not_complete(void **state)
{
	struct arena a;
	struct directory_answer ans;
	(void)state;
	arena_init(&a, 1 << 22);
	struct directory_query q = {
		.text = STR("ample"), .filters = DIRECTORY_FILTERS_NONE, .limit = 50, .contact_visible = true};
	q.deadline_ns = clock_mono_ns();
	assert_int_equal(directory_search_now(people, &q, &a, &ans), OK);
	assert_false(ans.complete);
	assert_false(ans.total_exact);
	q.deadline_ns = 0;
	assert_int_equal(directory_search_now(people, &q, &a, &ans), OK);
	assert_true(ans.complete);
	assert_true(ans.count > 0);
	arena_done(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_query_answers_as_a_scan_of_everybody),
		cmocka_unit_test(lookup_finds_the_living_only),
		cmocka_unit_test(each_kind_of_text_finds_its_customer),
		cmocka_unit_test(exact_comes_before_prefix_before_infix),
		cmocka_unit_test(masked_contact_matches_by_its_whole_value_only),
		cmocka_unit_test(impossible_queries_are_refused),
		cmocka_unit_test(an_infix_past_its_deadline_says_that_it_is_not_complete),
	};
	return cmocka_run_group_tests(tests, make_people, free_people);
}
