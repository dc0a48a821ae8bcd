/* sim/live_account.c - the account itself: suspended, open again, closed; letters and consents; play that is blocked. */
#include "sim/cashier.h"
#include "sim/effects.h"
#include "sim/play.h"

static const enum restriction_scope for_security[] = {SCOPE_LOGIN, SCOPE_WITHDRAW};
static const enum restriction_scope for_protection[] = {SCOPE_LOGIN, SCOPE_DEPOSIT, SCOPE_BET, SCOPE_BONUS, SCOPE_MARKETING};

static void set_status(struct live_scene *s, enum account_status status)
{
	struct profile *p = &s->h->profile;
	p->status = (uint8_t)status;
	p->status_since = s->at;
	s->h->touched_profile = true;
}

void scene_letter(struct live_scene *s, enum letter_template t)
{
	struct mail *m = series_append(&s->h->letters);
	*m = (struct mail){.at = s->at, .template = (uint8_t)t};
}

unsigned effect_end_sessions(struct live_scene *s)
{
	unsigned open = s->h->gaming.has_open_session;
	play_session_end(s->h, s->at);
	return open;
}

static enum err not_active(struct live_scene *s, const char *suspended)
{
	switch ((enum account_status)s->h->profile.status) {
	case ACCOUNT_SUSPENDED:
		return scene_conflict(s, suspended);
	case ACCOUNT_SELF_EXCLUDED:
		return scene_conflict(s, "exclusion_runs");
	case ACCOUNT_CLOSED:
		return scene_conflict(s, "account_closed");
	case ACCOUNT_ACTIVE:
		break;
	}
	return OK;
}

enum err effect_suspend(struct live_scene *s, enum public_reason reason, unsigned *ret_sessions)
{
	enum err e = not_active(s, "already_suspended");
	if (e)
		return e;
	set_status(s, ACCOUNT_SUSPENDED);
	s->h->profile.suspended_at = s->at;
	s->h->profile.suspended_for = (uint8_t)reason;
	if (reason == REASON_PROTECTION)
		scene_restrict(s, for_protection, ARRAY_LEN(for_protection), reason, 0);
	else
		scene_restrict(s, for_security, ARRAY_LEN(for_security), reason, 0);
	*ret_sessions = effect_end_sessions(s);
	scene_letter(s, LETTER_SUSPENDED);
	return OK;
}

static void end_suspension(struct live_scene *s)
{
	struct profile *p = &s->h->profile;
	if (p->suspended_at)
		scene_lift(s, (enum public_reason)p->suspended_for, p->suspended_at);
	else if (p->status == ACCOUNT_SUSPENDED) /* generated so */
		scene_lift(s, REASON_SECURITY, p->status_since);
	p->suspended_at = 0;
	p->suspended_for = 0;
}

enum err effect_reinstate(struct live_scene *s)
{
	struct profile *p = &s->h->profile;
	if (p->status == ACCOUNT_ACTIVE)
		return scene_conflict(s, "already_active");
	if (p->status == ACCOUNT_CLOSED)
		return scene_conflict(s, "account_closed");
	if (s->h->risk.exclusion_since) {
		enum err e = effect_end_exclusion(s);
		if (e)
			return e;
	}
	end_suspension(s);
	set_status(s, ACCOUNT_ACTIVE);
	scene_letter(s, LETTER_REINSTATED);
	return OK;
}

void scene_restore_status(struct live_scene *s)
{
	struct profile *p = &s->h->profile;
	if (p->status == ACCOUNT_SELF_EXCLUDED)
		set_status(s, p->suspended_at ? ACCOUNT_SUSPENDED : ACCOUNT_ACTIVE);
}

enum err effect_close(struct live_scene *s, bool pay_out, unsigned *ret_sessions, uint32_t *ret_tx)
{
	struct wallet *w = &s->h->wallet;
	int64_t cash = ledger_balance(s->h, POCKET_CASH);
	if (s->h->profile.status == ACCOUNT_CLOSED)
		return scene_conflict(s, "already_closed");
	if (s->h->gaming.open_count)
		return scene_conflict(s, "open_bets");
	if (pay_out && cash > 0 && !w->instrument_count)
		return scene_conflict(s, "no_instrument");
	if (pay_out && cash > 0 && w->pending_count == PENDING_MAX)
		return scene_conflict(s, "too_many_pending");
	*ret_sessions = effect_end_sessions(s);
	*ret_tx = 0;
	cashier_end_bonus(s->h, s->at, BONUS_FORFEITED);
	if (pay_out)
		scene_return_balance(s, ret_tx);
	scene_no_marketing(s);
	end_suspension(s);
	set_status(s, ACCOUNT_CLOSED);
	scene_restrict(s, for_protection, ARRAY_LEN(for_protection), REASON_CLOSED, 0);
	scene_letter(s, LETTER_CLOSED);
	return OK;
}

/* ---- letters ---- */

static bool is_marketing(enum letter_template t)
{
	return t == LETTER_NEWSLETTER || t == LETTER_BONUS || t == LETTER_INACTIVE;
}

static bool consents_to(const struct live_scene *s, const char *channel)
{
	const struct profile *p = &s->h->profile;
	for (unsigned i = 0; i < p->consent_count; i++)
		if (p->consents[i].granted && strcmp(word_contact(p->consents[i].channel), channel) == 0)
			return true;
	return false;
}

enum err effect_letter(struct live_scene *s, enum letter_template t, struct str own, uint32_t *ret)
{
	const struct profile *p = &s->h->profile;
	const struct letter_row *row = letter_at(t);
	bool sms = strcmp(row->channel, "sms") == 0, email = strcmp(row->channel, "email") == 0;
	if (email && !*p->email)
		return scene_conflict(s, "no_email");
	if (sms && !*p->phone)
		return scene_conflict(s, "no_phone");
	/* Nobody consents to pushes apart. */
	if (is_marketing(t) && (scene_restricted(s, SCOPE_MARKETING) || !consents_to(s, email || !sms ? "email" : "sms")))
		return scene_conflict(s, "marketing_blocked");
	if (own.p && s->h->letters.length >= STORE_CHUNKS_MAX)
		return scene_conflict(s, "too_many_letters");
	scene_letter(s, t);
	*ret = s->h->letters.length - 1;
	if (own.p) {
		((struct mail *)series_edit(&s->h->letters, *ret))->own = 1;
		scene_keep(s, TABLE_LETTER_TEXTS, store_id(s->h->number, *ret), own);
	}
	return OK;
}

enum err effect_password_reset(struct live_scene *s, uint32_t *ret_letter)
{
	if (s->h->profile.status == ACCOUNT_CLOSED)
		return scene_conflict(s, "account_closed");
	return effect_letter(s, LETTER_PASSWORD_RESET, STR_NONE, ret_letter);
}

/* ---- consents ---- */

static struct consent *find_consent(struct profile *p, unsigned product, unsigned channel)
{
	for (unsigned i = 0; i < p->consent_count; i++)
		if (p->consents[i].product == product && p->consents[i].channel == channel)
			return &p->consents[i];
	MUST(p->consent_count < CONSENTS_MAX); /* as many as there are products and channels */
	p->consents[p->consent_count] = (struct consent){.product = (uint8_t)product, .channel = (uint8_t)channel};
	return &p->consents[p->consent_count++];
}

enum err effect_consent(struct live_scene *s, int product, int channel, bool granted, unsigned *ret_changed)
{
	unsigned changed = 0;
	if (granted && s->h->profile.status == ACCOUNT_CLOSED)
		return scene_conflict(s, "account_closed");
	if (granted && scene_restricted(s, SCOPE_MARKETING))
		return scene_conflict(s, "marketing_blocked");
	for (unsigned p = 0; p < word_product_count(); p++)
		for (unsigned c = 0; c < word_contact_count(); c++) {
			if ((product != EVERY && (unsigned)product != p) || (channel != EVERY && (unsigned)channel != c))
				continue;
			struct consent *x = find_consent(&s->h->profile, p, c);
			if (x->granted == granted && x->at)
				continue;
			x->granted = granted;
			x->at = s->at;
			changed++;
		}
	s->h->touched_profile |= changed > 0;
	*ret_changed = changed;
	return OK;
}

/* ---- blocked by the games ---- */

enum err effect_block_play(struct live_scene *s, int64_t until_ms, struct str reason)
{
	struct gaming *g = &s->h->gaming;
	if (g->blocked_at && until_ms && (!g->blocked_until || until_ms < g->blocked_until))
		return scene_conflict(s, "block_shortened");
	g->blocked_at = s->at;
	g->blocked_until = until_ms;
	if (!str_copy(g->block_reason, sizeof(g->block_reason), reason))
		*g->block_reason = 0;
	return OK;
}

enum err effect_unblock_play(struct live_scene *s)
{
	struct gaming *g = &s->h->gaming;
	if (!g->blocked_at)
		return scene_conflict(s, "not_blocked");
	if (s->h->risk.exclusion_since)
		return scene_conflict(s, "exclusion_runs");
	if (s->h->risk.cool_since)
		return scene_conflict(s, "cooling_off");
	g->blocked_at = g->blocked_until = 0;
	*g->block_reason = 0;
	return OK;
}
