/* layer: app */
/* A history of bets: whatever the file is, it is read or refused with its place; read in pieces of any size it is the same; and
 * what was read can be judged and told. The first byte says how large the pieces are. */
#include "app/replay_read.h"
#include "app/replay_write.h"
#include "base/json_reader.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_record(const struct csv *c, struct str in)
{
	MUST(c->count > 0 && c->count <= CSV_FIELDS_MAX);
	for (size_t i = 0; i < c->count; i++) {
		uint32_t line, column;
		MUST(c->fields[i].offset <= c->raw.n && c->fields[i].text.n <= c->raw.n);
		MUST(c->raw.p >= in.p && c->raw.p + c->raw.n <= in.p + in.n);
		csv_place(c, c->fields[i].offset, &line, &column);
		MUST(line >= c->line && column >= 1);
	}
}

/* A hash of all fields, and how it ended. */
static uint64_t read_pieces(struct str text, size_t piece, struct err_info *info)
{
	static struct csv c;
	uint64_t hash = 1;
	size_t from = 0, to = MIN(piece, text.n);
	csv_init(&c);
	for (;;) {
		size_t used;
		struct str in = str_mem(text.p + from, to - from);
		enum csv_result got = csv_next(&c, in, to == text.n, &used, info);
		MUST(used <= in.n);
		if (got == CSV_RECORD)
			check_record(&c, in);
		for (size_t i = 0; got == CSV_RECORD && i < c.count; i++)
			hash = hash * 31 + str_hash_stable(c.fields[i].text);
		from += used;
		if (got == CSV_MORE) {
			MUST(to < text.n);
			to = MIN(to + piece, text.n);
		} else if (got != CSV_RECORD) {
			hash = hash * 31 + got;
			break;
		}
	}
	csv_done(&c);
	return hash;
}

static void check_amounts(struct str text)
{
	struct replay_amount a;
	int64_t ms;
	bool no_zone;
	if (replay_amount(text, &a) == OK) {
		MUST(a.decimals <= REPLAY_DIGITS_MAX && a.mantissa > -1000000000000000000 && a.mantissa < 1000000000000000000);
		MUST(a.mantissa || !a.decimals);
		int64_t exact;
		if (!a.rounded && money_parse_json_number(text, a.decimals, &exact) == OK)
			MUST(exact == a.mantissa);
	}
	if (replay_time(text, &ms, &no_zone) == OK)
		MUST(ms >= 0 && ms / 1000 < UINT32_MAX);
}

static void judge(struct str text)
{
	struct replay *r;
	struct err_info info = {0};
	struct signal_rules rules;
	int fd = memfd_create("bets", MFD_CLOEXEC);
	MUST(fd >= 0 && write(fd, text.p, text.n) == (ssize_t)text.n && lseek(fd, 0, SEEK_SET) == 0);
	MUST(replay_new(&r) == OK);
	enum err e = replay_read(r, fd, &info);
	if (e == OK) {
		char *out = NULL;
		size_t n = 0;
		FILE *to = open_memstream(&out, &n);
		MUST(to);
		signal_rules_init(&rules);
		rules.whatever_date = true;
		MUST(replay_run(r, &rules, SIZE_MAX) == OK);
		MUST(replay_write(&(struct replay_write){r, &rules, SIZE_MAX}, to) == OK);
		fclose(to);
		MUST(n > 2 && out[0] == '{' && out[n - 2] == '}' && out[n - 1] == '\n');
		free(out);
	} else {
		MUST(info.text[0]);
	}
	replay_free(r);
	close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct err_info whole = {0}, pieces = {0};
	if (!size)
		return 0;
	struct str text = str_mem((const char *)data + 1, size - 1);
	uint64_t a = read_pieces(text, text.n, &whole), b = read_pieces(text, data[0] % 61 + 1, &pieces);
	MUST(a == b && whole.line == pieces.line && whole.column == pieces.column);
	check_amounts(text);
	judge(text);
	return 0;
}
