/* The instant rules, one row each: defaults that rule packs replace. The figures' sources stand beside them; "verified" says
 * whether a figure was checked against its source's own text. What each rule is: docs/rules.md. */
#include "rules/signal_private.h"

#define BIT(kind)      (1u << (kind))
#define HOURS(n)       ((n)*HOUR_S)
#define FROM_2026_0101 20454 /* days since 1970-01-01 */

const struct signal_rule signal_table[RULE_COUNT_] = {
	[RULE_STAKE_ESCALATION] =
		{
			.id = "stake-escalation",
			.name = "Stakes far above the customer's own",
			.version = 1,
			.effective_from = FROM_2026_0101,
			.class = SIGNAL_CLASS_RG,
			.kinds = BIT(SIGNAL_ROUND) | BIT(SIGNAL_BET_PLACED),
			.rearm_s = HOUR_S / 2,
			.steps = {[SIGNAL_LOW] = 4, [SIGNAL_MEDIUM] = 8, [SIGNAL_HIGH] = 20, [SIGNAL_CRITICAL] = 50},
			.measure = "middle stake of the run, in own medians",
			.params =
				{
					{"min_bets", 8, "bets in the baseline before the rule speaks"},
					{"min_ratio", 4, "a stake is high from so many own medians on"},
					{"min_deviations", 1,
					 "and from so many robust standard deviations (1.4826 MAD, of the logarithm) above it"},
					{"floor_credits", 1, "and from so many credits (about a euro each) on"},
					{"min_high_bets", 5, "high stakes in the run"},
					{"bits_needed", 14, "surprise that the run adds up to"},
					{"bits_max_a_bet", 4, "one bet is worth at most so much"},
					{"bits_spent_a_bet", 0.5, "less so much"},
					{"bits_lost_by_an_ordinary_bet", 1, "and an ordinary one takes so much away"},
				},
			.text = "A run of stakes within 30 minutes that are far above the customer's own median and rare among "
				"their own bets.",
			.citation = "Indicator: domain rule \"stake escalation\" (definition ours); changes in stake as a "
				    "marker: Braverman & Shaffer 2012",
			.fn = signal_stake_escalation,
		},
	[RULE_LOSS_VELOCITY] =
		{
			.id = "loss-velocity",
			.name = "Losses run",
			.version = 1,
			.effective_from = FROM_2026_0101,
			.class = SIGNAL_CLASS_RG,
			.kinds = BIT(SIGNAL_ROUND) | BIT(SIGNAL_BET_SETTLED),
			.rearm_s = HOURS(12),
			.steps = {[SIGNAL_LOW] = 2, [SIGNAL_MEDIUM] = 3, [SIGNAL_HIGH] = 6},
			.measure = "net loss, in own 95th percentiles",
			.params =
				{
					{"min_bets", 5, "settled bets in the period"},
					{"min_hours", 20, "hours with play before the own 95th percentile of an hour is known"},
					{"min_days", 10, "days with play before that of a day is known"},
					{"max_share", 0.02, "of the customer's own periods at most such a share was as bad"},
					{"floor_credits", 50, "the own 95th percentile counts as at least so many credits"},
					{"hard_credits_1h", 25000, "hard stop: critical whatever is usual, credits an hour"},
					{"hard_credits_24h", 50000, "and in 24 hours"},
				},
			.text = "Net loss of the last hour or the last 24 hours, against the customer's own 95th percentile of "
				"such periods, with a "
				"hard stop.",
			.citation = "Indicator: domain rule \"loss velocity\"; occasion: a fine for 85,500 pounds lost in 85 "
				    "minutes after four messages",
			.fn = signal_loss_velocity,
		},
	[RULE_DEPOSITS_IN_SESSION] =
		{
			.id = "deposits-in-session",
			.name = "Deposit after deposit while playing",
			.version = 1,
			.effective_from = FROM_2026_0101,
			.class = SIGNAL_CLASS_RG,
			.kinds = BIT(SIGNAL_DEPOSIT),
			.rearm_s = HOURS(6),
			.steps = {[SIGNAL_MEDIUM] = 3, [SIGNAL_HIGH] = 5, [SIGNAL_CRITICAL] = 8},
			.measure = "deposits within the session",
			.text = "Deposits made within one session of play; a session ends after 30 minutes without play.",
			.citation = "Best of five metrics of chasing losses, n = 16,771; 3 or more (domain table of markers)",
			.fn = signal_deposits_in_session,
		},
	[RULE_DECLINED_DEPOSITS] =
		{
			.id = "declined-deposits",
			.name = "Deposits declined for lack of funds",
			.version = 1,
			.effective_from = FROM_2026_0101,
			.class = SIGNAL_CLASS_RG,
			.kinds = BIT(SIGNAL_DEPOSIT),
			.rearm_s = HOURS(24),
			.steps = {[SIGNAL_LOW] = 2, [SIGNAL_MEDIUM] = 3, [SIGNAL_HIGH] = 5},
			.measure = "deposits declined for insufficient funds in 24 hours",
			.text = "Attempts to deposit within 24 hours that the bank declined for insufficient funds.",
			.citation = "Higher at PGSI 8+, n = 21,464 (domain table of markers, there over 7 days); steps ours",
			.fn = signal_declined_deposits,
		},
	[RULE_MANY_CARDS] =
		{
			.id = "many-cards",
			.name = "Many cards in a day",
			.version = 1,
			.effective_from = FROM_2026_0101,
			.class = SIGNAL_CLASS_FRAUD,
			.kinds = BIT(SIGNAL_DEPOSIT),
			.rearm_s = HOURS(24),
			.steps = {[SIGNAL_MEDIUM] = 3, [SIGNAL_HIGH] = 4, [SIGNAL_CRITICAL] = 6},
			.measure = "different cards in 24 hours",
			.text = "Different cards used for deposits within 24 hours, declined attempts included.",
			.citation = "Domain rule \"stolen card\": 3 or more cards in 24 hours; higher steps ours",
			.fn = signal_many_cards,
		},
	[RULE_NEW_DEVICE_WITHDRAWAL] =
		{
			.id = "new-device-withdrawal",
			.name = "Withdrawal from a new device",
			.version = 1,
			.effective_from = FROM_2026_0101,
			.class = SIGNAL_CLASS_FRAUD,
			.kinds = BIT(SIGNAL_WITHDRAWAL),
			.rearm_s = HOURS(12),
			.steps = {[SIGNAL_MEDIUM] = 30, [SIGNAL_HIGH] = 10},
			.lower_is_worse = true,
			.measure = "minutes since the device was first seen",
			.params = {{"known_customer_hours", 24,
				    "a customer's only device is new only where the customer is known for so long"}},
			.text = "A withdrawal requested minutes after the device that it comes from was first seen.",
			.citation = "Domain rule \"account takeover\": new device minutes before a withdrawal; steps ours",
			.fn = signal_new_device_withdrawal,
		},
	[RULE_IMPOSSIBLE_TRAVEL] =
		{
			.id = "impossible-travel",
			.name = "Two places too far apart",
			.version = 1,
			.effective_from = FROM_2026_0101,
			.class = SIGNAL_CLASS_FRAUD,
			.kinds = BIT(SIGNAL_LOGIN),
			.rearm_s = HOURS(12),
			.steps = {[SIGNAL_MEDIUM] = 900, [SIGNAL_HIGH] = 2500},
			.measure = "km/h between two logins",
			.params = {{"min_km", 100, "places nearer than this are one: an address's place is known no better"}},
			.text = "Two logins in succession from places that nobody travels between in the time. Coordinates only: "
				"a country alone says "
				"nothing of the distance to the next one.",
			.citation =
				"Domain rule \"impossible travel\": over 900 km/h, the speed of an airliner; higher step ours",
			.fn = signal_impossible_travel,
		},
	[RULE_STRUCTURING] =
		{
			.id = "structuring",
			.name = "Amounts kept below the threshold",
			.version = 1,
			.effective_from = FROM_2026_0101,
			.class = SIGNAL_CLASS_AML,
			.kinds = BIT(SIGNAL_DEPOSIT) | BIT(SIGNAL_WITHDRAWAL),
			.rearm_s = HOURS(24),
			.steps = {[SIGNAL_MEDIUM] = 3, [SIGNAL_HIGH] = 4, [SIGNAL_CRITICAL] = 6},
			.measure = "transactions just below the threshold in 24 hours",
			.params =
				{
					{"threshold_credits", 2000, "due-diligence threshold, in credits (about a euro each)"},
					{"from_share", 0.8, "just below begins at this share of it"},
				},
			.text = "Deposits, or withdrawals, of one customer within 24 hours that each stay just below the "
				"due-diligence threshold.",
			.citation = "Customer due diligence at EUR 2,000, single or linked (LCCP and MGA, by the domain table); "
				    "3 or more at 80-99 % of it",
			.fn = signal_structuring,
		},
	[RULE_EXCLUDED_ACTIVE] =
		{
			.id = "excluded-active",
			.name = "Active while excluded",
			.version = 1,
			.effective_from = FROM_2026_0101,
			.class = SIGNAL_CLASS_RG,
			.kinds = BIT(SIGNAL_SESSION) | BIT(SIGNAL_ROUND) | BIT(SIGNAL_BET_PLACED) | BIT(SIGNAL_DEPOSIT) |
				 BIT(SIGNAL_LOGIN),
			.rearm_s = HOURS(24),
			.steps = {[SIGNAL_MEDIUM] = 1, [SIGNAL_HIGH] = 2, [SIGNAL_CRITICAL] = 3},
			.measure = "what was done: 1 log in, 2 deposit, 3 play",
			.params = {{"grace_seconds", 60, "a round under way may end"}},
			.text = "A login, a deposit or play during a self-exclusion or a cool-off.",
			.citation = "LCCP SR 3.5 on self-exclusion, and its like in every jurisdiction; grades ours",
			.fn = signal_excluded_active,
		},
};
