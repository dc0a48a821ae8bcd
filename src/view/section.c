#include "view/section.h"

#include <pthread.h>

#define BIT(p) (1u << PART_##p)

static const struct {
	const char *name;
	unsigned parts, needs;
	enum part primary;
} sections[SECTION_COUNT_] = {
	/* The strictest status wins, so a profile is not shown before the risk service has been heard (or given up). */
	[SECTION_PROFILE] = {"profile", BIT(PROFILE) | BIT(RISK), BIT(PROFILE) | BIT(RISK), PART_PROFILE},
	[SECTION_ACTIVITY] = {"activity", BIT(PLAY) | BIT(LOGINS), BIT(PLAY) | BIT(LOGINS), PART_PLAY},
	[SECTION_GAMING] = {"gaming", BIT(GAMING), BIT(GAMING), PART_GAMING},
	/* Net gaming revenue reads the gaming statistics too, and is null without them. */
	[SECTION_FINANCIAL] = {"financial", BIT(WALLET) | BIT(GAMING), BIT(WALLET), PART_WALLET},
	[SECTION_COMPLIANCE] = {"compliance", BIT(KYC) | BIT(RISK), BIT(KYC) | BIT(RISK), PART_KYC},
	[SECTION_RISK] = {"risk", BIT(RISK), BIT(RISK), PART_RISK},
	[SECTION_SUPPORT] = {"support", BIT(SUPPORT), BIT(SUPPORT), PART_SUPPORT},
	[SECTION_DOCUMENTS] = {"documents", BIT(KYC), BIT(KYC), PART_KYC},
};

const char *section_name(enum section s)
{
	return sections[s].name;
}

bool section_parse(struct str name, enum section *ret)
{
	for (size_t i = 0; i < SECTION_COUNT_; i++)
		if (str_is(name, sections[i].name)) {
			*ret = (enum section)i;
			return true;
		}
	return false;
}

unsigned section_parts(enum section s)
{
	return sections[s].parts;
}

unsigned section_needs(enum section s)
{
	return sections[s].needs;
}

enum part section_primary(enum section s)
{
	return sections[s].primary;
}

const char *account_status_name(enum account_status s)
{
	return schema_part(PART_PROFILE)->fields[F_PROFILE_accountStatus].values[s];
}

enum part fragment_part(enum fragment f)
{
	static const enum part parts[FRAG_COUNT_] = {
		[FRAG_PROFILE] = PART_PROFILE,    [FRAG_LOGINS] = PART_LOGINS,        [FRAG_PLAY] = PART_PLAY,
		[FRAG_GAMING] = PART_GAMING,      [FRAG_FINANCIAL] = PART_WALLET,     [FRAG_KYC_STATUS] = PART_KYC,
		[FRAG_KYC_COMPLIANCE] = PART_KYC, [FRAG_RISK_COMPLIANCE] = PART_RISK, [FRAG_DOCUMENTS] = PART_KYC,
		[FRAG_RISK] = PART_RISK,          [FRAG_SUPPORT] = PART_SUPPORT,
	};
	return parts[f];
}

/* --- what stands in the place of a missing part --- */

static struct buf profile_missing;

/* The profile has most members, and gets more: its nulls follow the schema. */
static void make_profile_missing(void)
{
	const struct schema *s = schema_part(PART_PROFILE);
	struct json_writer w;
	struct str last = STR("");
	buf_init(&profile_missing, 4096);
	json_writer_init(&w, &profile_missing);
	json_open_object(&w);
	for (size_t i = 0; i < s->count; i++) {
		struct str rest = str_of(s->fields[i].name), top;
		str_split(&rest, '.', &top);
		if (i == F_PROFILE_customerId || i == F_PROFILE_accountStatus || str_eq(top, last))
			continue;
		json_kv_null(&w, top);
		last = top;
	}
	json_close_object(&w);
	MUST(buf_ok(&profile_missing) == OK);
}

struct str fragment_missing(enum fragment f)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	switch (f) {
	case FRAG_PROFILE:
		pthread_once(&once, make_profile_missing);
		return str_mem(profile_missing.p + 1, profile_missing.n - 2);
	case FRAG_LOGINS:
		return STR("\"recentLogins\":null,\"devices\":null");
	case FRAG_PLAY:
		return STR("\"activeSessions\":null,\"betsInPlay\":null");
	case FRAG_GAMING:
		return STR("\"gamingStats\":null");
	case FRAG_FINANCIAL:
		return STR("\"financial\":null");
	case FRAG_KYC_STATUS:
		return STR("\"kycStatus\":null,\"verificationType\":null");
	case FRAG_KYC_COMPLIANCE:
		return STR("\"kycVerified\":null,\"proofOfAddressVerified\":null,\"sourceOfFundsVerified\":null,"
			   "\"sourceOfFunds\":null,"
			   "\"nextReviewAt\":null,\"checks\":null,\"screening\":null");
	case FRAG_RISK_COMPLIANCE:
		return STR("\"responsibleGamblingLimits\":null,\"selfExclusionStatus\":null,\"coolingOffPeriod\":null,\"limits\":"
			   "null");
	case FRAG_DOCUMENTS:
		return STR("\"documents\":null");
	case FRAG_RISK:
		return STR("\"riskLevel\":null,\"riskFlags\":null");
	case FRAG_SUPPORT:
		return STR("\"supportHistory\":null");
	case FRAG_COUNT_:
		break;
	}
	return STR("");
}
