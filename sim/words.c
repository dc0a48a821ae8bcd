#include "sim/words.h"

#include <stdio.h>

#define LIST(name, ...)                                         \
	static const char *const list_##name[] = {__VA_ARGS__}; \
	const char *word_##name(unsigned i)                     \
	{                                                       \
		MUST(i < ARRAY_LEN(list_##name));               \
		return list_##name[i];                          \
	}                                                       \
	unsigned word_##name##_count(void)                      \
	{                                                       \
		return ARRAY_LEN(list_##name);                  \
	}

LIST(brand, "Northern Lights", "Lucky Harbour", "Casa Solera", "Kronen Play", "Tulip Bets", "Fjord Casino", "Maple Crown")
LIST(channel, "organic", "affiliate", "search_ads", "social", "tv", "refer_a_friend")
LIST(product, "casino", "sports", "bingo")
LIST(contact, "email", "sms", "phone", "post")
LIST(device_kind, "desktop", "phone", "tablet")
LIST(device_os, "Windows 11", "macOS 15", "Android 15", "iOS 18", "iPadOS 18", "Linux")
LIST(hours, "any", "09:00-12:00", "12:00-18:00", "18:00-20:00")
LIST(odds, "decimal", "fractional", "american")
LIST(team, "Toronto", "Lisbon", "Malmö", "Leeds", "Seville", "Bremen", "Utrecht", "Kraków", "Osaka", "Tampere")
LIST(tag, "newsletter", "high_value", "sports_fan", "called_recently", "birthday_month", "complained_before")
LIST(vendor, "Veridata", "Identia", "Onbase Checks", "manual")
LIST(check, "identity", "address", "age", "source_of_funds")
LIST(funds, "unknown", "salary", "self_employment", "pension", "savings", "inheritance", "property_sale")
LIST(list, "Domestic PEP list", "International PEP list", "UN consolidated list", "EU consolidated list")
LIST(screening_note, "Same name, other birth date", "Same name, other country", "Distant relative of an office holder",
     "To be looked at")
LIST(document_reason, "", "Not readable", "Corner cut off", "Name does not match", "Older than three months", "Expired document")
LIST(topic, "withdrawal", "deposit", "bonus", "account", "verification", "game-result", "limits", "complaint", "technical")
LIST(via, "email", "phone", "chat", "form")
LIST(stage, "open", "waiting-for-customer", "resolved", "reopened", "complaint", "dispute")
LIST(urgency, "low", "normal", "high", "urgent")
LIST(letter_status, "delivered", "opened", "bounced", "received")

static const struct licence_row licences[LICENCE_COUNT_] = {
	[LICENCE_GB] = {"GB", "GB-039147-R-330112", 1, false, 5}, [LICENCE_MT] = {"MT", "MT-B2C-412-2019", 0, true, 0},
	[LICENCE_DE] = {"DE", "DE-GGL-24-0117", 3, false, 1},     [LICENCE_NL] = {"NL", "NL-KSA-1823", 4, false, 0},
	[LICENCE_SE] = {"SE", "SE-18LI7392", 5, false, 0},        [LICENCE_ES] = {"ES", "ES-ADM-0071", 2, false, 0},
	[LICENCE_ON] = {"ON", "ON-OPIG1237114", 6, true, 0},
};

const struct licence_row *licence_at(unsigned i)
{
	MUST(i < LICENCE_COUNT_);
	return &licences[i];
}

enum licence licence_of_country(const char *country)
{
	static const struct {
		char country[3];
		enum licence licence;
	} rows[] = {{"GB", LICENCE_GB}, {"DE", LICENCE_DE}, {"NL", LICENCE_NL},
		    {"SE", LICENCE_SE}, {"ES", LICENCE_ES}, {"CA", LICENCE_ON}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].country, country) == 0)
			return rows[i].licence;
	return LICENCE_MT;
}

static const struct place places[] = {
	{"RO", "Bucharest"},  {"VN", "Hanoi"}, {"NG", "Lagos"},     {"PH", "Manila"}, {"GE", "Tbilisi"},
	{"MA", "Casablanca"}, {"ES", "Palma"}, {"GR", "Heraklion"}, {"PT", "Faro"},   {"TH", "Phuket"},
};
const struct place *place_at(unsigned i)
{
	MUST(i < ARRAY_LEN(places));
	return &places[i];
}
unsigned place_count(void)
{
	return ARRAY_LEN(places);
}

static const struct letter_row letters[LETTER_COUNT_] = {
	[LETTER_WELCOME] = {"welcome", "Welcome aboard", "email", false},
	[LETTER_CONFIRM_EMAIL] = {"confirm_email", "Please confirm your email address", "email", false},
	[LETTER_KYC_REQUEST] = {"kyc_request", "We need a document from you", "email", false},
	[LETTER_KYC_DONE] = {"kyc_done", "Your account is verified", "email", false},
	[LETTER_KYC_REJECTED] = {"kyc_rejected", "We could not accept your document", "email", false},
	[LETTER_WITHDRAWAL_PAID] = {"withdrawal_paid", "Your withdrawal is on its way", "email", false},
	[LETTER_WITHDRAWAL_RETURNED] = {"withdrawal_returned", "Your withdrawal came back", "email", false},
	[LETTER_NEWSLETTER] = {"newsletter", "What is new this month", "email", false},
	[LETTER_BONUS] = {"bonus", "A bonus is waiting for you", "push", false},
	[LETTER_LIMIT_REMINDER] = {"limit_reminder", "Your limits: still right for you?", "email", false},
	[LETTER_EXCLUSION] = {"self_exclusion", "Your self-exclusion has begun", "email", false},
	[LETTER_COOL_OFF] = {"cool_off", "Your break has begun", "email", false},
	[LETTER_NEW_DEVICE] = {"new_device", "A new device signed on to your account", "sms", false},
	[LETTER_CUSTOMER_REPLY] = {"reply", "Re: your message", "email", true},
	[LETTER_INACTIVE] = {"inactive", "We have not seen you for a while", "email", false},
	[LETTER_PASSWORD_RESET] = {"password_reset", "Choose a new password", "email", false},
	[LETTER_SUSPENDED] = {"account_suspended", "Your account is suspended", "email", false},
	[LETTER_REINSTATED] = {"account_reinstated", "Your account is open again", "email", false},
	[LETTER_CLOSED] = {"account_closed", "Your account is closed", "email", false},
	[LETTER_ACCOUNT_NOTE] = {"account_note", "About your account", "email", false},
	[LETTER_PAYMENT_NOTE] = {"payment_note", "About your payment", "email", false},
	[LETTER_DOCUMENT_NOTE] = {"document_note", "About your documents", "email", false},
	[LETTER_PROTECTION_NOTE] = {"protection_note", "Playing safely", "email", false},
};
const struct letter_row *letter_at(unsigned i)
{
	MUST(i < LETTER_COUNT_);
	return &letters[i];
}

int letter_find(struct str template)
{
	for (int i = 0; i < LETTER_COUNT_; i++)
		if (str_is(template, letters[i].template))
			return i;
	return -1;
}

static const struct flag_row flags[FT_COUNT_] = {
	[FT_UNUSUAL_BETTING] = {"unusual_betting_pattern", "Sudden increase in bet size", FLAG_ACCOUNT, SEVERITY_MEDIUM},
	[FT_MULTI_ACCOUNTING] = {"multi_accounting", "Shares devices with other accounts", FLAG_FRAUD, SEVERITY_HIGH},
	[FT_BONUS_ABUSE] = {"bonus_abuse", "Bonus cost is high against deposits, withdrawal right after wagering", FLAG_FRAUD,
			    SEVERITY_MEDIUM},
	[FT_STOLEN_CARD] = {"stolen_card", "Several cards within a day, declines before a success", FLAG_FRAUD,
			    SEVERITY_CRITICAL},
	[FT_CHARGEBACK] = {"chargeback", "A deposit was charged back", FLAG_FRAUD, SEVERITY_HIGH},
	[FT_ACCOUNT_TAKEOVER] = {"account_takeover", "Failed logins, then a success and a new payout account", FLAG_FRAUD,
				 SEVERITY_CRITICAL},
	[FT_IMPOSSIBLE_TRAVEL] = {"impossible_travel", "Logins from two places too far apart", FLAG_ACCOUNT, SEVERITY_MEDIUM},
	[FT_NEW_DEVICE] = {"new_device", "New device shortly before a withdrawal", FLAG_ACCOUNT, SEVERITY_LOW},
	[FT_VELOCITY] = {"velocity", "Far more bets in an hour than usual", FLAG_ACCOUNT, SEVERITY_LOW},
	[FT_CHASING_LOSSES] = {"chasing_losses", "Stakes rise after losses", FLAG_RG, SEVERITY_HIGH},
	[FT_NIGHT_PLAY] = {"night_play", "Plays mostly between midnight and five", FLAG_RG, SEVERITY_MEDIUM},
	[FT_DEPOSIT_FREQUENCY] = {"deposit_frequency", "Three or more deposits within a session", FLAG_RG, SEVERITY_MEDIUM},
	[FT_DECLINED_DEPOSITS] = {"declined_deposits", "Repeated declines for insufficient funds", FLAG_RG, SEVERITY_MEDIUM},
	[FT_TIME_SPENT] = {"time_spent", "More than six hours of play in a day", FLAG_RG, SEVERITY_MEDIUM},
	[FT_SELF_EXCLUSION] = {"self_exclusion", "Excluded at own request", FLAG_RG, SEVERITY_HIGH},
	[FT_DORMANT_REACTIVATED] = {"dormant_reactivated", "Back after a long absence", FLAG_ACCOUNT, SEVERITY_LOW},
	[FT_STRUCTURING] = {"structuring", "Linked deposits just below the threshold within a day", FLAG_AML, SEVERITY_HIGH},
	[FT_MINIMAL_PLAY] = {"minimal_play", "Deposits withdrawn with little play", FLAG_AML, SEVERITY_MEDIUM},
	[FT_THIRD_PARTY_INSTRUMENT] = {"third_party_instrument", "Instrument held by somebody else", FLAG_AML, SEVERITY_HIGH},
	[FT_CHIP_DUMPING] = {"chip_dumping", "One-sided losses to a linked account", FLAG_AML, SEVERITY_HIGH},
};
const struct flag_row *flag_at(unsigned i)
{
	MUST(i < FT_COUNT_);
	return &flags[i];
}

int flag_find(struct str type)
{
	for (int i = 0; i < FT_COUNT_; i++)
		if (str_is(type, flags[i].type))
			return i;
	return -1;
}

void word_agent(const struct device *d, char out[AGENT_TEXT_MAX])
{
	(void)snprintf(out, AGENT_TEXT_MAX, "%s on %s", d->kind ? "App" : "Firefox", word_device_os(d->os));
}

int64_t currency_credit(const char *code)
{
	static const struct {
		char code[4];
		int64_t minor;
	} rows[] = {{"SEK", 1000},  {"NOK", 1000}, {"DKK", 700}, {"ISK", 100},  {"PLN", 400},  {"CZK", 2500},
		    {"BRL", 500},   {"INR", 9000}, {"JPY", 100}, {"KRW", 1000}, {"TWD", 3000}, {"UAH", 4000},
		    {"RSD", 10000}, {"TRY", 4000}, {"ILS", 400}, {"KWD", 300},  {"BHD", 400},  {"TND", 3000}};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].code, code) == 0)
			return rows[i].minor;
	return 100;
}

int zone_offset_min(const char *zone)
{
	static const struct {
		const char *zone;
		int minutes;
	} rows[] = {
		{"Europe/London", 0},       {"Europe/Dublin", 0},        {"Europe/Lisbon", 0},      {"Atlantic/Reykjavik", 0},
		{"Atlantic/Canary", 0},     {"Atlantic/Madeira", 0},     {"Europe/Athens", 120},    {"Europe/Helsinki", 120},
		{"Europe/Kyiv", 120},       {"Europe/Istanbul", 180},    {"Asia/Jerusalem", 120},   {"Asia/Kuwait", 180},
		{"Asia/Bahrain", 180},      {"Asia/Kolkata", 330},       {"Asia/Taipei", 480},      {"Asia/Tokyo", 540},
		{"Asia/Seoul", 540},        {"America/Sao_Paulo", -180}, {"America/Belem", -180},   {"America/Manaus", -240},
		{"America/New_York", -300}, {"America/Detroit", -300},   {"America/Toronto", -300}, {"America/Thunder_Bay", -300},
		{"America/Chicago", -360},  {"America/Denver", -420},    {"America/Phoenix", -420}, {"America/Los_Angeles", -480},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++)
		if (strcmp(rows[i].zone, zone) == 0)
			return rows[i].minutes;
	return 60; /* the rest lies in Central Europe and Tunisia */
}
