/* layer: live */
/* Events as anybody may send them: what is taken, or set aside, has a line of one line that holds no card's number whole, is read
 * back as the same event, and is written again byte for byte. A body is cut into what its parts are, whatever it is. */
#include "base/json_writer.h"
#include "live/card.h"
#include "live/event.h"

#include <stdlib.h>

#define NOW       INT64_C(1790000000000)
#define ARENA_MAX (4u << 20)
#define LINE_MAX  (1u << 20)

static bool same_text(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static void check_line(const struct buf *line)
{
	MUST(buf_ok(line) == OK && line->n > 0);
	MUST(!memchr(line->p, '\n', line->n) && !memchr(line->p, '\0', line->n));
	struct json_reader r;
	json_reader_init(&r, buf_view(line), JSON_LIMITS_DEFAULT);
	json_skip(&r, NULL);
	MUST(json_finish(&r) == OK);
}

/* Of a type that nobody knows all members are unknown, and no card number is left whole in any of them. */
static void check_values(struct json_reader *r, struct arena *a)
{
	struct str s;
	switch (json_peek(r)) {
	case JSON_OBJECT:
		json_enter_object(r);
		while (json_next_key(r, a, &s))
			check_values(r, a);
		break;
	case JSON_ARRAY:
		json_enter_array(r);
		while (json_next_element(r))
			check_values(r, a);
		break;
	case JSON_NUMBER:
		MUST(json_get_number(r, &s) && !card_stands_in(s, false));
		break;
	case JSON_STRING:
		MUST(!json_get_string(r, a, &s) || !card_stands_in(s, false));
		break;
	default:
		json_skip(r, NULL);
	}
}

static void check_kept(struct str json, struct arena *a)
{
	struct json_reader r;
	struct str key;
	json_reader_init(&r, json, JSON_LIMITS_DEFAULT);
	json_enter_object(&r);
	while (json_next_key(&r, a, &key)) {
		if (str_is(key, "data"))
			check_values(&r, a);
		else
			json_skip(&r, NULL);
	}
	MUST(json_finish(&r) == OK || r.failed == ERR_NOMEM);
}

static void check_event(struct str json, struct arena *a, struct buf *line, struct buf *again)
{
	struct live_event e, back;
	struct err_info info = {0};
	enum err err = event_parse(json, NOW, a, &e, &info);
	MUST(err == OK || err == ERR_SYNTAX || err == ERR_SHAPE || err == ERR_TOO_LARGE || err == ERR_UPSTREAM ||
	     err == ERR_NOMEM);
	if (err)
		MUST(err == ERR_NOMEM || (info.code == err && info.text[0]));
	if (err != OK && err != ERR_UPSTREAM)
		return;
	MUST(e.id.n > 0 && e.id.n <= EVENT_ENVELOPE_MAX && e.source.n > 0 && e.source.n <= EVENT_ENVELOPE_MAX &&
	     e.type_name.n > 0);
	event_line_put(line, &e);
	check_line(line);
	enum err read = event_line_parse(buf_view(line), 5, a, &back, NULL);
	MUST(read == err || read == ERR_NOMEM);
	if (read == OK || read == ERR_UPSTREAM) {
		MUST(back.type == e.type && same_text(back.id, e.id) && same_text(back.source, e.source));
		MUST(read || (back.at_ms == e.at_ms && same_text(back.customer, e.customer) && back.currency == e.currency));
		event_line_put(again, &back);
		MUST(same_text(buf_view(line), buf_view(again)));
		if (back.type == EVENT_TYPE_COUNT_)
			check_kept(back.json, a);
	}
	if (err == ERR_UPSTREAM) {
		struct event_aside s;
		buf_reset(line);
		event_aside_put(line, &e, &info);
		check_line(line);
		enum err aside = event_aside_parse(buf_view(line), a, &s);
		MUST(aside == ERR_NOMEM || (aside == OK && same_text(s.id, e.id) && same_text(s.source, e.source)));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_mem((const char *)data, size), part;
	struct arena a;
	struct buf line, again;
	struct event_batch b;
	arena_init(&a, ARENA_MAX);
	buf_init(&line, LINE_MAX);
	buf_init(&again, LINE_MAX);
	check_event(text, &a, &line, &again);
	event_batch_init(&b, text);
	while (event_batch_next(&b, &part)) {
		MUST(part.p >= text.p && part.p + part.n <= text.p + text.n && part.n <= EVENT_JSON_MAX);
		buf_reset(&line);
		buf_reset(&again);
		arena_reset(&a);
		check_event(part, &a, &line, &again);
	}
	MUST(b.count <= EVENT_BATCH_MAX);
	(void)event_batch_finish(&b, NULL);
	/* Lines as a damaged file has them. */
	struct live_event e;
	struct event_aside s;
	arena_reset(&a);
	(void)event_line_parse(text, 1, &a, &e, NULL);
	(void)event_aside_parse(text, &a, &s);
	buf_done(&again);
	buf_done(&line);
	arena_done(&a);
	return 0;
}
