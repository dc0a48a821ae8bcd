/* sim/effects.h - what is done to a customer when somebody decides it: shared by what services are asked to do
 * (sim/svc_*_write.c) and by live acts. Each changes the scene's history or refuses: ERR_CONFLICT with the scene's why, a stable
 * code in snake_case. Nothing is changed on failure. Thread: the scene's. */
#pragma once

#include "sim/cashier.h"
#include "sim/live_acts.h"

/* ---- live_account.c: the account, letters, consents ---- */

NODISCARD enum err effect_suspend(struct live_scene *s, enum public_reason reason, unsigned *ret_sessions);
NODISCARD enum err effect_reinstate(struct live_scene *s);
/* @pay_out: what is left goes back to the customer; @ret_tx: that withdrawal's ordinal + 1, or 0. */
NODISCARD enum err effect_close(struct live_scene *s, bool pay_out, unsigned *ret_sessions, uint32_t *ret_tx);
/* @own is the row of TABLE_LETTER_TEXTS, p == NULL: none; it lives until the change is made. @ret: the letter's ordinal. */
NODISCARD enum err effect_letter(struct live_scene *s, enum letter_template t, struct str own, uint32_t *ret);
NODISCARD enum err effect_password_reset(struct live_scene *s, uint32_t *ret_letter);
#define EVERY (-1) /* product or channel */
NODISCARD enum err effect_consent(struct live_scene *s, int product, int channel, bool granted, unsigned *ret_changed);

/* Ends the open session; how many ended. */
unsigned effect_end_sessions(struct live_scene *s);
/* @until_ms 0: until it is lifted. @reason: BLOCK_REASON_MAX - 1 bytes at most. */
NODISCARD enum err effect_block_play(struct live_scene *s, int64_t until_ms, struct str reason);
NODISCARD enum err effect_unblock_play(struct live_scene *s);

/* ---- live_money.c ---- */

enum withdrawal_decision { DECIDE_APPROVE, DECIDE_HOLD, DECIDE_REJECT, DECIDE_RETURN, DECIDE_RESEND };
struct withdrawal_order {
	uint32_t tx;
	enum withdrawal_decision decision;
	enum public_reason reason; /* REASON_NONE: as usual */
	int64_t target_at;         /* of a hold */
};
/* @ret_tx: of the withdrawal as it goes on, for a resent one the new one's. ERR_NOT_FOUND: no withdrawal. */
NODISCARD enum err effect_withdrawal(struct live_scene *s, const struct withdrawal_order *o, uint32_t *ret_tx);
struct bonus_order {
	unsigned name, wagering, days;
	int64_t amount, max_bet;
};
NODISCARD enum err effect_grant_bonus(struct live_scene *s, const struct bonus_order *o);
NODISCARD enum err effect_cancel_bonus(struct live_scene *s, unsigned bonus, int64_t *ret_forfeited);

/* ---- live_kyc.c ---- */

/* @reason: position in word_document_reason, of a rejection. */
NODISCARD enum err effect_review_document(struct live_scene *s, uint32_t document, bool accepted, unsigned reason);
NODISCARD enum err effect_request_document(struct live_scene *s, unsigned kind, unsigned reason, uint32_t *ret_document);

/* ---- live_care.c: limits, breaks, flags, restrictions ---- */

struct limit_order {
	unsigned kind, period, by;
	int64_t amount;    /* of all kinds but time */
	uint32_t minutes;  /* of time */
	int64_t effective; /* of a looser limit; 0: at once */
};
/* @ret: the limit as it is then; pending where pending_from isn't 0. */
NODISCARD enum err effect_set_limit(struct live_scene *s, const struct limit_order *o, const struct limit **ret);
NODISCARD enum err effect_drop_pending_limit(struct live_scene *s, unsigned kind, unsigned period, const struct limit **ret);
NODISCARD enum err effect_cool_off(struct live_scene *s, int64_t until);
/* @until 0: without end. */
NODISCARD enum err effect_exclude(struct live_scene *s, int64_t until, bool national, unsigned *ret_sessions);
NODISCARD enum err effect_end_exclusion(struct live_scene *s);
/* ERR_NOT_FOUND: no such flag. @ret: its position. */
NODISCARD enum err effect_judge_flag(struct live_scene *s, uint32_t id, bool confirmed, unsigned *ret);

/* Restrictions. A scope is held back while any is in force. */
void scene_restrict(struct live_scene *s, const enum restriction_scope *scopes, unsigned n, enum public_reason reason,
		    int64_t until);
/* Lifts those of @reason that began at @since, 0: all of them. */
void scene_lift(struct live_scene *s, enum public_reason reason, int64_t since);
bool scene_restricted(const struct live_scene *s, enum restriction_scope scope);
void scene_no_marketing(struct live_scene *s);
/* Gives back what is left, if it can; @ret_tx as effect_close. */
void scene_return_balance(struct live_scene *s, uint32_t *ret_tx);
/* Back to what the account is without an exclusion. */
void scene_restore_status(struct live_scene *s);
void scene_letter(struct live_scene *s, enum letter_template t);

/* ---- live_chat.c ---- */

#define CHAT_ANSWERS_MAX 3u /* that the customer gives */
/* The text lives until the change is made. @stage -1: as usual. */
NODISCARD enum err effect_reply(struct live_scene *s, uint32_t ticket, struct str text, int stage);
NODISCARD enum err effect_set_stage(struct live_scene *s, uint32_t ticket, enum ticket_stage stage);
NODISCARD enum err effect_start_chat(struct live_scene *s, unsigned topic, struct str text, uint32_t *ret_ticket);
/* The customer's answer, when it is due. */
void scene_answer(struct live_scene *s);
