/* layer: sources */
/* Any bytes as an answer of a source, through mappings that use every form; and, when the first byte says so, any text as the
 * "sources:" section. What passes has its required fields, is about the customer asked for, is UTF-8, and shows no card number.
 */
#include "base/utf8.h"
#include "sources/plan.h"
#include "sources/span.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char config[] =
	"a:\n"
	"  base_url: http://127.0.0.1:1\n"
	"  defaults: {time: epoch_ms}\n"
	"  enums: {s: {A: open, B: resolved}}\n"
	"  parts:\n"
	"    wallet:\n"
	"      path: /w/{id}\n"
	"      status: {at: /ok, ok: [\"true\"], not_found: [\"false\"]}\n"
	"      map:\n"
	"        customerId: /id\n"
	"        currency: /c\n"
	"        balances.cash: {at: /m/a, as: decimal}\n"
	"        balances.bonus: {at: /m/b, as: number}\n"
	"        balances.reserved: {at: /m/c, as: minor, decimals: 4}\n"
	"        balances.openStakes: {at: /m/d, as: object, of: minor_text}\n"
	"        totals.depositsSettled: {at: /m/e, as: minor, currency: EUR, sign: {at: /m/f, negative: [OUT]}}\n"
	"        totals.withdrawalsPaid: {at: /m/g/0, as: minor}\n"
	"        lastDeposit.method: {join: [/f, /l]}\n"
	"        lastDeposit.date: /t\n"
	"        pendingWithdrawals: {items: /p, map: {transactionId: {key: true}, amount: {at: /a, as: number}, requestedAt: "
	"{at: /t, as: "
	"epoch_s}, state: /s}}\n"
	"        bonuses: {records: [{if: /b1, map: {bonusId: /b1/i, state: {value: active}, amount: {at: /b1/a, as: minor}}}]}\n"
	"        instruments: {items: /l, map: {instrumentId: /i, kind: /k, cardNumber: /n, verified: {at: /v, true: Y, default: "
	"false}}}\n"
	"        pockets: {items: /l, map: {pocket: /k, balance: {at: /b, as: decimal}}}\n"
	"    kyc:\n"
	"      path: /k/{id}\n"
	"      root: /r\n"
	"      map: {customerId: /id, kycStatus: /s, documents: {items: /d, map: {documentId: /i, kind: {at: /k, as: any}, "
	"status: /s, expiresAt: "
	"{at: /e, as: date}, uploadedAt: {at: /u, as: rfc3339}, pages: /p}}, compliance.screening: {items: /x, map: {list: \"\", "
	"kind: {value: "
	"pep}, status: {value: open}}}}\n"
	"    profile:\n"
	"      path: /p/{id}\n"
	"      map: {customerId: /id, username: {at: /u, empty_is_null: true}, registrationDate: {at: /r, as: epoch_s}, "
	"accountStatus: {value: "
	"active}, currency: /c, formerEmails: /e, dateOfBirth: /b}\n"
	"    support:\n"
	"      path: /s/{id}\n"
	"      map: {customerId: /id, supportHistory: {items: \"\", map: {ticketId: /i, subject: /s, status: {at: /st, enum: s, "
	"default: open}, "
	"createdAt: /c}}}\n"
	"  details:\n"
	"    statistics:\n"
	"      path: /d/{id}\n"
	"      filter: {from: a, to: b}\n"
	"      map: {customerId: /id, currency: /c, timeZone: /z, days: {items: /d, map: {date: /d, bets: /n, wagered: {at: /i, "
	"as: minor}, "
	"won: {at: /o, as: minor}}}, hours: {items: /h, map: {weekday: /w, hour: /h, bets: /n, wagered: {at: /i, as: minor}, "
	"won: {at: /o, "
	"as: minor}}}, games: {items: /g, map: {gameId: /g, game: /g, bets: /n, wagered: {at: /i, as: minor}, won: {at: /o, as: "
	"minor}}}}\n";

#define SPAN_FROM_MS INT64_C(1759276800000) /* October 2025 */
#define SPAN_TO_MS   INT64_C(1761955200000)

static struct source_config *configs;

static void load(void)
{
	struct arena a;
	struct yaml_node *root;
	struct err_info info = {0};
	size_t count;
	arena_init(&a, 16 << 20);
	MUST(yaml_parse(str_of(config), &a, &root, &info) == OK);
	MUST(source_configs_parse(root, NULL, &configs, &count, &info) == OK);
	arena_done(&a);
}

static void check_record(const struct record *r);

static void check_value(const struct field *f, const struct value *v)
{
	unsigned digits = 0;
	switch (f->type) {
	case FIELD_CARD_NUMBER:
		for (size_t i = 0; i < v->text.n; i++)
			digits += v->text.p[i] >= '0' && v->text.p[i] <= '9';
		MUST(digits <= 10 && v->text.n > 0);
		break;
	case FIELD_MONEY:
		MUST(v->money.currency && v->money.currency->code[0]);
		break;
	case FIELD_ENUM:
		for (unsigned i = 0; i <= v->index; i++)
			MUST(f->values[i]);
		break;
	case FIELD_STRINGS:
		for (size_t i = 0; i < v->strings.count; i++)
			MUST(utf8_valid(v->strings.items[i]));
		break;
	case FIELD_LIST:
		for (size_t i = 0; i < v->list.count; i++)
			check_record(&v->list.items[i]);
		break;
	case FIELD_STRING:
	case FIELD_ID:
	case FIELD_DECIMAL:
		MUST(utf8_valid(v->text));
		break;
	default:
		break;
	}
}

static void check_record(const struct record *r)
{
	for (size_t i = 0; i < r->schema->count; i++) {
		const struct field *f = &r->schema->fields[i];
		MUST(r->values[i].present || !(f->flags & FIELD_REQUIRED));
		if (f->flags & FIELD_SUBJECT)
			MUST(str_is(r->values[i].text, "CUS-1"));
		if (r->values[i].present)
			check_value(f, &r->values[i]);
	}
}

/* What passes stands in order, each once, within the span and the week. */
static void check_span(struct record *r)
{
	struct mapping_fault fault = {0};
	struct value *v = r->values;
	if (span_check(DETAIL_STATISTICS, SPAN_FROM_MS, SPAN_TO_MS, r, &fault) != SOURCE_OK)
		return;
	MUST(v[F_STATISTICS_days].list.count <= 31 + 2);
	for (size_t i = 1; i < v[F_STATISTICS_days].list.count; i++) {
		const struct record *day = &v[F_STATISTICS_days].list.items[i];
		MUST(day[-1].values[F_PLAY_DAY_date].days < day->values[F_PLAY_DAY_date].days);
	}
	MUST(!v[F_STATISTICS_hours].present || v[F_STATISTICS_hours].list.count <= 7 * 24);
	MUST(!v[F_STATISTICS_games].present || v[F_STATISTICS_games].list.count <= SPAN_GAMES_MAX);
	span_settle_zone(DETAIL_STATISTICS, r, STR_NONE);
	MUST(v[F_STATISTICS_timeZone].present);
}

static void fuzz_config(struct str text)
{
	struct arena a;
	struct yaml_node *root;
	struct err_info info = {0};
	struct source_config *c;
	size_t count;
	arena_init(&a, 32 << 20);
	if (yaml_parse(text, &a, &root, &info) == OK) {
		if (source_configs_parse(root, "/nonexistent", &c, &count, &info) == OK)
			source_configs_free(c, count);
		else
			MUST(info.text[0]);
	}
	arena_done(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const enum part parts[] = {PART_WALLET, PART_KYC, PART_PROFILE, PART_SUPPORT};
	struct arena a;
	struct record r;
	struct mapping_fault fault;
	if (!configs)
		load();
	if (size == 0)
		return 0;
	if (data[0] == 'Y') {
		fuzz_config(str_mem((const char *)data + 1, size - 1));
		return 0;
	}
	struct str body = str_mem((const char *)data + 1, size - 1);
	const struct source_plan *plan = configs[0].plan;
	bool over_span = data[0] == 'S';
	const struct mapping *m =
		over_span ? plan->details[DETAIL_STATISTICS]->mapping : plan->parts[parts[data[0] % ARRAY_LEN(parts)]]->mapping;
	arena_init(&a, 4 << 20);
	enum source_error e = mapping_run(m, &body, STR("CUS-1"), &a, NULL, &r, &fault);
	if (e == SOURCE_OK) {
		check_record(&r);
		if (over_span)
			check_span(&r);
	} else {
		MUST(e != SOURCE_TIMEOUT && (fault.why || e == SOURCE_TOO_LARGE));
	}
	arena_done(&a);
	return 0;
}
