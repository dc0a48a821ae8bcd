/* sim/words.h - the small vocabularies that rows refer to by position: brands, licences, devices, letters, tickets, flags...
 * Constant tables, any thread. */
#pragma once

#include "sim/model.h"

struct licence_row {
	const char *jurisdiction, *number;
	unsigned brand;      /* position in word_brand */
	bool credit_cards;   /* allowed to deposit by one */
	uint32_t slot_stake; /* highest stake in slots, in credits; 0: no such rule */
};
enum licence { LICENCE_GB, LICENCE_MT, LICENCE_DE, LICENCE_NL, LICENCE_SE, LICENCE_ES, LICENCE_ON, LICENCE_COUNT_ };
const struct licence_row *licence_at(unsigned i);
enum licence licence_of_country(const char *country);

/* Text of a vocabulary's entry; MUST: i below the count. */
/* clang-format off */
#define WORDS(X) \
	X(brand) X(channel) X(product) X(contact) X(device_kind) X(device_os) X(hours) X(odds) X(team) X(tag) X(vendor) \
	X(check) X(funds) X(list) X(screening_note) X(document_reason) X(topic) X(via) X(stage) X(urgency) X(letter_status)
/* clang-format on */
#define X(n)                              \
	const char *word_##n(unsigned i); \
	unsigned word_##n##_count(void);
WORDS(X)
#undef X

struct place {
	const char *country, *city;
};
const struct place *place_at(unsigned i);
unsigned place_count(void);

struct letter_row {
	const char *template, *subject, *channel;
	bool inbound;
};
enum letter_template {
	LETTER_WELCOME,
	LETTER_CONFIRM_EMAIL,
	LETTER_KYC_REQUEST,
	LETTER_KYC_DONE,
	LETTER_KYC_REJECTED,
	LETTER_WITHDRAWAL_PAID,
	LETTER_WITHDRAWAL_RETURNED,
	LETTER_NEWSLETTER,
	LETTER_BONUS,
	LETTER_LIMIT_REMINDER,
	LETTER_EXCLUSION,
	LETTER_COOL_OFF,
	LETTER_NEW_DEVICE,
	LETTER_CUSTOMER_REPLY,
	LETTER_INACTIVE,
	LETTER_PASSWORD_RESET,
	LETTER_SUSPENDED,
	LETTER_REINSTATED,
	LETTER_CLOSED,
	LETTER_ACCOUNT_NOTE,
	LETTER_PAYMENT_NOTE,
	LETTER_DOCUMENT_NOTE,
	LETTER_PROTECTION_NOTE,
	LETTER_COUNT_
};
const struct letter_row *letter_at(unsigned i);
/* -1: no such template. */
int letter_find(struct str template);

struct flag_row {
	const char *type, *text;
	enum flag_class class;
	enum severity severity;
};
enum flag_type {
	FT_UNUSUAL_BETTING,
	FT_MULTI_ACCOUNTING,
	FT_BONUS_ABUSE,
	FT_STOLEN_CARD,
	FT_CHARGEBACK,
	FT_ACCOUNT_TAKEOVER,
	FT_IMPOSSIBLE_TRAVEL,
	FT_NEW_DEVICE,
	FT_VELOCITY,
	FT_CHASING_LOSSES,
	FT_NIGHT_PLAY,
	FT_DEPOSIT_FREQUENCY,
	FT_DECLINED_DEPOSITS,
	FT_TIME_SPENT,
	FT_SELF_EXCLUSION,
	FT_DORMANT_REACTIVATED,
	FT_STRUCTURING,
	FT_MINIMAL_PLAY,
	FT_THIRD_PARTY_INSTRUMENT,
	FT_CHIP_DUMPING,
	FT_COUNT_
};
const struct flag_row *flag_at(unsigned i);
/* -1: no such type. */
int flag_find(struct str type);

enum ticket_topic {
	TOPIC_WITHDRAWAL,
	TOPIC_DEPOSIT,
	TOPIC_BONUS,
	TOPIC_ACCOUNT,
	TOPIC_VERIFICATION,
	TOPIC_GAME_RESULT,
	TOPIC_LIMITS,
	TOPIC_COMPLAINT,
	TOPIC_TECHNICAL,
	TOPIC_COUNT_
};
enum ticket_stage { STAGE_OPEN, STAGE_WAITING, STAGE_RESOLVED, STAGE_REOPENED, STAGE_COMPLAINT, STAGE_DISPUTE };
enum ticket_via { VIA_EMAIL, VIA_PHONE, VIA_CHAT, VIA_FORM };
enum ticket_from { FROM_CUSTOMER, FROM_AGENT, FROM_SYSTEM };
#define SUBJECTS_PER_TOPIC 3
const char *ticket_subject(unsigned topic, unsigned i);
/* What a message says: by topic, who, and a number. */
const char *ticket_text(unsigned topic, enum ticket_from from, unsigned i);

/* What a browser says of itself: "Firefox on Windows 11". */
#define AGENT_TEXT_MAX 64
void word_agent(const struct device *d, char out[AGENT_TEXT_MAX]);

/* Minor units of one credit, the simulator's unit of stakes and deposits: about a euro, a multiple of 100. */
int64_t currency_credit(const char *code);
/* Standard time of a zone, minutes east of Greenwich; good enough for the hours people play at. */
int zone_offset_min(const char *zone);
