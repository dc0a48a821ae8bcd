/* sim/emit_private.h - what sim/emit*.c share, and nobody else. */
#pragma once

#include "base/json_writer.h"
#include "base/money.h"
#include "sim/emit.h"
#include "sim/ledger.h"
#include "sim/refs.h"
#include "sim/words.h"

#define EVENT_ID_MAX 96

struct emitter {
	const struct emit_before *b;
	const struct emit_order *o;
	struct history *h;
	struct buf *out;
	struct json_writer w;
	unsigned exponent;
	struct str currency;
	unsigned count;
	int64_t cash, bonus;      /* while the change is walked through */
	char cause[EVENT_ID_MAX]; /* the last event that moved money */
	const char *cause_reason;
};

/* Opens an event up to inside its data, and closes it. @id is what the event is about and what became of it. */
void emit_open(struct emitter *e, enum fault_service service, const char *type, const char *id, int64_t at);
void emit_close(struct emitter *e, enum fault_service service);

/* "TXN-100000-7/" followed by @what */
void emit_id(char out[EVENT_ID_MAX], enum ref_kind kind, const struct emitter *e, uint32_t ordinal, const char *what);
void emit_text(struct emitter *e, struct str key, const char *text); /* nothing when it is empty */
void emit_money(struct emitter *e, struct str key, int64_t minor);
void emit_currency(struct emitter *e);
void emit_ref(struct emitter *e, struct str key, enum ref_kind kind, uint32_t ordinal);
void emit_device(struct emitter *e, unsigned device); /* position in profile.devices; nothing when there is none */

/* emit_play.c, emit_money.c */
void emit_gaming(struct emitter *e);
void emit_wallet(struct emitter *e);
