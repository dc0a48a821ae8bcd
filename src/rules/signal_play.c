/* The rules of play: stakes that escalate, losses that run. */
#include "rules/signal_private.h"

#include <math.h>

/* ---- stake escalation ----
 *
 * A stake well above one's own median is nothing rare: of real customers' bets one in seven is beyond five times it, for stakes
 * are heavy-tailed, come in two sizes, and double after losses. What is rare is many of them in a row. So every stake of the last
 * minutes that is high at all is worth as many bits as it is surprising, -log2 of the share of the customer's own bets that were
 * as high; what a row of them is worth adds up, and ordinary stakes in between use it up again (a CUSUM on ranks). Whatever the
 * distribution, a customer who goes on as always exceeds the own top share a only in a share a of bets, in rows or not: alerts,
 * which need many such bets each, stay a small fraction of it. Stakes of the last minutes are no part of what they are compared
 * with. */

struct stake_run {
	double bits;
	uint32_t first; /* in the window's recent stakes */
	uint32_t high;
};

static int32_t stake_high_level(const struct signal_rules *r, const struct signal_window *w, int32_t median, int32_t mad)
{
	double ratio = log2(signal_param(r, RULE_STAKE_ESCALATION, "min_ratio")) * BASELINE_OCTAVE;
	/* 1.4826: the MAD of a normal distribution in standard deviations. */
	double spread = signal_param(r, RULE_STAKE_ESCALATION, "min_deviations") * 1.4826 * mad;
	double floor = signal_param(r, RULE_STAKE_ESCALATION, "floor_credits") * signal_credit(r, w);
	int32_t level = median + (int32_t)fmax(ratio, spread);
	return MAX(level, floor >= 1 ? baseline_level((uint64_t)floor) : 0);
}

static struct stake_run stake_run_of(const struct signal_rules *r, const struct signal_window *w, int32_t high_level)
{
	double spare = signal_param(r, RULE_STAKE_ESCALATION, "bits_spent_a_bet");
	double most = signal_param(r, RULE_STAKE_ESCALATION, "bits_max_a_bet");
	double back = signal_param(r, RULE_STAKE_ESCALATION, "bits_lost_by_an_ordinary_bet");
	struct stake_run run = {0};
	for (uint32_t i = 0; i < w->recent_count; i++) {
		int32_t level = w->recent[i].level;
		if (level < high_level) {
			run.bits -= back;
		} else {
			run.bits += fmin(-log2(baseline_tail(&w->stakes, level)), most) - spare;
			run.high++;
		}
		if (run.bits <= 0)
			run = (struct stake_run){.first = i + 1};
	}
	return run;
}

/* The middle one of the run's high stakes. */
static int32_t stake_run_level(const struct signal_window *w, const struct stake_run *run, int32_t high_level)
{
	int32_t levels[SIGNAL_STAKES_MAX];
	size_t n = 0;
	for (uint32_t i = run->first; i < w->recent_count; i++) {
		size_t at = n;
		if (w->recent[i].level < high_level)
			continue;
		for (; at > 0 && levels[at - 1] > w->recent[i].level; at--)
			levels[at] = levels[at - 1];
		levels[at] = w->recent[i].level;
		n++;
	}
	return levels[n / 2];
}

enum signal_severity signal_stake_escalation(const struct signal_rules *r, const struct signal_window *w,
					     const struct signal_event *ev, struct signal_hit *hit)
{
	uint32_t seen = baseline_count(&w->stakes);
	if (ev->free_bet || !w->recent_count || seen < signal_param(r, RULE_STAKE_ESCALATION, "min_bets") ||
	    w->recent[w->recent_count - 1].seq != ev->seq)
		return SIGNAL_NONE;
	int32_t median = baseline_quantile(&w->stakes, 0.5), mad = baseline_mad(&w->stakes, median);
	int32_t high_level = stake_high_level(r, w, median, mad), now = w->recent[w->recent_count - 1].level;
	if (now < high_level)
		return SIGNAL_NONE;
	struct stake_run run = stake_run_of(r, w, high_level);
	if (run.bits < signal_param(r, RULE_STAKE_ESCALATION, "bits_needed") ||
	    run.high < signal_param(r, RULE_STAKE_ESCALATION, "min_high_bets"))
		return SIGNAL_NONE;
	int32_t level = stake_run_level(w, &run, high_level);
	hit->value = exp2((double)(level - median) / BASELINE_OCTAVE);
	hit_money(hit, "usualStake", baseline_amount(median));
	hit_money(hit, "stakesFrom", baseline_amount(high_level));
	hit_money(hit, "middleStake", baseline_amount(level));
	hit_money(hit, "lastStake", baseline_amount(now));
	hit_number(hit, "highStakes", SIGNAL_COUNT, run.high);
	hit_number(hit, "stakesInPeriod", SIGNAL_COUNT, w->recent_count - run.first);
	hit_number(hit, "usualSpreadMad", SIGNAL_TIMES, exp2((double)mad / BASELINE_OCTAVE));
	hit_number(hit, "ownBetsAsHigh", SIGNAL_SHARE, baseline_tail(&w->stakes, level));
	hit_number(hit, "surpriseBits", SIGNAL_COUNT, round(run.bits * 10) / 10);
	hit_number(hit, "surpriseBitsNeeded", SIGNAL_COUNT, signal_param(r, RULE_STAKE_ESCALATION, "bits_needed"));
	hit_number(hit, "betsInBaseline", SIGNAL_COUNT, seen);
	hit_period(hit, w->recent[run.first].at_s, w->recent[w->recent_count - 1].at_s);
	for (uint32_t i = run.first; i < w->recent_count; i++)
		if (w->recent[i].level >= high_level)
			hit_seq(hit, w->recent[i].seq);
	return signal_grade(&r->rows[RULE_STAKE_ESCALATION], hit->value, &hit->limit);
}

/* ---- loss velocity ---- */

struct loss_span {
	int64_t loss;
	uint32_t bets, seconds;
	const struct baseline *usual;
	const char *min_periods, *hard, *loss_name, *usual_name;
};

static int64_t loss_add(int64_t a, int64_t b)
{
	int64_t sum;
	return __builtin_add_overflow(a, b, &sum) ? (b < 0 ? INT64_MIN : INT64_MAX) : sum;
}

static struct loss_span last_hour(const struct signal_window *w)
{
	struct loss_span s = {.seconds = HOUR_S,
			      .usual = &w->hours,
			      .min_periods = "min_hours",
			      .hard = "hard_credits_1h",
			      .loss_name = "netLoss1h",
			      .usual_name = "own95th1h"};
	for (size_t i = 0; i < SIGNAL_SLOTS; i++) {
		s.loss = loss_add(s.loss, w->slot_loss[i]);
		s.bets += w->slot_bets[i];
	}
	return s;
}

static struct loss_span last_day(const struct signal_window *w)
{
	struct loss_span s = {.seconds = DAY_S,
			      .usual = &w->days,
			      .min_periods = "min_days",
			      .hard = "hard_credits_24h",
			      .loss_name = "netLoss24h",
			      .usual_name = "own95th24h"};
	for (size_t i = 0; i < SIGNAL_HOURS; i++) {
		s.loss = loss_add(s.loss, w->hour_loss[i]);
		s.bets += w->hour_bets[i];
	}
	return s;
}

static double lowest_step(const struct signal_rule *row)
{
	for (int s = SIGNAL_LOW; s < SIGNAL_SEVERITY_COUNT_; s++)
		if (row->steps[s] > 0)
			return row->steps[s];
	return 0;
}

/* How grave one span is; fills the numbers of @hit for it. */
static enum signal_severity judge_span(const struct signal_rules *r, const struct signal_window *w, const struct loss_span *s,
				       struct signal_hit *hit)
{
	const struct signal_rule *row = &r->rows[RULE_LOSS_VELOCITY];
	double credit = signal_credit(r, w), hard = signal_param(r, RULE_LOSS_VELOCITY, s->hard) * credit;
	double limit = signal_param(r, RULE_LOSS_VELOCITY, "floor_credits") * credit;
	bool known = baseline_count(s->usual) >= signal_param(r, RULE_LOSS_VELOCITY, s->min_periods);
	enum signal_severity severity = SIGNAL_NONE;
	/* Most losses are small change: nothing further of the window is touched for them. */
	if ((double)s->loss < limit * lowest_step(row) && (double)s->loss < hard)
		return SIGNAL_NONE;
	hit_money(hit, s->loss_name, s->loss);
	hit_number(hit, "bets", SIGNAL_COUNT, s->bets);
	if (known) {
		int32_t own = baseline_quantile(s->usual, 0.95);
		if (own != INT32_MIN)
			limit = fmax(limit, (double)baseline_amount(own));
		hit_money(hit, s->usual_name, own == INT32_MIN ? 0 : baseline_amount(own));
		hit_number(hit, "periodsInBaseline", SIGNAL_COUNT, baseline_count(s->usual));
	}
	if (hard >= 1)
		hit_money(hit, "hardStop", (int64_t)hard);
	if (known && limit >= 1 && s->bets >= signal_param(r, RULE_LOSS_VELOCITY, "min_bets")) {
		/* Beyond nearly everything that one has ever lost, too: of the heavy-tailed the 95th percentile says little. */
		double tail = baseline_tail(s->usual, baseline_level((uint64_t)MAX(s->loss, 0)));
		double rarest =
			fmax(signal_param(r, RULE_LOSS_VELOCITY, "max_share"), 1.0 / (baseline_count(s->usual) + 2) + 1e-9);
		hit->value = (double)s->loss / limit;
		severity = tail <= rarest ? signal_grade(row, hit->value, &hit->limit) : SIGNAL_NONE;
	}
	if (hard >= 1 && (double)s->loss >= hard) {
		severity = SIGNAL_CRITICAL;
		hit->measure = "net loss, hard stop being 1";
		hit->value = (double)s->loss / hard;
		hit->limit = 1;
	}
	return severity;
}

enum signal_severity signal_loss_velocity(const struct signal_rules *r, const struct signal_window *w,
					  const struct signal_event *ev, struct signal_hit *hit)
{
	if (ev->free_bet || ev->payout_minor >= ev->amount_minor || signal_seconds(ev->at_ms) + SLOT_S < w->latest_s)
		return SIGNAL_NONE;
	struct loss_span spans[] = {last_hour(w), last_day(w)};
	struct signal_hit found = *hit;
	enum signal_severity worst = SIGNAL_NONE;
	for (size_t i = 0; i < ARRAY_LEN(spans); i++) {
		struct signal_hit one = *hit;
		enum signal_severity s = spans[i].loss > 0 ? judge_span(r, w, &spans[i], &one) : SIGNAL_NONE;
		if (s <= worst)
			continue;
		worst = s;
		found = one;
		hit_period(&found, w->latest_s - MIN(spans[i].seconds, w->latest_s), w->latest_s);
		hit_seq(&found, ev->seq);
	}
	*hit = found;
	return worst;
}
