/* Sections 1 to 3: who it is, what the account is, and what happens in it now. */
#include "app/format.h"
#include "app/show.h"

/* --- 1 header --- */

/* What isn't there is said, too, in words: a missing badge would read as "nothing to worry about". */
static void put_badge(struct show *s, const char *what, bool named, const char *path)
{
	struct str word = json_text_at(s->view, path), words = format_words(s->arena, word);
	if (!word.n)
		term_text(s->t, STYLE_BAD, format_text(s->arena, "[%s not known]", what));
	else
		term_text(s->t, show_style(word),
			  format_text(s->arena, "[%s%s%.*s]", named ? what : "", named ? " " : "", STR_ARG(words)));
	term_spaces(s->t, 1);
}

static void put_alarm(struct show *s, const char *path, const char *text)
{
	if (!json_is_known(json_at(s->view, path)))
		return;
	term_text(s->t, STYLE_ALARM, str_of(text));
	term_spaces(s->t, 1);
}

static void put_badges(struct show *s)
{
	/* One section alone says nothing about the others. */
	bool whole = json_at(s->view, "meta.risk") != NULL;
	term_spaces(s->t, LAYOUT_INDENT);
	put_badge(s, "status", false, "accountStatus");
	if (json_text_at(s->view, "vipTier").n)
		put_badge(s, "tier", false, "vipTier");
	if (whole) {
		put_badge(s, "KYC", true, "kycStatus");
		put_badge(s, "risk", true, json_is_known(json_at(s->view, "riskFlags")) ? "riskLevel" : "riskFlags");
		if (!str_is(json_text_at(s->view, "accountStatus"), "self_excluded"))
			put_alarm(s, "compliance.selfExclusionStatus", "[self excluded]");
		put_alarm(s, "compliance.coolingOffPeriod", "[cooling off]");
	}
	term_line(s->t);
}

static const struct {
	const char *scope, *question;
} abilities[] = {{"login", "log in"},      {"deposit", "deposit"},   {"bet", "bet"},
		 {"withdraw", "withdraw"}, {"bonus", "get a bonus"}, {"marketing", "be marketed to"}};

static const struct json_node *restriction_of(const struct json_node *list, const char *scope)
{
	JSON_EACH(list, it)
	{
		if (str_is(json_text_at(it, "scope"), scope))
			return it;
	}
	return NULL;
}

/* "Can they?": no restriction is said only where both sources that could know one have spoken. */
static void put_abilities(struct show *s)
{
	const struct json_node *list = json_at(s->view, "restrictions");
	bool known = json_is_known(list);
	term_spaces(s->t, LAYOUT_INDENT);
	term_text(s->t, STYLE_QUIET, STR("Can they  "));
	for (size_t i = 0; i < ARRAY_LEN(abilities); i++) {
		bool barred = restriction_of(list, abilities[i].scope) != NULL;
		enum style style = !known ? STYLE_QUIET : barred ? STYLE_BAD : STYLE_GOOD;
		term_sign(s->t, style, !known ? SIGN_UNKNOWN : barred ? SIGN_NO : SIGN_YES);
		term_spaces(s->t, 1);
		term_text(s->t, barred ? STYLE_BAD : known ? STYLE_PLAIN : STYLE_QUIET, str_of(abilities[i].question));
		term_spaces(s->t, 2);
	}
	if (!known)
		term_text(s->t, STYLE_BAD, STR("not known"));
	term_line(s->t);
}

/* Most restrictions come in groups for one reason: told once. */
static void put_restrictions(struct show *s)
{
	const struct json_node *list = json_at(s->view, "restrictions");
	JSON_EACH(list, it)
	{
		struct str reason = json_text_at(it, "publicReason"), scopes = STR("");
		bool told = false;
		for (const struct json_node *before = list->first; before != it; before = before->next)
			told |= str_eq(json_text_at(before, "publicReason"), reason) &&
				str_eq(json_text_at(before, "until"), json_text_at(it, "until"));
		if (told)
			continue;
		JSON_EACH(list, other)
		{
			if (!str_eq(json_text_at(other, "publicReason"), reason) ||
			    !str_eq(json_text_at(other, "until"), json_text_at(it, "until")))
				continue;
			struct str scope = format_words(s->arena, json_text_at(other, "scope"));
			scopes = scopes.n ? format_text(s->arena, "%.*s, %.*s", STR_ARG(scopes), STR_ARG(scope)) : scope;
		}
		struct str until = show_value(s, json_at(it, "until"), AS_TIME);
		reason = format_words(s->arena, reason);
		term_spaces(s->t, LAYOUT_INDENT + 10);
		term_sign(s->t, STYLE_BAD, SIGN_NO);
		term_spaces(s->t, 1);
		term_paragraph(s->t, STYLE_PLAIN,
			       format_text(s->arena, "%.*s: %.*s%s%.*s", STR_ARG(scopes),
					   STR_ARG(reason.n ? reason : STR("no reason given")), until.n ? ", until " : "",
					   STR_ARG(until)),
			       LAYOUT_INDENT + 12);
	}
}

static struct str subtitle(struct show *s)
{
	static const char *const paths[] = {"username", "brand", "country"};
	struct str dot = term_sign_text(s->t, SIGN_DOT), all = STR("");
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		struct str one = json_text_at(s->view, paths[i]);
		if (one.n)
			all = all.n ? format_text(s->arena, "%.*s %.*s %.*s", STR_ARG(all), STR_ARG(dot), STR_ARG(one)) : one;
	}
	struct str licence = json_text_at(s->view, "licence"), rules = json_text_at(s->view, "jurisdiction");
	if (licence.n && !str_eq(licence, rules))
		all = format_text(s->arena, "%.*s %.*s licence %.*s", STR_ARG(all), STR_ARG(dot), STR_ARG(licence));
	if (rules.n)
		all = format_text(s->arena, "%.*s %.*s rules of %.*s", STR_ARG(all), STR_ARG(dot), STR_ARG(rules));
	return all;
}

void show_header(struct show *s)
{
	struct term *t = s->t;
	struct str name = json_text_at(s->view, "fullName"), id = json_text_at(s->view, "customerId");
	struct str balance = show_value(s, json_at(s->view, "financial.currentBalance"), AS_MONEY);
	if (!name.n)
		name = json_text_at(s->view, "username");
	if (!name.n)
		name = STR("(name not available)");
	if (balance.n)
		balance = format_text(s->arena, "%.*s cash", STR_ARG(balance));
	else if (json_at(s->view, "meta.financial"))
		balance = STR("balance not known");
	size_t used = LAYOUT_INDENT + term_columns(t, name) + 2 + term_columns(t, id) + term_columns(t, balance);
	term_line(t);
	term_spaces(t, LAYOUT_INDENT);
	term_text(t, STYLE_STRONG, name);
	term_spaces(t, 2);
	term_text(t, STYLE_QUIET, id);
	term_spaces(t, used < t->width ? t->width - used : 2);
	term_text(t, STYLE_STRONG, balance);
	term_line(t);
	struct str below = subtitle(s);
	if (below.n) {
		term_spaces(t, LAYOUT_INDENT);
		term_text(t, STYLE_PLAIN, below);
		term_line(t);
	}
	put_badges(s);
	term_line(t);
	put_abilities(s);
	put_restrictions(s);
}

/* --- 2 overview --- */

static const struct show_row overview_rows[] = {
	{"Registered", "registrationDate", AS_DATE, true},
	{"Status since", "statusSince", AS_TIME, false},
	{"Verification", "verificationType", AS_WORDS, false},
	{"VIP tier", "vipTier", AS_WORDS, true},
	{"Currency", "currency", AS_TEXT, false},
	{"Time zone", "timeZone", AS_TEXT, false},
	{"Language", "language", AS_TEXT, false},
	{"Came by", "acquisitionChannel", AS_WORDS, false},
	{"Email", "email", AS_TEXT, true},
	{"Phone", "phone", AS_TEXT, true},
	{"Born", "dateOfBirth", AS_TEXT, true},
	{"Gender", "gender", AS_WORDS, false},
	{"Former emails", "formerEmails", AS_STRINGS, false},
};

/* One line for people, masked as a whole when any of it is; of several masked parts in a row one stands for all. */
static void add_address(struct show *s, struct grid *g)
{
	static const char *const parts[] = {"line1", "line2", "postcode", "city", "region", "country"};
	struct str all = STR("");
	bool masked = false, before = false;
	for (size_t i = 0; i < ARRAY_LEN(parts); i++) {
		struct str part = json_text_at(json_at(s->view, "address"), parts[i]);
		bool hidden = show_is_masked(s, format_text(s->arena, "/address/%s", parts[i]));
		if (!part.n || (hidden && before))
			continue;
		masked |= hidden;
		before = hidden;
		all = all.n ? format_text(s->arena, "%.*s, %.*s", STR_ARG(all), STR_ARG(part)) : part;
	}
	if (masked)
		grid_add_masked(g, "Address", all);
	else
		grid_add(g, "Address", STYLE_PLAIN, all);
	s->masked += masked;
}

/* "casino: email, sms" a product. */
static void add_consents(struct show *s, struct grid *g)
{
	const struct json_node *list = json_at(s->view, "consents");
	struct str all = STR("");
	if (!json_is_known(list))
		return;
	JSON_EACH(list, it)
	{
		struct str product = json_text_at(it, "product"), channels = STR("");
		bool told = false;
		for (const struct json_node *b = list->first; b != it; b = b->next)
			told |= json_is_true(json_at(b, "granted")) && str_eq(json_text_at(b, "product"), product);
		if (told || !json_is_true(json_at(it, "granted")))
			continue;
		JSON_EACH(list, other)
		{
			struct str channel = json_text_at(other, "channel");
			if (!json_is_true(json_at(other, "granted")) || !str_eq(json_text_at(other, "product"), product))
				continue;
			channels =
				channels.n ? format_text(s->arena, "%.*s, %.*s", STR_ARG(channels), STR_ARG(channel)) : channel;
		}
		all = format_text(s->arena, "%.*s%s%.*s by %.*s", STR_ARG(all), all.n ? "; " : "", STR_ARG(product),
				  STR_ARG(channels));
	}
	grid_add(g, "Agreed to marketing", STYLE_PLAIN, all.n ? all : STR("none"));
}

void show_overview(struct show *s)
{
	struct grid g = {.count = 0};
	show_rows(s, &g, overview_rows, ARRAY_LEN(overview_rows));
	add_address(s, &g);
	add_consents(s, &g);
	grid_print(s->t, &g);
}

/* --- 3 activity --- */

static void put_sessions(struct show *s)
{
	static const struct table_column columns[] = {{"Session", false, false},
						      {"Game", false, true},
						      {"Since", false, false},
						      {"Bet", true, false},
						      {"Balance", true, false}};
	const struct json_node *list = json_at(s->view, "activeSessions");
	struct table table;
	if (!json_is_known(list))
		return;
	if (!list->count) {
		show_none(s, "No open session.");
		return;
	}
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, STYLE_PLAIN, json_text_at(it, "sessionId"));
		table_set(&table, 1, STYLE_PLAIN, json_text_at(it, "game"));
		table_set(&table, 2, STYLE_PLAIN, show_value(s, json_at(it, "startedAt"), AS_WHEN));
		table_set(&table, 3, STYLE_PLAIN, show_money(s, it, "currentBet"));
		table_set(&table, 4, STYLE_PLAIN, show_money(s, it, "sessionBalance"));
	}
	show_subhead(s, "Open sessions", list);
	table_print(s->t, &table);
}

static void put_open_bets(struct show *s)
{
	static const struct table_column columns[] = {{"Bet", false, false},
						      {"On", false, true},
						      {"Placed", false, false},
						      {"Stake", true, false},
						      {"May return", true, false}};
	const struct json_node *list = json_at(s->view, "betsInPlay");
	struct table table;
	if (!json_is_known(list) || !list->count)
		return;
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, STYLE_PLAIN, json_text_at(it, "betId"));
		table_set(&table, 1, STYLE_PLAIN, json_text_at(it, "game"));
		table_set(&table, 2, STYLE_PLAIN, show_value(s, json_at(it, "placedAt"), AS_WHEN));
		table_set(&table, 3, STYLE_PLAIN, show_money(s, it, "stake"));
		table_set(&table, 4, STYLE_PLAIN, show_money(s, it, "potentialReturn"));
	}
	show_subhead(s, "Bets in play", list);
	table_print(s->t, &table);
}

static struct str place_of(struct show *s, const struct json_node *login)
{
	struct str city = json_text_at(login, "city"), country = json_text_at(login, "country");
	return city.n && country.n ? format_text(s->arena, "%.*s, %.*s", STR_ARG(city), STR_ARG(country))
	       : city.n            ? city
				   : country;
}

static void put_logins(struct show *s)
{
	static const struct table_column columns[] = {{"When", false, false},
						      {"Outcome", false, false},
						      {"From", false, true},
						      {"Address", false, false},
						      {"Device", false, true}};
	const struct json_node *list = json_at(s->view, "recentLogins");
	struct table table;
	if (!json_is_known(list) || !list->count)
		return;
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		struct str outcome = json_text_at(it, "outcome");
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, STYLE_PLAIN, show_value(s, json_at(it, "at"), AS_WHEN));
		table_set(&table, 1, show_style(outcome), format_words(s->arena, outcome));
		table_set(&table, 2, STYLE_PLAIN, place_of(s, it));
		table_set(&table, 3, STYLE_QUIET, json_text_at(it, "ip"));
		table_set(&table, 4, STYLE_QUIET, json_text_at(it, "device"));
	}
	show_subhead(s, "Recent logins", list);
	table_print(s->t, &table);
}

static void put_devices(struct show *s)
{
	static const struct table_column columns[] = {{"Device", false, false},
						      {"Kind", false, true},
						      {"System", false, true},
						      {"First seen", false, false},
						      {"Last seen", false, false}};
	const struct json_node *list = json_at(s->view, "devices");
	struct table table;
	if (!json_is_known(list) || !list->count)
		return;
	table_init(&table, columns, ARRAY_LEN(columns));
	JSON_EACH(list, it)
	{
		if (!show_item(s, &table))
			continue;
		table_set(&table, 0, STYLE_PLAIN, json_text_at(it, "deviceId"));
		table_set(&table, 1, STYLE_PLAIN, format_words(s->arena, json_text_at(it, "kind")));
		table_set(&table, 2, STYLE_PLAIN, json_text_at(it, "os"));
		table_set(&table, 3, STYLE_QUIET, show_value(s, json_at(it, "firstSeen"), AS_DAY));
		table_set(&table, 4, STYLE_PLAIN, show_value(s, json_at(it, "lastSeen"), AS_WHEN));
	}
	show_subhead(s, "Devices", list);
	table_print(s->t, &table);
}

void show_activity(struct show *s)
{
	put_sessions(s);
	put_open_bets(s);
	put_logins(s);
	put_devices(s);
}
