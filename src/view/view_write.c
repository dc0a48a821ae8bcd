/* Puts the answer together: fragments are pointed at, and only what changes with every answer is written. */
#include "base/clock.h"
#include "view/composite.h"
#include "view/definitions.h"
#include "view/status.h"
#include "view/view.h"

#define PROVENANCE_BYTES 320 /* a source's name is at most 64 */

/* What the answer says of a part's look. */
struct seen {
	enum look_state state;
	enum source_error error;
	bool breaker_open, known, live;
	int64_t fetched_ms;
	uint64_t fetched_mono_ms;
};

struct writing {
	struct view *v; /* NULL: from what was kept */
	struct view_env *env;
	struct view_text *text;
	unsigned sections, sight;
	int64_t now_ms;
	uint64_t now_mono_ms;
	struct seen seen[PART_COUNT_];
	const struct variant *variants[PART_COUNT_];
	uint64_t versions[PART_COUNT_]; /* their first 8 bytes */
	struct {
		char text[PROVENANCE_BYTES];
		size_t n;
	} provenance[PART_COUNT_];
	size_t scratch_from; /* start of the scratch text that no chunk names yet */
	bool comma;          /* something stands before in the open object */
	bool failed;
};

/* What was written to the scratch since the last chunk becomes a chunk. */
static void flush_scratch(struct writing *w)
{
	struct buf *s = w->text->scratch;
	if (s->n == w->scratch_from)
		return;
	MUST(w->text->count < VIEW_CHUNKS_MAX);
	w->text->chunks[w->text->count++] = (struct chunk){.bytes = str_mem(s->p + w->scratch_from, s->n - w->scratch_from)};
	w->scratch_from = s->n;
}

static void add_static(struct writing *w, struct str s)
{
	flush_scratch(w);
	MUST(w->text->count < VIEW_CHUNKS_MAX);
	w->text->chunks[w->text->count++] = (struct chunk){.bytes = s};
}

static void separate(struct writing *w)
{
	if (w->comma)
		buf_char(w->text->scratch, ',');
	w->comma = true;
}

static const struct facts *facts_of(const struct writing *w, enum part p)
{
	const struct snapshot *s = w->v->looks[p].snapshot;
	return s ? part_facts(s) : NULL;
}

size_t fragment_index(enum fragment f)
{
	switch (f) {
	case FRAG_KYC_COMPLIANCE:
	case FRAG_RISK:
		return 1;
	case FRAG_DOCUMENTS:
		return 2;
	default:
		return 0;
	}
}

static void add_fragment(struct writing *w, enum fragment f)
{
	const struct variant *v = w->variants[fragment_part(f)];
	separate(w);
	if (!v) {
		add_static(w, fragment_missing(f));
		return;
	}
	size_t i = fragment_index(f);
	flush_scratch(w);
	MUST(w->text->count < VIEW_CHUNKS_MAX);
	w->text->chunks[w->text->count++] =
		(struct chunk){.bytes = str_mem(v->text->p + v->at[i].start, v->at[i].length), .owner = blob_ref(v->text)};
}

/* --- members that follow from several parts --- */

static void add_profile(struct writing *w)
{
	const struct facts *profile = facts_of(w, PART_PROFILE), *risk = facts_of(w, PART_RISK);
	struct buf *s = w->text->scratch;
	struct json_writer j;
	enum account_status status;
	add_fragment(w, FRAG_PROFILE);
	BUF_LIT(s, ",\"accountStatus\":");
	json_writer_init(&j, s);
	if (status_strictest(profile, risk, &status))
		json_put_string(&j, str_of(account_status_name(status)));
	else
		json_put_null(&j);
	BUF_LIT(s, ",\"restrictions\":");
	json_writer_init(&j, s);
	restrictions_put(&j, profile, risk, w->now_ms);
}

static void add_compliance(struct writing *w)
{
	struct buf *s = w->text->scratch;
	add_fragment(w, FRAG_KYC_STATUS);
	if (!w->variants[PART_KYC] && !w->variants[PART_RISK]) {
		BUF_LIT(s, ",\"compliance\":null");
		return;
	}
	BUF_LIT(s, ",\"compliance\":{");
	w->comma = false;
	add_fragment(w, FRAG_KYC_COMPLIANCE);
	add_fragment(w, FRAG_RISK_COMPLIANCE);
	buf_char(s, '}');
}

/* NGR = GGR - bonus converted - jackpot contributions - duty - payment costs, with its terms, so that it can be followed. */
static void put_net_gaming_revenue(struct json_writer *j, const struct facts *gaming, const struct facts *wallet)
{
	if (!gaming || !wallet || !gaming->gaming.known || gaming->currency != wallet->currency) {
		json_put_null(j);
		return;
	}
	const unsigned exponent = wallet->currency->exponent;
	const struct {
		struct str name;
		int64_t minor;
	} less[] = {
		{STR("bonusConverted"), wallet->wallet.bonus_converted},
		{STR("jackpotContributions"), gaming->gaming.jackpot_contributions},
		{STR("duty"), gaming->gaming.duty},
		{STR("paymentCosts"), wallet->wallet.payment_costs},
	};
	struct sum ngr = {.minor = gaming->gaming.ggr, .known = true};
	json_open_object(j);
	JSON_KEY(j, "ggr");
	json_put_money(j, gaming->gaming.ggr, exponent);
	for (size_t i = 0; i < ARRAY_LEN(less); i++) {
		json_key(j, less[i].name);
		json_put_money(j, less[i].minor, exponent);
		ngr = sum_minus(ngr, (struct sum){.minor = less[i].minor, .known = true});
	}
	JSON_KEY(j, "ngr");
	sum_put(j, ngr, exponent);
	json_close_object(j);
}

static void add_financial(struct writing *w)
{
	struct buf *s = w->text->scratch;
	if (!w->variants[PART_WALLET]) {
		add_fragment(w, FRAG_FINANCIAL);
		return;
	}
	separate(w);
	BUF_LIT(s, "\"financial\":{");
	w->comma = false;
	add_fragment(w, FRAG_FINANCIAL);
	BUF_LIT(s, ",\"netGamingRevenue\":");
	struct json_writer j;
	json_writer_init(&j, s);
	put_net_gaming_revenue(&j, facts_of(w, PART_GAMING), facts_of(w, PART_WALLET));
	buf_char(s, '}');
}

static void add_activity(struct writing *w)
{
	add_fragment(w, FRAG_PLAY);
	add_fragment(w, FRAG_LOGINS);
}

static void add_gaming(struct writing *w)
{
	add_fragment(w, FRAG_GAMING);
}

static void add_risk(struct writing *w)
{
	add_fragment(w, FRAG_RISK);
}

static void add_support(struct writing *w)
{
	add_fragment(w, FRAG_SUPPORT);
}

static void add_documents(struct writing *w)
{
	add_fragment(w, FRAG_DOCUMENTS);
}

/* --- provenance --- */

static uint64_t age_ms(const struct writing *w, const struct seen *l)
{
	return w->now_mono_ms > l->fetched_mono_ms ? w->now_mono_ms - l->fetched_mono_ms : 0;
}

static void mix_into(uint64_t *sum, uint64_t x)
{
	*sum = (*sum ^ x) * 0x9E3779B97F4A7C15u;
	*sum ^= *sum >> 29;
}

static void mix(struct writing *w, uint64_t x)
{
	mix_into(&w->text->etag, x);
}

static void put_quoted(struct buf *s, struct str word)
{
	buf_char(s, '"');
	buf_str(s, word);
	buf_char(s, '"');
}

static struct str state_name(enum look_state s)
{
	static const struct str names[] = {
		[LOOK_FRESH] = {"fresh", 5}, [LOOK_STALE] = {"stale", 5}, [LOOK_MISSING] = {"missing", 7}};
	return names[s];
}

/* Written once a part: most stand in several sections. The words are ours and need no escaping. A part of which nothing is known
 * yet and nobody waited for is missing without an error. */
static void note_provenance(struct writing *w, enum part p)
{
	const struct seen *l = &w->seen[p];
	struct buf b = {.p = w->provenance[p].text, .cap = PROVENANCE_BYTES, .max = PROVENANCE_BYTES}, *s = &b;
	const char *source = sources_part_source(w->env->sources, p);
	BUF_LIT(s, "\"source\":");
	put_quoted(s, *source ? str_of(source) : STR("none"));
	if (l->known) {
		char at[CLOCK_RFC3339_MAX];
		clock_format_rfc3339(l->fetched_ms, at);
		BUF_LIT(s, ",\"fetchedAt\":");
		put_quoted(s, str_of(at));
		BUF_LIT(s, ",\"ageMs\":");
		buf_u64(s, age_ms(w, l));
	} else {
		BUF_LIT(s, ",\"fetchedAt\":null,\"ageMs\":null");
	}
	BUF_LIT(s, ",\"state\":");
	put_quoted(s, l->live && l->state == LOOK_FRESH ? STR("live") : state_name(l->state));
	if (l->error == SOURCE_OK) {
		BUF_LIT(s, ",\"error\":null");
	} else {
		BUF_LIT(s, ",\"error\":");
		put_quoted(s, str_of(source_error_name(l->error)));
	}
	if (l->breaker_open)
		BUF_LIT(s, ",\"breakerOpen\":true");
	w->failed |= buf_ok(s) != OK;
	w->provenance[p].n = b.n;
}

static void put_provenance(struct writing *w, enum part p)
{
	buf_add(w->text->scratch, w->provenance[p].text, w->provenance[p].n);
}

/* A section is as good as the worst part that it needs: missing before stale, older before younger. */
static enum part worst_part(const struct writing *w, enum section section)
{
	enum part worst = section_primary(section);
	for (unsigned p = 0; p < PART_COUNT_; p++) {
		const struct seen *a = &w->seen[p], *b = &w->seen[worst];
		if (!(section_needs(section) >> p & 1) || p == worst)
			continue;
		if (a->state > b->state || (a->state == b->state && a->known && age_ms(w, a) > age_ms(w, b)))
			worst = (enum part)p;
	}
	return worst;
}

static bool has_several(unsigned bits)
{
	return (bits & (bits - 1)) != 0;
}

static void put_section_meta(struct writing *w, enum section section)
{
	struct buf *s = w->text->scratch;
	enum part worst = worst_part(w, section), primary = section_primary(section);
	/* What the section is about is live, and nothing of it is worse than fresh: then it is live. */
	if (w->seen[worst].state == LOOK_FRESH && w->seen[primary].live)
		worst = primary;
	put_quoted(s, str_of(section_name(section)));
	BUF_LIT(s, ":{");
	put_provenance(w, worst);
	if (has_several(section_parts(section))) {
		bool first = true;
		BUF_LIT(s, ",\"parts\":{");
		for (unsigned p = 0; p < PART_COUNT_; p++) {
			if (!(section_parts(section) >> p & 1))
				continue;
			if (!first)
				buf_char(s, ',');
			first = false;
			put_quoted(s, str_of(part_name((enum part)p)));
			BUF_LIT(s, ":{");
			put_provenance(w, (enum part)p);
			buf_char(s, '}');
		}
		buf_char(s, '}');
	}
	buf_char(s, '}');
}

static void add_meta(struct writing *w)
{
	struct buf *s = w->text->scratch;
	bool first = true;
	BUF_LIT(s, ",\"meta\":{");
	for (unsigned i = 0; i < SECTION_COUNT_; i++) {
		if (!(w->sections >> i & 1))
			continue;
		if (!first)
			buf_char(s, ',');
		first = false;
		put_section_meta(w, (enum section)i);
	}
	buf_char(s, '}');
}

static const enum fragment section_fragments[SECTION_COUNT_][3] = {
	[SECTION_PROFILE] = {FRAG_PROFILE, FRAG_COUNT_},
	[SECTION_ACTIVITY] = {FRAG_PLAY, FRAG_LOGINS, FRAG_COUNT_},
	[SECTION_GAMING] = {FRAG_GAMING, FRAG_COUNT_},
	[SECTION_FINANCIAL] = {FRAG_FINANCIAL, FRAG_COUNT_},
	[SECTION_COMPLIANCE] = {FRAG_KYC_STATUS, FRAG_KYC_COMPLIANCE, FRAG_RISK_COMPLIANCE},
	[SECTION_RISK] = {FRAG_RISK, FRAG_COUNT_},
	[SECTION_SUPPORT] = {FRAG_SUPPORT, FRAG_COUNT_},
	[SECTION_DOCUMENTS] = {FRAG_DOCUMENTS, FRAG_COUNT_},
};

static void add_masked(struct writing *w)
{
	struct buf *s = w->text->scratch;
	BUF_LIT(s, ",\"masked\":[");
	w->comma = false;
	for (unsigned i = 0; i < SECTION_COUNT_; i++)
		for (unsigned k = 0; (w->sections >> i & 1) && k < 3 && section_fragments[i][k] != FRAG_COUNT_; k++) {
			enum fragment f = section_fragments[i][k];
			const struct variant *v = w->variants[fragment_part(f)];
			size_t n = fragment_index(f);
			if (!v || !v->at[n].masked_length)
				continue;
			separate(w);
			flush_scratch(w);
			MUST(w->text->count < VIEW_CHUNKS_MAX);
			w->text->chunks[w->text->count++] =
				(struct chunk){.bytes = str_mem(v->text->p + v->at[n].masked_start, v->at[n].masked_length),
					       .owner = blob_ref(v->text)};
		}
	BUF_LIT(s, "]}");
}

/* --- all together --- */

static void (*const adders[SECTION_COUNT_])(struct writing *w) = {
	[SECTION_PROFILE] = add_profile,     [SECTION_ACTIVITY] = add_activity,     [SECTION_GAMING] = add_gaming,
	[SECTION_FINANCIAL] = add_financial, [SECTION_COMPLIANCE] = add_compliance, [SECTION_RISK] = add_risk,
	[SECTION_SUPPORT] = add_support,     [SECTION_DOCUMENTS] = add_documents,
};

static unsigned parts_of(unsigned which)
{
	unsigned parts = 0;
	for (unsigned i = 0; i < SECTION_COUNT_; i++)
		if (which >> i & 1)
			parts |= section_parts((enum section)i);
	return parts;
}

static void pick_variant(struct writing *w, enum part p)
{
	size_t grown;
	struct snapshot *s = w->v->looks[p].snapshot;
	w->variants[p] = part_variant(s, w->sight, &grown);
	if (!w->variants[p]) {
		w->failed = true;
		return;
	}
	if (grown)
		sources_snapshot_grew(w->v->env->sources, w->v->customer, p, s, grown);
	memcpy(&w->versions[p], w->variants[p]->version, sizeof w->versions[p]);
}

/* Provenance, and what the answer's ETag is made of. */
static void note_parts(struct writing *w, unsigned parts)
{
	for (unsigned p = 0; p < PART_COUNT_; p++) {
		const struct seen *l = &w->seen[p];
		if (!(parts >> p & 1))
			continue;
		note_provenance(w, (enum part)p);
		mix(w, (uint64_t)l->state << 32 | (uint64_t)l->error << 8 | (uint64_t)l->live << 1 | l->breaker_open);
		mix_into(&w->text->version, (uint64_t)l->state << 32 | (uint64_t)l->error << 8 | l->breaker_open);
		if (!l->known)
			continue;
		mix_into(&w->text->version, w->versions[p]);
		mix(w, w->versions[p]);
		mix(w, (uint64_t)l->fetched_ms);
	}
}

/* For the record: which version of which part was shown. */
static void note_versions(struct writing *w)
{
	struct buf *a = w->text->audit;
	bool first = true;
	BUF_LIT(a, "\"parts\":{");
	for (unsigned p = 0; p < PART_COUNT_; p++) {
		if (!w->variants[p])
			continue;
		if (!first)
			buf_char(a, ',');
		first = false;
		put_quoted(a, str_of(part_name((enum part)p)));
		buf_char(a, ':');
		put_quoted(a, str_mem(w->variants[p]->version, 32));
	}
	buf_char(a, '}');
}

static void drop_chunks(struct view_text *t)
{
	for (size_t i = 0; i < t->count; i++)
		blob_unref(t->chunks[i].owner);
	t->count = 0;
}

static void see(struct writing *w)
{
	for (unsigned p = 0; p < PART_COUNT_; p++) {
		const struct look *l = &w->v->looks[p];
		w->seen[p] = (struct seen){.state = l->state,
					   .error = l->error,
					   .breaker_open = l->breaker_open,
					   .known = l->snapshot,
					   .live = w->v->live >> p & 1};
		if (l->snapshot) {
			w->seen[p].fetched_ms = l->snapshot->fetched_ms;
			w->seen[p].fetched_mono_ms = l->snapshot->fetched_mono_ms;
		}
	}
}

/* What is live is not kept as a whole: when it stops being so, nothing would tell. */
static bool all_fresh(const struct view *v)
{
	if (v->live)
		return false;
	for (unsigned p = 0; p < PART_COUNT_; p++)
		if (v->looks[p].state != LOOK_FRESH)
			return false;
	return true;
}

static void keep(struct writing *w, size_t members, size_t masked, struct str record)
{
	struct view_text *t = w->text;
	const struct composite_parts parts = {.members = t->chunks,
					      .member_count = members,
					      .masked = t->chunks + masked,
					      .masked_count = t->count - masked,
					      .record = record,
					      .versions = w->versions,
					      .valid_until_ms = restrictions_change_at(facts_of(w, PART_RISK), w->now_ms)};
	composite_keep(w->v, w->sight, &parts);
}

static void write_anew(struct writing *w)
{
	struct view_text *t = w->text;
	unsigned parts = parts_of(w->sections);
	see(w);
	for (unsigned p = 0; p < PART_COUNT_; p++)
		if ((parts >> p & 1) && w->v->looks[p].snapshot)
			pick_variant(w, (enum part)p);
	note_parts(w, parts);
	BUF_LIT(t->scratch, "{\"customerId\":");
	json_escape(t->scratch, w->v->customer);
	for (unsigned i = 0; i < SECTION_COUNT_; i++)
		if (w->sections >> i & 1)
			adders[i](w);
	flush_scratch(w);
	size_t members = t->count;
	add_meta(w);
	flush_scratch(w);
	size_t masked = t->count;
	add_masked(w);
	flush_scratch(w);
	size_t record = t->audit ? t->audit->n : 0;
	if (t->audit)
		note_versions(w);
	bool whole = w->sections == SECTIONS_ALL && w->v->at_once && all_fresh(w->v) && t->audit;
	if (whole && !w->failed && buf_ok(t->scratch) == OK && buf_ok(t->audit) == OK)
		keep(w, members, masked, str_mem(t->audit->p + record, t->audit->n - record));
}

/* Not cleared whole: provenance is large, and is written before it is read. */
static void writing_init(struct writing *w, struct view_env *env, struct view *v, unsigned which, unsigned sight, int64_t now_ms,
			 struct view_text *text)
{
	MUST(text->scratch->max == text->scratch->cap);
	w->v = v;
	w->env = env;
	w->text = text;
	w->sections = which;
	w->sight = sight;
	w->now_ms = now_ms;
	w->now_mono_ms = clock_mono_ms();
	memset(w->variants, 0, sizeof w->variants);
	memset(w->versions, 0, sizeof w->versions);
	w->scratch_from = text->scratch->n;
	w->comma = true;
	w->failed = false;
	text->count = 0;
	text->etag = text->version = sight;
}

static enum err writing_result(struct writing *w)
{
	struct view_text *t = w->text;
	if (!w->failed && buf_ok(t->scratch) == OK && (!t->audit || buf_ok(t->audit) == OK))
		return OK;
	drop_chunks(t);
	return ERR_NOMEM;
}

enum err view_write(struct view *v, unsigned which, unsigned sight, int64_t now_ms, struct view_text *ret)
{
	struct writing w;
	writing_init(&w, v->env, v, which, sight, now_ms, ret);
	write_anew(&w);
	return writing_result(&w);
}

/* Only the provenance is new. */
static void write_again(struct writing *w, const struct composite *c)
{
	struct view_text *t = w->text;
	memcpy(w->versions, c->versions, sizeof w->versions);
	for (unsigned p = 0; p < PART_COUNT_; p++)
		w->seen[p] = (struct seen){.state = LOOK_FRESH,
					   .known = true,
					   .fetched_ms = c->fetched_ms[p],
					   .fetched_mono_ms = c->fetched_mono_ms[p]};
	note_parts(w, PARTS_ALL);
	t->chunks[t->count++] = (struct chunk){.bytes = str_mem(c->text->p, c->members), .owner = blob_ref(c->text)};
	add_meta(w);
	flush_scratch(w);
	t->chunks[t->count++] = (struct chunk){.bytes = str_mem(c->text->p + c->members, c->masked), .owner = blob_ref(c->text)};
	if (t->audit)
		buf_add(t->audit, c->text->p + c->members + c->masked, c->record);
}

bool view_write_kept(struct view_env *env, struct loop *l, struct str customer, unsigned sight, int64_t now_ms,
		     struct view_text *ret)
{
	struct composite *c = composite_find(env, customer, sight, now_ms, clock_mono_ms());
	if (!c)
		return false;
	struct writing w;
	const struct buf scratch = *ret->scratch, audit = ret->audit ? *ret->audit : (struct buf){0};
	writing_init(&w, env, NULL, SECTIONS_ALL, sight, now_ms, ret);
	write_again(&w, c);
	cache_value_unref(&c->base);
	sources_count_shown(env->sources, l);
	if (writing_result(&w) == OK)
		return true;
	*ret->scratch = scratch; /* fixed memory: as if nothing had been written */
	if (ret->audit)
		*ret->audit = audit;
	return false;
}
