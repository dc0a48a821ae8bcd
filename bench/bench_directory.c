/* layer: directory */
/* Builds the directory of CUSTOMERS (argument 1, a million; argument 2: a folder to keep) from records as a source would bring
 * them, then asks it, in the ways and with the bounds of issue 2: exact and prefix p99 at most 2 ms, infix p99 at most 20 ms,
 * built in at most 60 s. Exit status 1 when a bound is missed. Memory and disk beside it. */
#include "base/clock.h"
#include "directory/directory.h"
#include "directory/index.h"
#include "tests/unit/directory/people.h"

#include <inttypes.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define SEED  360
#define PAGE  200
#define TRIES 2000

static bool missed;
static const char *only; /* argument 3: just the measurements with this in their name */

static void must(enum err e, const char *what)
{
	if (!e)
		return;
	fprintf(stderr, "%s: %s\n", what, err_name(e));
	exit(1);
}

static long memory_kb(const char *key)
{
	char line[256];
	long kb = 0;
	FILE *f = fopen("/proc/self/status", "r");
	while (f && fgets(line, sizeof(line), f))
		if (strncmp(line, key, strlen(key)) == 0)
			kb = strtol(line + strlen(key) + 1, NULL, 10);
	if (f)
		fclose(f);
	return kb;
}

static void load(const char *dir, uint64_t customers)
{
	struct index x;
	struct err_info info = {.text = ""};
	struct index_change changes[PAGE];
	size_t ends[PAGE];
	struct buf bytes;
	struct person p;
	uint64_t t0 = clock_mono_ns();
	must(index_open(&x, dir, false, &info), info.text);
	must(index_load_begin(&x), "begin");
	buf_init(&bytes, (size_t)8 << 20);
	for (uint64_t n = 0; n < customers;) {
		size_t count = 0;
		buf_reset(&bytes);
		for (; count < PAGE && n < customers; n++, count++) {
			person_make(&p, n, SEED, 0);
			must(index_change_encode(&p.record, &bytes, false, &changes[count].kind), "encode");
			ends[count] = bytes.n;
		}
		for (size_t i = 0; i < count; i++)
			changes[i].bytes = str_mem(bytes.p + (i ? ends[i - 1] : 0), ends[i] - (i ? ends[i - 1] : 0));
		must(index_load_page(&x, changes, count, n == PAGE ? STR("1") : STR_NONE, n < customers ? STR("next") : STR_NONE),
		     "page");
	}
	uint64_t t1 = clock_mono_ns();
	must(index_load_build(&x), "build");
	uint64_t t2 = clock_mono_ns();
	struct index_state s;
	index_state(&x, &s);
	double total = (double)(t2 - t0) / 1e9;
	missed |= total > 60;
	printf("build: %" PRIu64
	       " customers: records %.1f s, index %.1f s, together %.1f s (at most 60); disk %.0f MB; heap %ld MB, peak %ld MB\n",
	       customers, (double)(t1 - t0) / 1e9, (double)(t2 - t1) / 1e9, total, (double)s.disk_bytes / 1e6,
	       memory_kb("RssAnon:") / 1024, memory_kb("VmHWM:") / 1024);
	buf_done(&bytes);
	index_close(&x);
}

static int compare_u64(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return (x > y) - (x < y);
}

/* One way of asking: fills in the query's text and filters for one try. */
typedef void ask_fn(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size);

static void ask_id(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size)
{
	(void)q, (void)r;
	snprintf(text, size, "%s", p->id);
}
static void ask_email(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size)
{
	q->contact_visible = r & 1;
	snprintf(text, size, "%s", p->email);
}
static void ask_prefix(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size)
{
	(void)q;
	const char *all[] = {p->username, p->name, p->email, p->phone};
	snprintf(text, size, "%s", all[r % 4]);
	size_t n = 2 + r / 4 % 6;
	struct str cut = str_mem(text, MIN(n, strlen(text)));
	while (cut.n < strlen(text) && ((unsigned char)text[cut.n] & 0xC0) == 0x80)
		cut.n++;
	text[cut.n] = '\0';
}
static void ask_one_letter(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size)
{
	(void)q, (void)p;
	snprintf(text, size, "%c", (char)('a' + r % 26));
}
static void ask_words(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size)
{
	(void)q, (void)r;
	snprintf(text, size, "%s", p->name);
}
static void ask_filtered(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size)
{
	static const struct str country = {"SE", 2}, tag = {"callback", 8};
	ask_prefix(q, p, r, text, size);
	q->filters.account_status = 1u << (r % 4);
	q->filters.vip_tier = 0xC;
	q->filters.countries = &country;
	q->filters.country_count = 1;
	q->filters.tags = &tag;
	q->filters.tag_count = r & 1;
	q->filters.has_registered_from = true;
	q->filters.registered_from = 18500;
}
static void ask_sorted(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size)
{
	ask_prefix(q, p, r, text, size);
	q->sort = (enum directory_sort)(1 + r / 64 % 5);
	q->descending = r / 1024 & 1;
}
static void ask_sorted_letter(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size)
{
	ask_one_letter(q, p, r, text, size);
	q->sort = (enum directory_sort)(1 + r / 64 % 5);
	q->descending = r / 1024 & 1;
	q->filters.risk_at_least = (int)(r / 4096 % 4);
}
static void ask_list(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size)
{
	ask_filtered(q, p, r, text, size);
	text[0] = '\0';
	q->filters.vip_tier = 0;
	q->filters.tag_count = 0;
	q->sort = (enum directory_sort)(r / 64 % 6);
}
static void ask_infix(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size)
{
	const char *all[] = {p->username, p->email, p->phone + 2, p->id + 3};
	const char *from = all[r % 4];
	size_t n = strlen(from), skip = 1 + r / 4 % 3, take = 3 + r / 16 % 5;
	skip = MIN(skip, n - 1);
	snprintf(text, size, "%.*s", (int)take, from + skip);
	q->sort = r / 256 % 4 ? DIRECTORY_SORT_RELEVANCE : DIRECTORY_SORT_NAME;
}
static void ask_infix_filtered(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size)
{
	ask_infix(q, p, r, text, size);
	q->filters.account_status = 1u << (r / 1024 % 4);
	q->sort = r / 256 % 2 ? DIRECTORY_SORT_REGISTERED : DIRECTORY_SORT_RELEVANCE;
	q->descending = q->sort == DIRECTORY_SORT_REGISTERED;
}
static void ask_nothing(struct directory_query *q, const struct person *p, uint64_t r, char *text, size_t size)
{
	(void)q, (void)p;
	static const char *const parts[] = {"ample", "exa", "ilx", "ple.c", "ers", "ohn", "ov ", "qqq"};
	snprintf(text, size, "%s", parts[r % ARRAY_LEN(parts)]);
	q->sort = DIRECTORY_SORT_USERNAME;
}

static uint64_t cpu_ns(void)
{
	struct timespec t;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

struct times {
	uint64_t wall[TRIES], cpu[TRIES];
	size_t count;
};

static double percentile(uint64_t *v, size_t count, size_t percent)
{
	qsort(v, count, sizeof(*v), compare_u64);
	return (double)v[count * percent / 100] / 1e6;
}

static void report(struct times *t, const char *name, const char *stage, double bound_ms)
{
	if (t->count < TRIES / 100)
		return;
	double p99 = percentile(t->wall, t->count, 99);
	missed |= p99 > bound_ms;
	printf("%-28s %-12s %4zu x  p50 %7.3f ms  p99 %7.3f ms (at most %2.0f)  max %7.3f ms   CPU p50 %7.3f p99 %7.3f\n", name,
	       stage, t->count, percentile(t->wall, t->count, 50), p99, bound_ms, (double)t->wall[t->count - 1] / 1e6,
	       percentile(t->cpu, t->count, 50), percentile(t->cpu, t->count, 99));
}

/* Searches that exact and prefix matches answered, and those that went on to look inside of words, apart. */
static void measure(struct directory *d, const char *name, ask_fn *ask, uint64_t customers)
{
	static struct times times[2];
	if (only && !strstr(name, only))
		return;
	uint64_t s = SEED, cut = 0;
	times[0].count = times[1].count = 0;
	for (size_t i = 0; i < TRIES; i++) {
		struct person p;
		struct arena a;
		struct directory_answer ans;
		char text[256];
		struct directory_query q = {
			.filters = DIRECTORY_FILTERS_NONE, .limit = i % 8 ? 20 : 200, .contact_visible = true};
		uint64_t r = people_mix(&s);
		person_make(&p, people_mix(&s) % customers, SEED, 0);
		ask(&q, &p, r, text, sizeof(text));
		q.text = str_of(text);
		arena_init(&a, (size_t)8 << 20);
		uint64_t t0 = clock_mono_ns(), c0 = cpu_ns();
		must(directory_search_now(d, &q, &a, &ans), name);
		struct times *t = &times[ans.infix];
		t->cpu[t->count] = cpu_ns() - c0;
		t->wall[t->count++] = clock_mono_ns() - t0;
		cut += !ans.complete;
		arena_done(&a);
	}
	report(&times[0], name, "", 2);
	report(&times[1], name, "with infix", 20);
	if (cut)
		printf("%-28s cut by the deadline: %" PRIu64 "\n", name, cut);
}

int main(int argc, char **argv)
{
	uint64_t customers = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	const char *keep = argc > 2 ? argv[2] : NULL;
	char dir[] = "/tmp/bench-directory-XXXXXX", command[128];
	struct directory *d;
	struct err_info info = {.text = ""};
	only = argc > 3 ? argv[3] : NULL;
	if (!customers || (!keep && !mkdtemp(dir)))
		return 2;
	if (!keep || access(keep, F_OK))
		load(keep ? keep : dir, customers);
	struct directory_config c = {.dir = keep ? keep : dir};
	uint64_t t0 = clock_mono_ns();
	must(directory_open(&c, &d, &info), info.text);
	printf("start: %.1f ms\n", (double)(clock_mono_ns() - t0) / 1e6);
	measure(d, "exact id", ask_id, customers);
	measure(d, "exact email, masked or not", ask_email, customers);
	measure(d, "prefix of 2-7 characters", ask_prefix, customers);
	measure(d, "prefix of one letter", ask_one_letter, customers);
	measure(d, "full name, words", ask_words, customers);
	measure(d, "prefix, five filters", ask_filtered, customers);
	measure(d, "prefix, sorted", ask_sorted, customers);
	measure(d, "one letter, sorted, filter", ask_sorted_letter, customers);
	measure(d, "filters alone, sorted", ask_list, customers);
	measure(d, "infix", ask_infix, customers);
	measure(d, "infix, filter, sorted", ask_infix_filtered, customers);
	measure(d, "infix of everybody, sorted", ask_nothing, customers);
	printf("memory after: heap %ld MB, mapped files %ld MB\n", memory_kb("RssAnon:") / 1024, memory_kb("RssFile:") / 1024);
	directory_close(d);
	if (!keep) {
		snprintf(command, sizeof(command), "rm -r %s", dir);
		if (system(command))
			return 2;
	}
	return missed;
}
