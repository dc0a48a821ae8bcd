/* The wall's form in a snapshot: the plain rows, then each session, heard of longest ago first. */
#include "live/wall_private.h"

#define WALL_FORM 1

void wall_write(const struct wall *w, struct buf *out)
{
	uint64_t count = w->sessions.count;
	buf_add(out, &w->rows, sizeof w->rows);
	buf_add(out, &count, sizeof count);
	LIST_FOREACH (&w->by_heard, it) {
		const struct wall_session *s = LIST_ENTRY(it, struct wall_session, by_heard);
		uint64_t n = s->key.n;
		buf_add(out, &s->row, sizeof s->row);
		buf_add(out, &n, sizeof n);
		buf_str(out, s->key);
	}
}

static bool cut(struct str *in, void *to, size_t n)
{
	if (in->n < n)
		return false;
	memcpy(to, in->p, n);
	in->p += n;
	in->n -= n;
	return true;
}

static bool ends(const char *text, size_t size)
{
	return memchr(text, '\0', size);
}

static bool is_currency(const char code[4])
{
	return ends(code, 4) && (!code[0] || currency_find(str_of(code)));
}

static bool stakes_are_sound(const struct wall_minute *m)
{
	bool ok = m->stake_count <= WALL_STAKES_TOLD;
	for (uint32_t i = 0; ok && i < m->stake_count; i++) {
		const struct wall_stake *s = &m->stakes[i];
		ok = ends(s->customer, sizeof s->customer) && ends(s->game, sizeof s->game) && s->currency[0] &&
		     is_currency(s->currency);
	}
	return ok;
}

static bool alerts_are_sound(const struct wall_alerts *a)
{
	bool ok = a->count <= WALL_ALERTS_TOLD;
	for (uint32_t i = 0; ok && i < a->count; i++) {
		const struct wall_alert_row *r = &a->newest[i];
		ok = ends(r->id, sizeof r->id) && ends(r->customer, sizeof r->customer) && ends(r->rule, sizeof r->rule) &&
		     r->origin <= ALERT_OF_SOURCE && r->class < SIGNAL_CLASS_COUNT_ && r->severity < SIGNAL_SEVERITY_COUNT_;
	}
	return ok;
}

static bool rows_are_sound(const struct wall_rows *r)
{
	bool ok = alerts_are_sound(&r->alerts[0]) && alerts_are_sound(&r->alerts[1]);
	for (unsigned i = 0; ok && i < WALL_MINUTES; i++)
		ok = stakes_are_sound(&r->minutes[i]);
	return ok;
}

/* What selects was written as 0 or 1, and is read as nothing else. */
static bool session_is_sound(const struct wall_session_row *s)
{
	unsigned char told, ended;
	memcpy(&told, &s->start_told, 1);
	memcpy(&ended, &s->ended, 1);
	return told <= 1 && ended <= 1 && ends(s->customer, sizeof s->customer) && ends(s->game, sizeof s->game) &&
	       is_currency(s->currency);
}

static enum err read_session(struct wall *w, struct str *in)
{
	struct wall_session_row row;
	uint64_t n;
	if (!cut(in, &row, sizeof row) || !cut(in, &n, sizeof n) || n > WALL_KEY_MAX || n > in->n || !session_is_sound(&row))
		return ERR_CORRUPT;
	struct str key = str_mem(in->p, n);
	in->p += n;
	in->n -= n;
	if (map_get(&w->sessions, key))
		return ERR_CORRUPT;
	struct wall_session *s = wall_session_add(w, key);
	if (!s)
		return ERR_NOMEM;
	s->row = row;
	return OK;
}

enum err wall_read(struct wall *w, struct str text)
{
	uint64_t count = 0;
	bool ok = cut(&text, &w->rows, sizeof w->rows) && rows_are_sound(&w->rows) && cut(&text, &count, sizeof count) &&
		  count <= WALL_SESSIONS_MAX;
	enum err e = ok ? OK : ERR_CORRUPT;
	for (uint64_t i = 0; i < count && e == OK; i++)
		e = read_session(w, &text);
	if (e == OK && text.n)
		e = ERR_CORRUPT;
	if (e != OK)
		wall_clear(w);
	return e;
}

uint64_t wall_layout(void)
{
	const uint64_t sizes[] = {WALL_FORM, sizeof(struct wall_rows), sizeof(struct wall_session_row)};
	return str_hash_stable(str_mem((const char *)sizes, sizeof sizes));
}
