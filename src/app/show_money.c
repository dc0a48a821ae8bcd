/* Sections 4 and 5: what was played, and what was paid. */
#include "app/format.h"
#include "app/show.h"

/* --- 4 gaming --- */

static const struct show_row gaming_rows[] = {
	{"Settled bets", "gamingStats.totalBets", AS_COUNT, true},
	{"Wagered", "gamingStats.totalWagered", AS_MONEY, true},
	{"Won", "gamingStats.totalWon", AS_MONEY, true},
	{"Net position", "gamingStats.netPosition", AS_MONEY, true},
	{"Average bet", "gamingStats.averageBetSize", AS_MONEY, true},
	{"Sessions", "gamingStats.sessionCount", AS_COUNT, true},
	{"Open bets", "gamingStats.openBets", AS_COUNT, false},
	{"Open stakes", "gamingStats.openStakes", AS_MONEY, false},
	{"Favourite game", "gamingStats.favoriteGame", AS_TEXT, true},
	{"Last played", "gamingStats.lastGamePlayed", AS_TIME, true},
	{"Bets won", "gamingStats.winningBets", AS_COUNT, false},
	{"Bets lost", "gamingStats.losingBets", AS_COUNT, false},
	{"Won per lost", "gamingStats.winLossRatio", AS_COUNT, false},
	{"Void bets", "gamingStats.voidBets", AS_COUNT, false},
	{"Gross revenue", "gamingStats.ggr", AS_MONEY, false},
	{"Free-bet stakes", "gamingStats.freeBetStakes", AS_MONEY, false},
	{"Jackpots won", "gamingStats.jackpotsWon", AS_MONEY, false},
	{"Sports margin", "gamingStats.sportsMargin", AS_SHARE, false},
};

/* An RTP says little without how sure one may be of it, and what the games' own is. */
static void add_rtp(struct show *s, struct grid *g)
{
	const struct json_node *stats = json_at(s->view, "gamingStats");
	struct str rtp = show_value(s, json_at(stats, "rtp"), AS_SHARE);
	struct str low = show_value(s, json_at(stats, "rtpBand.low"), AS_SHARE);
	struct str high = show_value(s, json_at(stats, "rtpBand.high"), AS_SHARE);
	struct str games = show_value(s, json_at(stats, "theoreticalRtp"), AS_SHARE);
	if (rtp.n && low.n && high.n)
		rtp = format_text(s->arena, "%.*s (95 %%: %.*s to %.*s)", STR_ARG(rtp), STR_ARG(low), STR_ARG(high));
	grid_add(g, "RTP", STYLE_PLAIN, rtp);
	grid_add(g, "RTP of the games", STYLE_PLAIN, games);
}

static void put_games(struct show *s)
{
	static const struct table_column columns[] = {
		{"Game", false, true}, {"Kind", false, true}, {"Bets", true, false},       {"Wagered", true, false},
		{"Won", true, false},  {"RTP", true, false},  {"The game's", true, false},
	};
	const struct json_node *list = json_at(s->view, "gamingStats.games");
	struct table table;
	if (!json_is_known(list) || !list->count)
		return;
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, STYLE_PLAIN, json_text_at(it, "game"));
		table_set(&table, 1, STYLE_QUIET, format_words(s->arena, json_text_at(it, "category")));
		table_set(&table, 2, STYLE_PLAIN, show_value(s, json_at(it, "bets"), AS_COUNT));
		table_set(&table, 3, STYLE_PLAIN, show_money(s, it, "wagered"));
		table_set(&table, 4, STYLE_PLAIN, show_money(s, it, "won"));
		table_set(&table, 5, STYLE_PLAIN, show_value(s, json_at(it, "rtp"), AS_SHARE));
		table_set(&table, 6, STYLE_QUIET, show_value(s, json_at(it, "theoreticalRtp"), AS_SHARE));
	}
	show_subhead(s, "By game", list);
	table_print(s->t, &table);
}

void show_gaming(struct show *s)
{
	struct grid g = {.count = 0};
	show_rows(s, &g, gaming_rows, ARRAY_LEN(gaming_rows));
	add_rtp(s, &g);
	grid_print(s->t, &g);
	put_games(s);
}

/* --- 5 financial --- */

static const struct show_row financial_rows[] = {
	{"Cash", "financial.balances.cash", AS_MONEY, true},
	{"Withdrawable", "financial.balances.withdrawable", AS_MONEY, false},
	{"Reserved", "financial.balances.reserved", AS_MONEY, false},
	{"Open stakes", "financial.balances.openStakes", AS_MONEY, false},
	{"Active bonus", "financial.activeBonus", AS_MONEY, true},
	{"Deposits", "financial.totalDeposits", AS_MONEY, true},
	{"Withdrawals", "financial.totalWithdrawals", AS_MONEY, true},
	{"Net deposits", "financial.lifetimeValue", AS_MONEY, true},
	{"Refunded", "financial.depositsRefunded", AS_MONEY, false},
	{"Charged back", "financial.depositsChargedBack", AS_MONEY, false},
	{"Net revenue", "financial.netGamingRevenue.ngr", AS_MONEY, false},
};

static void add_last_deposit(struct show *s, struct grid *g)
{
	const struct json_node *d = json_at(s->view, "financial.lastDeposit");
	struct str amount = show_money(s, d, "amount"), method = json_text_at(d, "method");
	struct str at = show_value(s, json_at(d, "date"), AS_TIME);
	if (amount.n)
		grid_add(g, "Last deposit", STYLE_PLAIN,
			 format_text(s->arena, "%.*s%s%.*s, %.*s", STR_ARG(amount), method.n ? " by " : "", STR_ARG(method),
				     STR_ARG(at)));
}

static void put_withdrawals(struct show *s)
{
	static const struct table_column columns[] = {
		{"Withdrawal", false, false}, {"Amount", true, false}, {"State", false, false},
		{"Requested", false, false},  {"By", false, true},     {"Reason", false, true},
	};
	const struct json_node *list = json_at(s->view, "financial.pendingWithdrawals");
	struct table table;
	if (!json_is_known(list) || !list->count)
		return;
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		struct str state = json_text_at(it, "state");
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, STYLE_PLAIN, json_text_at(it, "transactionId"));
		table_set(&table, 1, STYLE_STRONG, show_money(s, it, "amount"));
		table_set(&table, 2, show_style(state), format_words(s->arena, state));
		table_set(&table, 3, STYLE_PLAIN, show_value(s, json_at(it, "requestedAt"), AS_WHEN));
		table_set(&table, 4, STYLE_PLAIN, json_text_at(it, "method"));
		table_set(&table, 5, STYLE_QUIET, format_words(s->arena, json_text_at(it, "publicReason")));
	}
	show_subhead(s, "Pending withdrawals", list);
	table_print(s->t, &table);
}

static struct str progress(struct show *s, const struct json_node *bonus)
{
	struct str done = show_money(s, bonus, "wagered"), all = show_value(s, json_at(bonus, "wageringRequired"), AS_COUNT);
	return done.n && all.n ? format_text(s->arena, "%.*s of %.*s", STR_ARG(done), STR_ARG(all)) : done;
}

static void put_bonuses(struct show *s)
{
	static const struct table_column columns[] = {
		{"Bonus", false, true},   {"Amount", true, false},   {"State", false, false},
		{"Wagered", true, false}, {"Granted", false, false}, {"Expires", false, false},
	};
	const struct json_node *list = json_at(s->view, "financial.bonuses");
	struct table table;
	if (!json_is_known(list) || !list->count)
		return;
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		struct str state = json_text_at(it, "state"), name = json_text_at(it, "name");
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, STYLE_PLAIN, name.n ? name : json_text_at(it, "bonusId"));
		table_set(&table, 1, STYLE_PLAIN, show_money(s, it, "amount"));
		table_set(&table, 2, show_style(state), format_words(s->arena, state));
		table_set(&table, 3, STYLE_PLAIN, progress(s, it));
		table_set(&table, 4, STYLE_QUIET, show_value(s, json_at(it, "grantedAt"), AS_DAY));
		table_set(&table, 5, STYLE_QUIET, show_value(s, json_at(it, "expiresAt"), AS_DAY));
	}
	show_subhead(s, "Bonuses", list);
	table_print(s->t, &table);
}

static void put_instruments(struct show *s)
{
	static const struct table_column columns[] = {
		{"Pays with", false, true}, {"Number", false, false},   {"Holder", false, true},
		{"Expires", false, false},  {"Verified", false, false}, {"Since", false, false},
	};
	const struct json_node *list = json_at(s->view, "financial.instruments");
	struct table table;
	if (!json_is_known(list) || !list->count)
		return;
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		struct str label = json_text_at(it, "label");
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, STYLE_PLAIN, label.n ? label : format_words(s->arena, json_text_at(it, "kind")));
		table_set(&table, 1, STYLE_PLAIN, json_text_at(it, "cardNumber"));
		table_set(&table, 2, STYLE_PLAIN, json_text_at(it, "holder"));
		table_set(&table, 3, STYLE_PLAIN, json_text_at(it, "expires"));
		table_set(&table, 4, STYLE_PLAIN, show_value(s, json_at(it, "verified"), AS_YES_NO));
		table_set(&table, 5, STYLE_QUIET, show_value(s, json_at(it, "addedAt"), AS_DAY));
	}
	show_subhead(s, "Instruments", list);
	table_print(s->t, &table);
}

static bool is_zero(struct str number)
{
	for (size_t i = 0; i < number.n; i++)
		if (number.p[i] >= '1' && number.p[i] <= '9')
			return false;
	return number.n > 0;
}

static void put_differences(struct show *s, const struct json_node *pockets)
{
	JSON_EACH(pockets, it)
	{
		struct str difference = json_text_at(it, "difference"), name = format_words(s->arena, json_text_at(it, "pocket"));
		if (is_zero(difference))
			continue;
		term_spaces(s->t, LAYOUT_INDENT);
		term_sign(s->t, STYLE_BAD, SIGN_WARNING);
		term_spaces(s->t, 1);
		if (!difference.n) {
			term_paragraph(
				s->t, STYLE_BAD,
				format_text(s->arena, "The %.*s pocket cannot be reckoned: a sum is not known.", STR_ARG(name)),
				LAYOUT_INDENT + 2);
			continue;
		}
		struct str by = format_money(s->arena, s->currency, difference), says = show_money(s, it, "balance");
		struct str reckoned = show_money(s, it, "computed");
		term_paragraph(s->t, STYLE_BAD,
			       format_text(s->arena,
					   "The %.*s pocket is off by %.*s: the wallet says %.*s, its ledger adds up to %.*s.",
					   STR_ARG(name), STR_ARG(by), STR_ARG(says), STR_ARG(reckoned)),
			       LAYOUT_INDENT + 2);
	}
}

static void put_reconciliation(struct show *s)
{
	const struct json_node *r = json_at(s->view, "financial.reconciliation"), *balanced = json_at(r, "balanced");
	const struct json_node *pockets = json_at(r, "pockets");
	if (!r)
		return;
	term_line(s->t);
	if (!json_is_known(balanced)) {
		show_none(s, "The wallet shows no ledger, so nothing is proved about its balances.");
	} else if (json_is_true(balanced)) {
		term_spaces(s->t, LAYOUT_INDENT);
		term_sign(s->t, STYLE_GOOD, SIGN_YES);
		term_text(s->t, STYLE_PLAIN,
			  format_text(s->arena, " The ledger adds up to the balance in %s.",
				      pockets && pockets->count == 1 ? "its one pocket" : "every pocket"));
		term_line(s->t);
	} else {
		put_differences(s, pockets);
	}
}

void show_financial(struct show *s)
{
	struct grid g = {.count = 0};
	show_rows(s, &g, financial_rows, ARRAY_LEN(financial_rows));
	add_last_deposit(s, &g);
	grid_print(s->t, &g);
	put_withdrawals(s);
	put_bonuses(s);
	put_instruments(s);
	put_reconciliation(s);
}
