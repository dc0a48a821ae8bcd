#include "sources/filter.h"

#include "base/clock.h"

#include <stdio.h>

enum { TIME_TEXT_MAX = 40, MS_A_DAY = 86400000 };

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

/* From rounds down, to rounds up: what is too much is taken off here. */
static void add_time(enum map_form form, struct str param, int64_t ms, bool up, struct buf *out, char *sep)
{
	char text[TIME_TEXT_MAX];
	if (param.n == 0 || ms == 0)
		return;
	switch (form) {
	case FORM_EPOCH_S:
		snprintf(text, sizeof(text), "%lld", (long long)floor_div(ms + (up ? 999 : 0), 1000));
		break;
	case FORM_EPOCH_MS:
		snprintf(text, sizeof(text), "%lld", (long long)ms);
		break;
	case FORM_DATE:
		clock_format_date((int32_t)floor_div(ms + (up ? MS_A_DAY - 1 : 0), MS_A_DAY), text);
		break;
	default:
		clock_format_rfc3339(ms, text);
	}
	template_add_param(out, sep, param, str_of(text));
}

void filter_add_span(const struct filter_plan *f, int64_t from_ms, int64_t to_ms, struct buf *out, char *sep)
{
	add_time(f->form, f->from_param, from_ms, false, out, sep);
	add_time(f->form, f->to_param, to_ms, true, out, sep);
}

/* Each of their words for each kind. What a mapping takes for "any other word" can't be asked for by words. */
static void add_kinds(struct str param, unsigned kinds, const struct mapping_slot *slot, struct buf *out, char *sep)
{
	if (slot->other_word >= 0 && kinds & 1u << slot->other_word)
		return;
	for (size_t i = 0; i < slot->word_count; i++)
		if (kinds & 1u << slot->words[i].index)
			template_add_param(out, sep, param, slot->words[i].word);
	for (unsigned i = 0; slot->names && slot->names[i]; i++)
		if (kinds & 1u << i)
			template_add_param(out, sep, param, str_of(slot->names[i]));
}

void filter_add_only(const struct filter_plan *f, const struct list_only *only, enum list_kind kind,
		     const struct map_record *item, struct buf *out, char *sep)
{
	if (kind == LIST_BETS && f->game_param.n && only->game.n)
		template_add_param(out, sep, f->game_param, only->game);
	if (kind == LIST_TRANSACTIONS && f->state_param.n && only->state.n)
		template_add_param(out, sep, f->state_param, only->state);
	if (kind == LIST_TRANSACTIONS && f->kind_param.n && only->kinds)
		add_kinds(f->kind_param, only->kinds, &item->slots[F_TRANSACTION_kind], out, sep);
}

bool filter_can_take(const struct list_only *only, enum list_kind kind, const struct map_record *item)
{
	return kind != LIST_BETS || only->game.n == 0 || item->slots[F_BET_gameId].mapped;
}

static bool is_text(const struct value *v, struct str wanted)
{
	return wanted.n == 0 || (v->present && str_eq(v->text, wanted));
}

bool filter_takes(const struct list_only *only, enum list_kind kind, const struct record *item)
{
	const struct value *v = item->values;
	if (kind == LIST_BETS)
		return is_text(&v[F_BET_gameId], only->game);
	if (kind != LIST_TRANSACTIONS)
		return true;
	return (only->kinds == 0 || only->kinds & 1u << v[F_TRANSACTION_kind].index) &&
	       is_text(&v[F_TRANSACTION_state], only->state);
}
