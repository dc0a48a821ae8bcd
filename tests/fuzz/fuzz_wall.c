/* layer: live */
/* The wall out of a snapshot: bytes of a sound one are changed (place and value, by fives) and it is cut; it is refused, or fit
 * to be drawn, to go on and to be written as it was read. */
#include "live/wall.h"
#include "rules/signals.h"

#include <stdlib.h>

#define NOW INT64_C(1790000000000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct signal_rules rules;

static void play(struct wall *w, unsigned i)
{
	struct live_event e = {.type = EVENT_ROUND_PLAYED,
			       .customer = i % 2 ? STR("CUS-1") : STR("CUS-2"),
			       .at_ms = NOW - i * 60000,
			       .received_ms = NOW,
			       .seq = i + 1,
			       .currency = currency_find(i % 3 ? STR("EUR") : STR("JPY"))};
	e.round_played = (struct event_round_played){.session_id = i % 5 ? STR("S") : STR("T"),
						     .game = STR("Roulette"),
						     .stake = {100 + i, true},
						     .payout = {i * 7, true}};
	MUST(wall_event(w, &e) == OK);
}

static void alert(struct wall *w)
{
	struct alert a = {
		.class = SIGNAL_CLASS_RG, .severity = SIGNAL_HIGH, .customer = STR("CUS-1"), .rule = STR("structuring")};
	str_copy(a.id, sizeof a.id, STR("0123456789abcdef0123456789abcdef"));
	wall_alert(w, &a);
}

static struct wall *wall_made(void)
{
	struct wall *w;
	MUST(wall_new(rules.credit_cents, &w) == OK);
	return w;
}

static void make_sound(struct buf *out)
{
	signal_rules_init(&rules);
	struct wall *w = wall_made();
	for (unsigned i = 0; i < 40; i++)
		play(w, i);
	alert(w);
	buf_init(out, WALL_WRITTEN_MAX);
	wall_write(w, out);
	wall_free(w);
}

static void use(struct wall *w)
{
	struct buf text;
	struct json_writer json;
	buf_init(&text, 1u << 20);
	for (int entitled = 0; entitled < 2; entitled++) {
		json_writer_init(&json, &text);
		json_open_object(&json);
		wall_put(w, entitled, NOW, &json);
		json_close_object(&json);
	}
	play(w, 3);
	alert(w);
	buf_done(&text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct buf sound;
	if (!sound.p)
		make_sound(&sound);
	char *bytes = malloc(sound.n);
	MUST(bytes);
	memcpy(bytes, sound.p, sound.n);
	size_t n = sound.n;
	for (; size >= 5; data += 5, size -= 5) {
		uint32_t at;
		memcpy(&at, data, sizeof at);
		bytes[at % sound.n] = (char)data[4];
	}
	if (size >= 2)
		n -= ((size_t)data[0] << 8 | data[1]) % sound.n;
	struct wall *w = wall_made();
	if (wall_read(w, str_mem(bytes, n)) == OK) {
		struct buf again;
		buf_init(&again, WALL_WRITTEN_MAX);
		wall_write(w, &again);
		MUST(buf_ok(&again) == OK && again.n == n);
		buf_done(&again);
		use(w);
	}
	wall_free(w);
	free(bytes);
	return 0;
}
