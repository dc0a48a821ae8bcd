/* sim/gen_person.c - who the customer is: profile, consents, devices, payment instruments. */
#include "base/clock.h"
#include "sim/gen.h"

#include <stdio.h>

static void set(char *dst, size_t size, const char *text)
{
	(void)str_copy(dst, size, str_of(text));
}
#define SET(dst, text) set((dst), sizeof(dst), (text))

static void draw_dates(struct gen *g)
{
	static const struct {
		double min_days, max_days, quiet_min, quiet_max;
	} ages[KIND_COUNT_] = {
		[KIND_VIP] = {400, 2000, 0, 0},         [KIND_NEW] = {0.1, 14, 0, 0},
		[KIND_DORMANT] = {500, 2000, 200, 480}, [KIND_SELF_EXCLUDED] = {120, 1200, 5, 100},
		[KIND_COOLING_OFF] = {60, 1200, 1, 4},  [KIND_HIGH_VOLUME] = {1100, 1500, 0, 0},
		[KIND_CHASING] = {90, 900, 0, 0},       [KIND_BONUS_RING] = {20, 60, 0, 4},
		[KIND_STRUCTURING] = {40, 500, 2, 6},   [KIND_ACCOUNT_TAKEOVER] = {100, 900, 2, 6},
		[KIND_TWIN] = {200, 900, 2, 4},         [KIND_FLAGGED] = {40, 900, 0, 10},
	};
	double min = ages[g->kind].min_days, max = ages[g->kind].max_days, quiet = 0;
	if (max == 0) { /* recreational: more of them lately; most have moved on by now */
		min = 15;
		max = 2000;
	}
	double u = rng_unit(&g->rng), age = min + (max - min) * u * (0.4 + 0.6 * u);
	if (ages[g->kind].quiet_max > 0)
		quiet = ages[g->kind].quiet_min + (ages[g->kind].quiet_max - ages[g->kind].quiet_min) * rng_unit(&g->rng);
	else if (g->kind == KIND_RECREATIONAL && rng_chance(&g->rng, 0.6))
		quiet = MIN(age, 170) * rng_unit(&g->rng);
	int64_t minute = MINUTE_MS;
	g->registered_at = g->as_of - (int64_t)(age * (double)DAY_MS) / minute * minute - minute;
	g->active_until = g->as_of - (int64_t)(quiet * (double)DAY_MS) - HOUR_MS;
}

static void draw_names(struct gen *g)
{
	struct profile *p = &g->h->profile;
	const struct name_country *c = names_country(g->country);
	static const char *const hosts[] = {"example.com", "example.net", "example.org", "mail.example", "post.example"};
	uint32_t tail = g->h->number - CUSTOMER_FIRST;
	bool twin = g->kind == KIND_TWIN; /* of the same length too */
	names_draw(&g->rng, g->country, &g->name);
	(void)snprintf(p->username, sizeof(p->username), twin ? "%.48s%07u" : "%.48s%u", g->name.slug, tail);
	(void)snprintf(p->email, sizeof(p->email), "%s@%s", p->username, hosts[rng_below(&g->rng, ARRAY_LEN(hosts))]);
	SET(p->phone, g->name.phone);
	SET(p->full_name, g->name.full);
	SET(p->street, g->name.street);
	SET(p->city, g->name.city);
	SET(p->region, g->name.region);
	SET(p->postcode, g->name.postcode);
	SET(p->country, c->code);
	SET(p->currency, c->currency);
	SET(p->time_zone, g->name.time_zone);
	struct str language, languages = str_of(c->language);
	if (str_split(&languages, ',', &language))
		(void)str_copy(p->language, sizeof(p->language), language);
	p->sex = (uint8_t)g->name.sex;
	if (rng_chance(&g->rng, 0.06)) {
		p->former_count = 1;
		(void)snprintf(p->former_emails[0].text, EMAIL_MAX, "%.48s.old%u@%s", g->name.slug, tail, hosts[0]);
	}
}

static enum tier draw_tier(struct gen *g)
{
	uint32_t u = rng_below(&g->rng, 100);
	switch (g->kind) {
	case KIND_VIP:
	case KIND_HIGH_VOLUME:
		return u < 40 ? TIER_PLATINUM : TIER_GOLD;
	case KIND_NEW:
		return u < 60 ? TIER_NONE : TIER_BRONZE;
	default:
		return u < 78 ? TIER_BRONZE : u < 97 ? TIER_SILVER : TIER_GOLD;
	}
}

static void draw_consents(struct gen *g)
{
	struct profile *p = &g->h->profile;
	for (unsigned product = 0; product < 2; product++)
		for (unsigned channel = 0; channel < 3; channel++)
			p->consents[p->consent_count++] = (struct consent){.product = (uint8_t)product,
									   .channel = (uint8_t)channel,
									   .granted = rng_chance(&g->rng, 0.45),
									   .at = g->registered_at};
}

static uint32_t device_id(const struct gen *g, unsigned i, bool shared)
{
	uint64_t owner = shared ? g->group_seed : g->population->seed ^ g->h->number;
	return (uint32_t)(rng_mix(owner, 0xde71ce + i) >> 32);
}

static void draw_devices(struct gen *g)
{
	struct profile *p = &g->h->profile;
	static const uint8_t os_of_kind[3][2] = {{0, 1}, {2, 3}, {4, 2}};
	unsigned n = g->kind == KIND_BONUS_RING ? 2 : 1 + rng_below(&g->rng, 3);
	for (unsigned i = 0; i < n; i++) {
		unsigned kind = rng_below(&g->rng, 3);
		p->devices[p->device_count++] = (struct device){.id = device_id(g, i, g->kind == KIND_BONUS_RING),
								.kind = (uint8_t)kind,
								.os = os_of_kind[kind][rng_below(&g->rng, 2)]};
	}
}

static void draw_preferences(struct gen *g)
{
	struct profile *p = &g->h->profile;
	p->odds_format = (uint8_t)rng_below(&g->rng, word_odds_count());
	p->contact_channel = (uint8_t)rng_below(&g->rng, 3);
	p->contact_hours = (uint8_t)rng_below(&g->rng, word_hours_count());
	p->reality_check = rng_chance(&g->rng, 0.4) ? 60 : rng_chance(&g->rng, 0.3) ? 30 : 0;
	p->team = (uint8_t)rng_below(&g->rng, word_team_count());
	p->tags = 1u << rng_below(&g->rng, word_tag_count()) & (uint32_t)rng_u64(&g->rng);
}

/* A new customer has filled in little: each of these may be missing. */
static void forget(struct gen *g)
{
	struct profile *p = &g->h->profile;
	if (rng_chance(&g->rng, 0.5))
		p->phone[0] = 0;
	if (rng_chance(&g->rng, 0.6))
		p->street[0] = p->city[0] = p->region[0] = p->postcode[0] = 0;
	if (rng_chance(&g->rng, 0.3)) {
		p->full_name[0] = 0;
		p->sex = 0;
		p->has_birth_day = 0;
	}
	if (rng_chance(&g->rng, 0.1))
		p->email[0] = 0;
	p->has_photo = 0;
	p->consent_count = 0;
}

void gen_person(struct gen *g)
{
	struct profile *p = &g->h->profile;
	draw_dates(g);
	draw_names(g);
	g->licence = licence_at(licence_of_country(p->country));
	g->credit = currency_credit(p->currency);
	g->zone_ms = zone_offset_min(p->time_zone) * MINUTE_MS;
	g->home_ip = UINT32_C(0x64400000) | (uint32_t)(rng_u64(&g->rng) & 0x3fffff); /* 100.64/10, shared address space */
	p->registered_at = p->status_since = g->registered_at;
	p->registered_day = (int32_t)(g->registered_at / DAY_MS);
	p->has_birth_day = 1;
	p->birth_day = p->registered_day - (int32_t)(19 * 366 + 50 * 365 * rng_unit(&g->rng) * rng_unit(&g->rng));
	p->licence = (uint8_t)(g->licence - licence_at(0));
	p->brand = (uint8_t)g->licence->brand;
	p->channel = (uint8_t)rng_below(&g->rng, word_channel_count());
	p->tier = (uint8_t)draw_tier(g);
	p->has_photo = rng_chance(&g->rng, 0.7);
	p->face = rng_u64(&g->rng);
	draw_consents(g);
	draw_devices(g);
	draw_preferences(g);
	if (g->kind == KIND_NEW)
		forget(g);
	SET(g->h->gaming.currency, p->currency);
	SET(g->h->wallet.currency, p->currency);
	SET(g->h->risk.currency, p->currency);
	SET(g->h->wallet.holder, g->name.full_latin);
}

/* A test number: schemes' published prefixes, digits at random, a right Luhn check digit (ISO/IEC 7812-1). */
uint64_t gen_card_number(struct sim_rng *rng, unsigned brand)
{
	uint64_t number = (brand ? 555555 : 411111), sum = 0;
	number = number * 1000000000 + rng_u64(rng) % 1000000000;
	for (uint64_t rest = number, i = 0; rest; rest /= 10, i++) {
		uint64_t d = rest % 10 * (i % 2 == 0 ? 2 : 1);
		sum += d > 9 ? d - 9 : d;
	}
	return number * 10 + (10 - sum % 10) % 10;
}

static void add_instrument(struct gen *g, enum method method, int64_t at)
{
	struct wallet *w = &g->h->wallet;
	int y;
	unsigned m, d;
	clock_civil_from_days((int32_t)(g->as_of / DAY_MS), &y, &m, &d);
	struct instrument *i = &w->instruments[w->instrument_count++];
	*i = (struct instrument){.method = (uint8_t)method, .verified = rng_chance(&g->rng, 0.8), .added_at = at};
	if (method <= METHOD_DEBIT_CARD) {
		i->number = gen_card_number(&g->rng, rng_below(&g->rng, 2));
		i->expires = (uint16_t)((unsigned)y * 12 + m + rng_below(&g->rng, 40));
	}
}

void gen_instruments(struct gen *g)
{
	unsigned n = g->kind == KIND_FLAGGED || g->kind == KIND_CHASING ? 4 : 1 + rng_below(&g->rng, 3);
	for (unsigned i = 0; i < n; i++) {
		uint32_t u = rng_below(&g->rng, 100);
		enum method m = u < 55 ? METHOD_DEBIT_CARD : u < 75 ? METHOD_BANK : u < 95 ? METHOD_E_WALLET : METHOD_PREPAID;
		if (m == METHOD_DEBIT_CARD && g->licence->credit_cards && rng_chance(&g->rng, 0.4))
			m = METHOD_CREDIT_CARD;
		add_instrument(g, m, g->registered_at + i * DAY_MS);
	}
}
