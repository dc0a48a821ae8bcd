/* sim/live_acts.h - what each live act does to a loaded history; shared by sim/live*.c only. */
#pragma once

#include "sim/emit.h"
#include "sim/live.h"
#include "sim/rng.h"
#include "sim/words.h"

/* A row that is to be kept with the change. */
struct live_row {
	enum table table;
	int64_t id;
	struct str body; /* lives until the change is made */
};
#define SCENE_ROWS_MAX 4u

/* One act under way: where it happens and what came of it. */
struct live_scene {
	struct history *h;
	struct sim_rng *rng;
	const struct live_order *order; /* NULL: a service was asked, not the control port */
	int64_t at;
	const char *why;   /* of ERR_CONFLICT */
	enum live_act act; /* what really happened */
	uint32_t ordinal;  /* of the bet, transaction, session... */
	uint32_t times;    /* how often it happened, where it may be repeated */
	int64_t amount;    /* staked, paid in, asked for */
	int64_t won;
	int64_t again_at;  /* when the customer should be looked at again: something is due; 0: never */
	int64_t answer_at; /* likewise, to the moment: somebody waits for an answer in a chat */
	struct str said;   /* a new message in somebody's own words; p == NULL: none */
	struct live_row rows[SCENE_ROWS_MAX];
	unsigned row_count;
	struct emit_ticket tickets[EMIT_TICKETS_MAX]; /* as they were before they were changed */
	unsigned ticket_count;
	unsigned events; /* that were made of it */
};

/* What fell due meanwhile: bets that settle, withdrawals that move on. */
void scene_catch_up(struct live_scene *s);
/* ERR_CONFLICT with why. */
NODISCARD enum err scene_play(struct live_scene *s);
/* What the id of what an act did is made of: an enum ref_kind, or -1. */
int scene_ref(enum live_act act);
/* Now, or just behind the last thing that is on record. */
int64_t scene_time(struct history *h, int64_t now);

#define WITHDRAWAL_STEP_MS 45000 /* live withdrawals move on so often */

/* Shared by the acts. */
enum err scene_conflict(struct live_scene *s, const char *why);
/* MUST: SCENE_ROWS_MAX. */
void scene_keep(struct live_scene *s, enum table t, int64_t id, struct str body);
void scene_look_again(struct live_scene *s, int64_t at);
int64_t scene_credit(const struct live_scene *s); /* minor units of one credit (sim/words.h) */
uint32_t scene_home_ip(const struct live_scene *s);
unsigned scene_device(const struct live_scene *s);
/* A break whose time is over ends; an exclusion never does so by itself. */
void scene_end_break(struct live_scene *s);

/* live_acts.c, for stories made of it */
enum err act_round(struct live_scene *s);
/* live_story.c: what should be noticed */
enum err act_login_failed(struct live_scene *s);
enum err act_deposit_declined(struct live_scene *s);
enum err act_burst(struct live_scene *s);
enum err act_impossible_travel(struct live_scene *s);
enum err act_structuring(struct live_scene *s);
enum err act_cards(struct live_scene *s);
/* live_money.c, live_kyc.c, live_care.c: what is decided about somebody */
enum err act_withdrawal_decide(struct live_scene *s);
enum err act_limit_change(struct live_scene *s);
enum err act_exclude(struct live_scene *s);
enum err act_cool_off(struct live_scene *s);
enum err act_kyc_decide(struct live_scene *s);
/* live_chat.c */
enum err act_ticket(struct live_scene *s);
enum err act_chat_message(struct live_scene *s);
