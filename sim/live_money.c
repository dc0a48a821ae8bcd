/* sim/live_money.c - withdrawals that are decided, bonuses that are granted and cancelled. */
#include "sim/cashier.h"
#include "sim/effects.h"
#include "sim/refs.h"

#define STEPS_KEPT 4u /* of a withdrawal's, for what comes after it was held */

/* ---- withdrawals ---- */

static enum public_reason reason_of(enum tx_state state)
{
	switch (state) {
	case TX_IN_REVIEW:
		return REASON_REVIEW;
	case TX_REJECTED:
		return REASON_DETAILS;
	case TX_CANCELLED:
		return REASON_CUSTOMER;
	case TX_FAILED:
	case TX_RETURNED:
		return REASON_BANK;
	default:
		return REASON_NONE;
	}
}

/* To @target, by all states on the way; @reason is its own, REASON_NONE: as usual. */
static void decide(struct live_scene *s, unsigned pending, enum tx_state target, enum public_reason reason)
{
	struct wallet *w = &s->h->wallet;
	enum tx_state state;
	w->pending[pending].fate = (uint8_t)target; /* where it stays until somebody decides again */
	do {
		int64_t wait;
		enum step_by by;
		state = cashier_withdrawal_next((enum tx_state)w->pending[pending].state, target, &wait, &by);
		bool there = state == target && reason != REASON_NONE;
		cashier_withdrawal_step(s->h, pending, s->at, state, by, there ? reason : reason_of(state));
	} while (state != target);
}

/* What a review held back is free again, once none is left. */
static void end_review(struct live_scene *s)
{
	const struct wallet *w = &s->h->wallet;
	for (unsigned i = 0; i < w->pending_count; i++)
		if (w->pending[i].state == TX_IN_REVIEW && w->pending[i].reason == REASON_REVIEW)
			return;
	scene_lift(s, REASON_REVIEW, 0);
}

static bool find_tx(const struct wallet *w, uint32_t tx, unsigned *ret)
{
	for (unsigned i = 0; i < w->pending_count; i++)
		if (w->pending[i].tx == tx) {
			*ret = i;
			return true;
		}
	return false;
}

/* The one that was asked for, or the oldest. */
static bool find_pending(const struct live_scene *s, unsigned *ret)
{
	uint32_t tx = 0;
	if (s->order->object.p)
		return ref_parse(REF_TX, s->order->object, s->h->number, &tx) && find_tx(&s->h->wallet, tx, ret);
	*ret = 0;
	return s->h->wallet.pending_count > 0;
}

enum err act_withdrawal_decide(struct live_scene *s)
{
	unsigned i = 0;
	enum tx_state target = (enum tx_state)s->order->withdrawal;
	if (!find_pending(s, &i))
		return scene_conflict(s, "no_pending_withdrawal");
	const struct pending *p = &s->h->wallet.pending[i];
	/* It never goes back; and once it was sent, nobody but the bank returns it. */
	if (target <= TX_PAID ? p->state >= target : p->state == TX_SENT && target != TX_FAILED && target != TX_RETURNED)
		return scene_conflict(s, "wrong_state");
	if (target == TX_REJECTED && p->state > TX_IN_REVIEW)
		return scene_conflict(s, "wrong_state");
	s->ordinal = p->tx;
	s->amount = p->amount;
	decide(s, i, target, REASON_NONE);
	end_review(s);
	if (target == TX_PAID)
		scene_letter(s, LETTER_WITHDRAWAL_PAID);
	else if (target == TX_RETURNED)
		scene_letter(s, LETTER_WITHDRAWAL_RETURNED);
	return OK;
}

/* From here on it goes its way to being paid. */
static void approve(struct live_scene *s, unsigned pending)
{
	decide(s, pending, TX_APPROVED, REASON_NONE);
	struct pending *p = &s->h->wallet.pending[pending];
	p->fate = TX_PAID;
	p->due = s->at + WITHDRAWAL_STEP_MS;
	scene_look_again(s, p->due);
}

/* Held again it keeps its place; of that its life says so as long as there is room for what comes. */
static void hold(struct live_scene *s, unsigned pending, const struct withdrawal_order *o)
{
	struct pending *p = &s->h->wallet.pending[pending];
	if (p->state == TX_REQUESTED) {
		decide(s, pending, TX_IN_REVIEW, o->reason);
	} else if (p->reason != o->reason) {
		const struct tx *t = series_at(&s->h->txs, p->tx);
		if (t->step_count + STEPS_KEPT <= TX_STEPS_MAX)
			cashier_withdrawal_step(s->h, pending, s->at, TX_IN_REVIEW, BY_PAYMENTS, o->reason);
		p->reason = (uint8_t)o->reason;
	}
	p->fate = TX_IN_REVIEW;
	p->target_at = o->target_at;
}

static enum err resend(struct live_scene *s, uint32_t tx, uint32_t *ret_tx)
{
	struct wallet *w = &s->h->wallet;
	struct tx *old = series_edit(&s->h->txs, tx);
	unsigned instrument = old->instrument ? old->instrument - 1u : 0;
	if (old->state != TX_FAILED && old->state != TX_RETURNED && old->state != TX_REJECTED)
		return scene_conflict(s, "wrong_state");
	if (old->resent)
		return scene_conflict(s, "already_resent");
	if (w->no_withdrawal || instrument >= w->instrument_count)
		return scene_conflict(s, "withdrawals_blocked");
	if (old->face <= 0 || old->face > ledger_balance(s->h, POCKET_CASH))
		return scene_conflict(s, "insufficient_funds");
	if (!cashier_withdraw(s->h, s->at, old->face, instrument, TX_PAID, ret_tx))
		return scene_conflict(s, "too_many_pending");
	old->resent = *ret_tx + 1;
	approve(s, w->pending_count - 1u);
	return OK;
}

static bool may_decide(enum withdrawal_decision d, enum tx_state state)
{
	if (d == DECIDE_RETURN)
		return state == TX_APPROVED || state == TX_SENT;
	return state == TX_REQUESTED || state == TX_IN_REVIEW;
}

enum err effect_withdrawal(struct live_scene *s, const struct withdrawal_order *o, uint32_t *ret_tx)
{
	unsigned i;
	if (o->tx >= s->h->txs.length || ((const struct tx *)series_at(&s->h->txs, o->tx))->kind != TX_WITHDRAWAL)
		return ERR_NOT_FOUND;
	if (o->decision == DECIDE_RESEND)
		return resend(s, o->tx, ret_tx);
	if (!find_tx(&s->h->wallet, o->tx, &i) || !may_decide(o->decision, (enum tx_state)s->h->wallet.pending[i].state))
		return scene_conflict(s, "wrong_state");
	if (o->decision == DECIDE_HOLD && o->target_at <= s->at)
		return scene_conflict(s, "target_passed");
	switch (o->decision) {
	case DECIDE_APPROVE:
		approve(s, i);
		break;
	case DECIDE_HOLD:
		hold(s, i, o);
		break;
	case DECIDE_REJECT:
		decide(s, i, TX_REJECTED, o->reason);
		break;
	case DECIDE_RETURN:
		decide(s, i, TX_RETURNED, o->reason);
		scene_letter(s, LETTER_WITHDRAWAL_RETURNED);
		break;
	case DECIDE_RESEND:
		break;
	}
	end_review(s);
	*ret_tx = o->tx;
	return OK;
}

/* ---- bonuses ---- */

enum err effect_grant_bonus(struct live_scene *s, const struct bonus_order *o)
{
	if (s->h->profile.status != ACCOUNT_ACTIVE || scene_restricted(s, SCOPE_BONUS))
		return scene_conflict(s, "bonus_blocked");
	if (cashier_active_bonus(s->h))
		return scene_conflict(s, "bonus_active");
	if (!cashier_grant(s->h, s->at, o->name, o->amount, o->wagering, o->max_bet, o->days))
		return scene_conflict(s, "too_many_bonuses");
	if (o->wagering == 0)
		cashier_wagered(s->h, s->at, 0);
	scene_letter(s, LETTER_BONUS);
	return OK;
}

enum err effect_cancel_bonus(struct live_scene *s, unsigned bonus, int64_t *ret_forfeited)
{
	struct bonus *b = &s->h->wallet.bonuses[bonus];
	MUST(bonus < s->h->wallet.bonus_count);
	if (b->state != BONUS_ACTIVE && b->state != BONUS_OFFERED)
		return scene_conflict(s, "wrong_state");
	*ret_forfeited = 0;
	if (b->state == BONUS_ACTIVE) {
		*ret_forfeited = ledger_balance(s->h, POCKET_BONUS);
		cashier_end_bonus(s->h, s->at, BONUS_FORFEITED);
	}
	b->state = BONUS_FORFEITED;
	return OK;
}
