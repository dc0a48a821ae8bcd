/* The wall as JSON: drawn whole each time, from one look through the sessions. */
#include "live/wall_private.h"

#include <stdlib.h>

/* The best of many, best first; what is alike goes by the order of being heard of. */
struct best {
	const struct wall_session_row *items[MAX(WALL_PLAYERS_TOLD, WALL_RESULTS_TOLD)];
	double ranks[MAX(WALL_PLAYERS_TOLD, WALL_RESULTS_TOLD)];
	unsigned count, max;
};

static void best_add(struct best *b, const struct wall_session_row *s, double rank)
{
	unsigned at = b->count;
	while (at && (b->ranks[at - 1] < rank || (b->ranks[at - 1] <= rank && b->items[at - 1]->order > s->order)))
		at--;
	if (at == b->max)
		return;
	b->count = MIN(b->count + 1, b->max);
	memmove(&b->items[at + 1], &b->items[at], (b->count - 1 - at) * sizeof b->items[0]);
	memmove(&b->ranks[at + 1], &b->ranks[at], (b->count - 1 - at) * sizeof b->ranks[0]);
	b->items[at] = s;
	b->ranks[at] = rank;
}

/* Sessions ----------------------------------------------------------------------------------------------------------------- */

struct playing {
	struct best players, wins, losses;
	size_t sessions, customers;
};

static int by_hash(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
	return x < y ? -1 : x > y;
}

/* Customers of whom several sessions play count once. */
static size_t distinct(uint64_t *hashes, size_t n)
{
	size_t count = 0;
	qsort(hashes, n, sizeof *hashes, by_hash);
	for (size_t i = 0; i < n; i++)
		count += i == 0 || hashes[i] != hashes[i - 1];
	return count;
}

static void look_through(const struct wall *w, int64_t now_ms, struct playing *ret)
{
	uint64_t *hashes = malloc(MAX(w->sessions.count, 1) * sizeof *hashes);
	*ret = (struct playing){.players.max = WALL_PLAYERS_TOLD, .wins.max = WALL_RESULTS_TOLD, .losses.max = WALL_RESULTS_TOLD};
	LIST_FOREACH (&w->by_heard, it) {
		const struct wall_session_row *s = &LIST_ENTRY(it, struct wall_session, by_heard)->row;
		if (!wall_session_plays(s, now_ms))
			continue;
		if (hashes)
			hashes[ret->sessions] = str_hash(str_of(s->customer));
		ret->sessions++;
		best_add(&ret->players, s, s->turnover);
		double net = wall_rank(w, llabs(s->net_minor), currency_find(str_of(s->currency)));
		if (s->net_minor)
			best_add(s->net_minor > 0 ? &ret->wins : &ret->losses, s, net);
	}
	ret->customers = hashes ? distinct(hashes, ret->sessions) : ret->sessions;
	free(hashes);
}

static int by_start(const void *a, const void *b)
{
	const struct wall_session_row *x = *(const struct wall_session_row *const *)a,
				      *y = *(const struct wall_session_row *const *)b;
	if (x->since_ms != y->since_ms)
		return x->since_ms < y->since_ms ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static void put_money(struct json_writer *w, struct str key, int64_t minor, const char *currency)
{
	const struct currency *c = currency_find(str_of(currency));
	json_key(w, key);
	if (c)
		json_put_money(w, minor, c->exponent);
	else
		json_put_null(w);
}

static void open_session(struct json_writer *w, const struct wall_session_row *s)
{
	json_open_object(w);
	json_kv_str(w, STR("customerId"), str_of(s->customer));
	json_kv_str(w, STR("game"), str_of(s->game));
	put_money(w, STR("net"), s->net_minor, s->currency);
	json_kv_str(w, STR("currency"), str_of(s->currency));
	json_kv_time(w, STR("since"), s->since_ms);
}

/* In the order of their start, so that a list of them stands still. */
static void put_players(struct json_writer *w, struct playing *p, bool bounded)
{
	qsort(p->players.items, p->players.count, sizeof p->players.items[0], by_start);
	JSON_KEY(w, "players");
	json_open_object(w);
	json_kv_i64(w, STR("now"), (int64_t)p->customers);
	json_kv_i64(w, STR("sessions"), (int64_t)p->sessions);
	json_kv_bool(w, STR("atLeast"), bounded);
	JSON_KEY(w, "items");
	json_open_array(w);
	for (unsigned i = 0; i < p->players.count; i++) {
		const struct wall_session_row *s = p->players.items[i];
		open_session(w, s);
		json_kv_i64(w, STR("session"), (int64_t)s->order);
		put_money(w, STR("stake"), s->stake_minor, s->currency);
		json_kv_i64(w, STR("rounds"), (int64_t)s->rounds);
		json_kv_time(w, STR("playedAt"), s->played_ms);
		json_close_object(w);
	}
	json_close_array(w);
	json_close_object(w);
}

static void put_results(struct json_writer *w, struct str key, const struct best *b)
{
	json_key(w, key);
	json_open_array(w);
	for (unsigned i = 0; i < b->count; i++) {
		open_session(w, b->items[i]);
		json_close_object(w);
	}
	json_close_array(w);
}

/* Stakes ------------------------------------------------------------------------------------------------------------------- */

static bool in_hour(const struct wall_minute *m, int64_t now_ms)
{
	return m->minute > now_ms / 60000 - WALL_MINUTES && m->minute <= now_ms / 60000;
}

static void put_stake(struct json_writer *w, const struct wall_stake *s)
{
	json_open_object(w);
	json_kv_str(w, STR("customerId"), str_of(s->customer));
	json_kv_str(w, STR("game"), str_of(s->game));
	put_money(w, STR("stake"), s->minor, s->currency);
	json_kv_str(w, STR("currency"), str_of(s->currency));
	json_kv_time(w, STR("at"), s->at_ms);
	json_close_object(w);
}

/* The minutes' lists are in order, so the biggest of the hour is at the head of one of them. */
static void put_stakes(struct json_writer *w, const struct wall *wall, int64_t now_ms)
{
	uint32_t at[WALL_MINUTES] = {0};
	JSON_KEY(w, "stakes");
	json_open_array(w);
	for (unsigned told = 0; told < WALL_STAKES_TOLD; told++) {
		const struct wall_stake *best = NULL;
		unsigned from = 0;
		for (unsigned i = 0; i < WALL_MINUTES; i++) {
			const struct wall_minute *m = &wall->rows.minutes[i];
			const struct wall_stake *s = in_hour(m, now_ms) && at[i] < m->stake_count ? &m->stakes[at[i]] : NULL;
			if (!s || (best && (s->rank < best->rank || (s->rank <= best->rank && s->seq > best->seq))))
				continue;
			best = s;
			from = i;
		}
		if (!best)
			break;
		at[from]++;
		put_stake(w, best);
	}
	json_close_array(w);
}

/* Counts ------------------------------------------------------------------------------------------------------------------- */

static void put_minutes(struct json_writer *w, const struct wall *wall, bool entitled, int64_t now_ms)
{
	static const char *const names[WALL_COUNT_] = {[WALL_ROUNDS] = "rounds",
						       [WALL_STAKES] = "stakes",
						       [WALL_DEPOSITS] = "deposits",
						       [WALL_WITHDRAWALS] = "withdrawals",
						       [WALL_FAILED_LOGINS] = "failedLogins",
						       [WALL_EVENTS] = "events"};
	int64_t first = now_ms / 60000 - WALL_MINUTES + 1;
	JSON_KEY(w, "minutes");
	json_open_object(w);
	json_kv_time(w, STR("from"), first * 60000);
	for (unsigned c = 0; c < WALL_COUNT_; c++) {
		json_key(w, str_of(names[c]));
		json_open_array(w);
		for (int64_t minute = first; minute < first + WALL_MINUTES; minute++) {
			const struct wall_minute *m = &wall->rows.minutes[minute % WALL_MINUTES];
			bool now = m->minute == minute;
			uint32_t more = c == WALL_EVENTS && entitled ? m->aml_events : 0;
			json_put_i64(w, now ? (int64_t)m->counts[c] + more : 0);
		}
		json_close_array(w);
	}
	json_close_object(w);
}

/* The second under way is not over and does not count. */
static void put_rate(struct json_writer *w, const struct wall *wall, bool entitled, int64_t now_ms)
{
	int64_t now = now_ms / 1000;
	uint64_t events = 0;
	for (size_t i = 0; i < ARRAY_LEN(wall->rows.seconds); i++) {
		const struct wall_second *s = &wall->rows.seconds[i];
		if (s->second < now && s->second >= now - WALL_RATE_S)
			events += s->events + (entitled ? s->aml_events : 0);
	}
	JSON_KEY(w, "eventsPerSecond");
	json_put_double(w, (double)events / WALL_RATE_S);
}

/* Alerts ------------------------------------------------------------------------------------------------------------------- */

static void put_open(struct json_writer *w, const struct wall *wall, bool entitled)
{
	JSON_KEY(w, "open");
	json_open_object(w);
	for (unsigned s = SIGNAL_CRITICAL; s >= SIGNAL_LOW; s--)
		json_kv_i64(w, str_of(signal_severity_name((enum signal_severity)s)),
			    (int64_t)(wall->rows.alerts[0].open[s] + (entitled ? wall->rows.alerts[1].open[s] : 0)));
	json_close_object(w);
}

static void put_alert(struct json_writer *w, const struct wall_alert_row *a)
{
	json_open_object(w);
	json_kv_str(w, STR("alertId"), str_of(a->id));
	json_kv_str(w, STR("customerId"), str_of(a->customer));
	json_kv_str(w, STR("rule"), str_of(a->rule));
	json_kv_str(w, STR("class"), str_of(signal_class_name((enum signal_class)a->class)));
	json_kv_str(w, STR("severity"), str_of(signal_severity_name((enum signal_severity)a->severity)));
	json_kv_str(w, STR("origin"), str_of(alert_origin_name((enum alert_origin)a->origin)));
	json_kv_time(w, STR("openedAt"), a->opened_ms);
	json_kv_time(w, STR("risenAt"), a->risen_ms);
	json_close_object(w);
}

static void put_alerts(struct json_writer *w, const struct wall *wall, bool entitled)
{
	const struct wall_alerts *plain = &wall->rows.alerts[0], *aml = &wall->rows.alerts[1];
	uint32_t p = 0, a = 0;
	JSON_KEY(w, "alerts");
	json_open_object(w);
	put_open(w, wall, entitled);
	JSON_KEY(w, "items");
	json_open_array(w);
	while (p + a < WALL_ALERTS_TOLD) {
		bool from_aml = entitled && a < aml->count && (p == plain->count || aml->newest[a].seq > plain->newest[p].seq);
		if (!from_aml && p == plain->count)
			break;
		put_alert(w, from_aml ? &aml->newest[a++] : &plain->newest[p++]);
	}
	json_close_array(w);
	json_close_object(w);
}

void wall_put(const struct wall *w, bool entitled, int64_t now_ms, struct json_writer *out)
{
	struct playing p;
	look_through(w, now_ms, &p);
	put_rate(out, w, entitled, now_ms);
	put_players(out, &p, w->rows.dropped_ms > now_ms - WALL_PLAYS_MS);
	put_results(out, STR("wins"), &p.wins);
	put_results(out, STR("losses"), &p.losses);
	put_stakes(out, w, now_ms);
	put_minutes(out, w, entitled, now_ms);
	put_alerts(out, w, entitled);
}
