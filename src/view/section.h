/* view/section.h - the eight sections of a customer, the parts that feed each, and the JSON that a sealed part becomes.
 *
 * A part's record is rendered once, when it enters the cache, into *fragments*: runs of JSON members that stand in the answer as
 * they are. What a role may not see is marked by spans; a *variant* is the text for one permission class, made when first asked
 * for and then only pointed at. Its version is a hash of its own bytes: what is unchanged for a role keeps its version, whatever
 * changed for others. Thread: any; a body is immutable but for the list of its variants (lock-free, add only). Life: part_seal ..
 * part_unseal, as the snapshot's body. */
#pragma once

#include "access/mask.h"
#include "access/perm.h"
#include "base/blob.h"
#include "base/json_writer.h"
#include "sources/sources.h"

enum section {
	SECTION_PROFILE,
	SECTION_ACTIVITY,
	SECTION_GAMING,
	SECTION_FINANCIAL,
	SECTION_COMPLIANCE,
	SECTION_RISK,
	SECTION_SUPPORT,
	SECTION_DOCUMENTS,
	SECTION_COUNT_
};
const char *section_name(enum section s);
bool section_parse(struct str name, enum section *ret);
#define SECTIONS_ALL ((1u << SECTION_COUNT_) - 1)
#define PARTS_ALL    ((1u << PART_COUNT_) - 1)
/* Bits 1 << enum part of all parts that a section reads. */
unsigned section_parts(enum section s);
/* Those of them that it can't be shown without: they decide its state, and an answer waits for them. */
unsigned section_needs(enum section s);
/* The part whose source gives the section its source's name. */
enum part section_primary(enum section s);

/* Where each run of members stands in the answer. */
enum fragment {
	FRAG_PROFILE,         /* members of the top object */
	FRAG_LOGINS,          /* "recentLogins", "devices" */
	FRAG_PLAY,            /* "activeSessions", "betsInPlay" */
	FRAG_GAMING,          /* "gamingStats" */
	FRAG_FINANCIAL,       /* "financial" but its netGamingRevenue: members of that object */
	FRAG_KYC_STATUS,      /* "kycStatus", "verificationType" */
	FRAG_KYC_COMPLIANCE,  /* members of "compliance" */
	FRAG_RISK_COMPLIANCE, /* members of "compliance" */
	FRAG_DOCUMENTS,       /* "documents" */
	FRAG_RISK,            /* "riskLevel", "riskFlags" */
	FRAG_SUPPORT,         /* "supportHistory" */
	FRAG_COUNT_
};
/* The fragment's members, each null: what stands there when the part is missing. Made from the schemas at the first call. */
struct str fragment_missing(enum fragment f);
enum part fragment_part(enum fragment f);
/* Which of its part's runs a fragment is, in variant.at: parts render theirs in this order. */
size_t fragment_index(enum fragment f);

#define PART_FRAGMENTS_MAX 3

/* One permission class's text of a part. */
struct variant {
	struct variant *next;
	unsigned sight;   /* the bits that matter to this part */
	char version[33]; /* BLAKE2b-128 of the bytes, hex */
	struct blob *text;
	struct {
		uint32_t start, length;               /* of the members in text */
		uint32_t masked_start, masked_length; /* "\"/email\",\"/phone\"" in text, without brackets */
	} at[PART_FRAGMENTS_MAX];
};

/* Strictest last: where sources disagree, the larger wins. */
enum account_status { ACCOUNT_ACTIVE, ACCOUNT_SUSPENDED, ACCOUNT_SELF_EXCLUDED, ACCOUNT_CLOSED };
const char *account_status_name(enum account_status s);

#define RESTRICTIONS_MAX 16
#define TIME_ZONE_MAX    64 /* of the IANA database the longest has 32 */

/* What other sections need of a part, typed. */
struct facts {
	const struct currency *currency;
	union {
		struct {
			enum account_status status;
			int64_t status_since_ms;       /* 0: unknown */
			char time_zone[TIME_ZONE_MAX]; /* "": unknown */
		} profile;
		struct {
			bool excluded, cooling;
			int64_t exclusion_since_ms, exclusion_until_ms, cooling_since_ms, cooling_until_ms; /* 0: not said */
			bool deposit_blocked, bet_blocked;                                                  /* a limit of 0 */
			struct {
				unsigned scope; /* index into restriction scopes */
				int64_t since_ms, until_ms;
				char reason[96];
			} restrictions[RESTRICTIONS_MAX];
			unsigned restriction_count;
		} risk;
		struct {
			int64_t ggr, jackpot_contributions, duty;
			bool known;
		} gaming;
		struct {
			int64_t bonus_converted, payment_costs;
		} wallet;
	};
};

struct part_body;

/* snapshot_seal_fn and its counterpart. */
void *part_seal(void *ctx, enum part p, struct str customer, const struct record *r, size_t *ret_size);
void part_unseal(void *body);

const struct facts *part_facts(const struct snapshot *s);
/* The body again with what events say of @c since the service was asked: for sources_patch(). NULL: no memory, or the part is
 * none that events can keep true. */
struct live_customer;
void *part_bring_up(const struct snapshot *s, const struct live_customer *c, size_t *ret_size);
/* The last event that is in it; 0: none was merged. */
uint64_t part_live_seq(const struct snapshot *s);
/* Events of that long before the service was asked may not have been in its answer. */
#define PART_NEWS_MARGIN_MS 2000
/* The text for @sight; NULL: no memory. @ret_grown: bytes that were added to the body by this call (0 when it was there). */
const struct variant *part_variant(struct snapshot *s, unsigned sight, size_t *ret_grown);
/* The unmasked JSON text of a masked value by its pointer ("/email"), for a reveal; false: no such masked field. */
bool part_masked_value(const struct snapshot *s, struct str pointer, struct str *ret_json, enum mask_kind *ret_kind);
/* Does the part hold this document? For a grant. */
bool part_has_document(const struct snapshot *s, struct str document_id);
