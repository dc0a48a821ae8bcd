/* layer: live */
/* Events in, as a portal takes them: a batch of 100 is cut, parsed, named, looked up and made durable; the next one of its sender
 * goes out when it is. Everything on one core: parsing, the loop, the log's writer, upkeep. Then what the parts cost. */
#include "base/clock.h"
#include "base/codec.h"
#include "live/journal.h"
#include "live/seen_index.h"
#include "live/wall.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#define BATCH       100
#define SENDERS     8
#define BATCHES     20000
#define ARENA_BYTES (1u << 20)
#define WINDOW      SEEN_WINDOW_DEFAULT
#define INDEX_FILES 12
#define INDEX_IDS   (1u << 18)
#define LOOK_UPS    2000000u
#define PARSES      1000000u
#define PLAYS       4000000u
#define DRAWINGS    200

struct sender {
	struct journal_batch batch; /* first */
	struct journal_item items[BATCH];
	struct arena arena;
	struct buf lines;
	char body[BATCH * 512];
	uint64_t sent_ns;
};

static struct journal *journal;
static struct loop *loop;
static struct sender senders[SENDERS];
static uint64_t number, batches_out, batches_home, durable_events;
static unsigned latency_us[200000];

static double cpu_s(void)
{
	struct timespec t;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void must(bool ok, const char *what)
{
	if (ok)
		return;
	fprintf(stderr, "%s\n", what);
	exit(1);
}

/* A round as a game server tells it. */
static size_t event_text(char *out, size_t room, uint64_t n, const char *time)
{
	return (size_t)snprintf(
		out, room,
		"{\"specversion\":\"1.0\",\"id\":\"0192a5b2-7c11-7e5a-9c3e-%012llx\",\"source\":\"/operator/gaming\","
		"\"type\":\"pitboss.round.played\",\"subject\":\"CUS-%06llu\",\"time\":\"%s\",\"data\":{\"betId\":"
		"\"B%llu\",\"sessionId\":\"S-%llu\",\"gameId\":\"G-17\",\"game\":\"Book of Night\",\"stake\":\"2.50\","
		"\"payout\":\"%llu.00\",\"balance\":\"137.45\",\"currency\":\"EUR\"}}",
		(unsigned long long)n, (unsigned long long)(n % 5000), time, (unsigned long long)n, (unsigned long long)(n % 500),
		(unsigned long long)(n % 7));
}

static size_t body_make(struct sender *s)
{
	char time[CLOCK_RFC3339_MAX];
	clock_format_rfc3339(clock_wall_ms(), time);
	size_t n = 0;
	for (size_t i = 0; i < BATCH; i++) {
		s->body[n++] = i ? ',' : '[';
		n += event_text(s->body + n, sizeof s->body - n, ++number, time);
	}
	s->body[n++] = ']';
	return n;
}

static void take(struct sender *s, struct str body)
{
	struct event_batch b;
	struct str json;
	size_t begin[BATCH + 1], count = 0;
	int64_t now = clock_wall_ms();
	arena_reset(&s->arena);
	buf_reset(&s->lines);
	event_batch_init(&b, body);
	while (event_batch_next(&b, &json)) {
		struct live_event e;
		must(event_parse(json, now, &s->arena, &e, NULL) == OK, "an event does not parse");
		begin[count] = s->lines.n;
		event_line_put(&s->lines, &e);
		s->items[count++] = (struct journal_item){.id = journal_id(journal, e.source, e.id)};
	}
	must(event_batch_finish(&b, NULL) == OK && count == BATCH, "a batch does not parse");
	begin[count] = s->lines.n;
	for (size_t i = 0; i < count; i++)
		s->items[i].line = str_mem(s->lines.p + begin[i], begin[i + 1] - begin[i]);
	must(journal_submit(journal, &s->batch) == OK, "the journal takes no more");
}

static void send_next(struct sender *s)
{
	batches_out++;
	s->sent_ns = clock_mono_ns();
	take(s, str_mem(s->body, body_make(s)));
}

static void on_done(struct journal_batch *b)
{
	struct sender *s = CONTAINER_OF(b, struct sender, batch);
	for (size_t i = 0; i < BATCH; i++)
		must(b->items[i].outcome == OK && b->items[i].fate == JOURNAL_NEW, "an event is not durable");
	uint64_t us = (clock_mono_ns() - s->sent_ns) / 1000;
	latency_us[MIN(us, ARRAY_LEN(latency_us) - 1)]++;
	batches_home++;
	if (batches_out < BATCHES)
		send_next(s);
	else if (batches_home == BATCHES)
		loop_stop(loop);
}

static void on_durable(void *ctx, struct journal_item *i)
{
	(void)ctx, (void)i;
	durable_events++;
}

static void start(void *ctx)
{
	(void)ctx;
	for (size_t i = 0; i < SENDERS; i++) {
		senders[i].batch = (struct journal_batch){.items = senders[i].items, .count = BATCH, .done = on_done};
		arena_init(&senders[i].arena, ARENA_BYTES);
		buf_init(&senders[i].lines, ARENA_BYTES);
		send_next(&senders[i]);
	}
}

static double percentile_ms(double share)
{
	uint64_t seen = 0;
	for (size_t i = 0; i < ARRAY_LEN(latency_us); i++)
		if ((double)(seen += latency_us[i]) >= share * BATCHES)
			return (double)i / 1000;
	return 0;
}

static uint64_t replayed;
static void on_replay(void *ctx, const struct live_event *e)
{
	(void)ctx, (void)e;
	replayed++;
}

static void bench_ingest(const char *dir)
{
	char log[300], aside[300];
	snprintf(log, sizeof log, "%s/journal", dir);
	snprintf(aside, sizeof aside, "%s/aside", dir);
	struct journal_config c = {.dir = log, .aside_dir = aside, .durable = on_durable, .replay = on_replay};
	struct err_info info = {0};
	must(loop_new(0, &loop) == OK && loop_call(loop, start, NULL) == OK, "no loop");
	c.home = loop;
	must(journal_open(&c, &journal, &info) == OK, info.text);
	double cpu = cpu_s();
	uint64_t begin = clock_mono_ns();
	loop_run(loop);
	double wall = (double)(clock_mono_ns() - begin) * 1e-9, events = (double)BATCHES * BATCH;
	cpu = cpu_s() - cpu;
	/* What the sender's half of it costs: not the portal's. */
	double made = cpu_s();
	for (size_t i = 0; i < 1000; i++)
		body_make(&senders[0]);
	made = (cpu_s() - made) / (1000.0 * BATCH);
	must(durable_events == (uint64_t)events, "events are missing");
	printf("ingest: %.0f events/s on one core (%u senders, batches of %u, each durable), %.2f us CPU an event of which %.2f "
	       "write the "
	       "bodies; batch p50 %.2f ms p99 %.2f ms\n",
	       events / wall, SENDERS, BATCH, cpu / events * 1e6, made * 1e6, percentile_ms(0.5), percentile_ms(0.99));
	journal_stop(journal);
	loop_free(loop);
	journal_free(journal);
	must(loop_new(0, &loop) == OK, "no loop");
	c.home = loop;
	for (int whole = 1; whole >= 0; whole--) {
		c.replay_from = whole ? 0 : (uint64_t)events;
		replayed = 0;
		begin = clock_mono_ns();
		must(journal_open(&c, &journal, &info) == OK, info.text);
		printf("start: %.2f s, %llu events replayed\n", (double)(clock_mono_ns() - begin) * 1e-9,
		       (unsigned long long)replayed);
		journal_stop(journal);
		journal_free(journal);
	}
	loop_free(loop);
}

static void bench_parts(const char *dir)
{
	static const struct seen_secret secret = {"0123456789abcdef"};
	char text[512];
	struct arena a;
	struct buf line;
	struct live_event e;
	arena_init(&a, ARENA_BYTES);
	buf_init(&line, ARENA_BYTES);
	size_t n = event_text(text, sizeof text, 12345, "2026-09-21T14:13:20Z");
	double cpu = cpu_s();
	for (unsigned i = 0; i < PARSES; i++) {
		arena_reset(&a);
		must(event_parse(str_mem(text, n), INT64_C(1790000000000), &a, &e, NULL) == OK, "it does not parse");
	}
	double parse = cpu_s() - cpu;
	for (unsigned i = 0; i < PARSES; i++) {
		buf_reset(&line);
		event_line_put(&line, &e);
	}
	double put = cpu_s() - cpu - parse;
	struct seen_id id = {0};
	cpu = cpu_s();
	for (unsigned i = 0; i < PARSES; i++)
		id.hi ^= seen_id_of(&secret, e.source, e.id).hi;
	double hash = cpu_s() - cpu;
	printf("parts, of an event of %zu bytes: parse %.0f ns, line %.0f ns, name %.0f ns%s\n", n, parse / PARSES * 1e9,
	       put / PARSES * 1e9, hash / PARSES * 1e9, id.hi == 1 ? "." : "");
	struct seen w;
	struct seen_id *ids = malloc(LOOK_UPS * sizeof *ids);
	must(ids && seen_init(&w, WINDOW, 0) == OK, "no memory");
	codec_random(ids, LOOK_UPS * sizeof *ids);
	for (unsigned i = 0; i < WINDOW; i++)
		seen_add(&w, ids[i]);
	unsigned found = 0;
	cpu = cpu_s();
	for (unsigned i = 0; i < WINDOW; i++)
		found += seen_has(&w, ids[(i * 7919u) & (WINDOW - 1)]);
	double repeats = cpu_s() - cpu;
	for (unsigned i = WINDOW; i < LOOK_UPS; i++)
		found += seen_has(&w, ids[i]);
	double news = cpu_s() - cpu - repeats;
	must(found == WINDOW, "the window is wrong");
	printf("window of %u ids, full: a new one %.0f ns, a repeat %.0f ns\n", WINDOW, news / (LOOK_UPS - WINDOW) * 1e9,
	       repeats / WINDOW * 1e9);
	seen_done(&w);
	struct seen_index *x;
	must(seen_index_open(dir, &secret, &x) == OK, "no index");
	struct seen_id *some = malloc(INDEX_IDS * sizeof *some), kept[INDEX_FILES];
	for (uint64_t f = 0; f < INDEX_FILES; f++) {
		codec_random(some, INDEX_IDS * sizeof *some);
		kept[f] = some[0];
		must(seen_index_add(x, (struct seen_range){1 + f * INDEX_IDS, (f + 1) * INDEX_IDS}, some, INDEX_IDS) == OK,
		     "no file");
	}
	found = 0;
	cpu = cpu_s();
	for (unsigned i = 0; i < LOOK_UPS; i++)
		found += seen_index_has(x, ids[i]);
	double misses = cpu_s() - cpu;
	for (unsigned i = 0; i < INDEX_FILES; i++)
		found += seen_index_has(x, kept[i]);
	must(found == INDEX_FILES, "the index is wrong");
	printf("index of %u files of %u ids: a new one %.0f ns\n", INDEX_FILES, INDEX_IDS, misses / LOOK_UPS * 1e9);
	seen_index_close(x);
	free(some);
	free(ids);
	arena_done(&a);
	buf_done(&line);
}

/* What the operations wall costs beside it: an event's bookkeeping, with so many sessions that play, and a picture. */
static void bench_wall(unsigned sessions)
{
	static struct signal_rules rules;
	struct wall *w;
	struct buf text, written;
	struct json_writer json;
	char customers[64][16], ids[64][16];
	signal_rules_init(&rules);
	must(wall_new(rules.credit_cents, &w) == OK, "no memory");
	buf_init(&text, WALL_TEXT_MAX);
	buf_init(&written, WALL_WRITTEN_MAX);
	struct live_event e = {.type = EVENT_ROUND_PLAYED, .currency = currency_find(STR("EUR"))};
	int64_t now = clock_wall_ms();
	double cpu = cpu_s(), made = 0;
	for (unsigned done = 0; done < PLAYS; done += 64) {
		double begun = cpu_s();
		for (unsigned i = 0; i < 64; i++) {
			unsigned n = (unsigned)((done + i) * 2654435761u) % sessions;
			snprintf(customers[i], sizeof customers[i], "CUS-%06u", n);
			snprintf(ids[i], sizeof ids[i], "S-%u", n);
		}
		made += cpu_s() - begun;
		for (unsigned i = 0; i < 64; i++) {
			e.customer = str_of(customers[i]);
			e.at_ms = e.received_ms = now + done / 100;
			e.seq = done + i + 1;
			e.round_played = (struct event_round_played){.session_id = str_of(ids[i]),
								     .game = STR("Book of Night"),
								     .stake = {100 + (done + i) % 977, true},
								     .payout = {(done + i) % 1800, true}};
			must(wall_event(w, &e) == OK, "no memory");
		}
	}
	cpu = cpu_s() - cpu - made;
	now = e.received_ms;
	double drawn = cpu_s();
	for (unsigned i = 0; i < DRAWINGS; i++) {
		buf_reset(&text);
		json_writer_init(&json, &text);
		json_open_object(&json);
		wall_put(w, true, now, &json);
		json_close_object(&json);
	}
	drawn = cpu_s() - drawn;
	must(buf_ok(&text) == OK, "the picture is too large");
	double write = cpu_s();
	wall_write(w, &written);
	write = cpu_s() - write;
	printf("wall of %u sessions: %.0f ns an event, a picture %.2f ms and %zu bytes, in a snapshot %.2f ms and %zu bytes\n",
	       sessions, cpu / PLAYS * 1e9, drawn / DRAWINGS * 1e3, text.n, write * 1e3, written.n);
	buf_done(&text);
	buf_done(&written);
	wall_free(w);
}

int main(int argc, char **argv)
{
	char dir[256], command[300];
	cpu_set_t one;
	CPU_ZERO(&one);
	CPU_SET((size_t)sched_getcpu(), &one);
	must(sched_setaffinity(0, sizeof one, &one) == 0, "no core of its own");
	snprintf(dir, sizeof dir, "%s/pitboss-bench-XXXXXX", argc > 1 ? argv[1] : "/tmp");
	must(mkdtemp(dir) != NULL, "no folder");
	bench_ingest(dir);
	bench_parts(dir);
	bench_wall(500);
	bench_wall(WALL_SESSIONS_MAX);
	snprintf(command, sizeof command, "rm -r '%s'", dir);
	return system(command) != 0;
}
