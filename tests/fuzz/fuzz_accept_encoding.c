/* layer: api */
/* Accept-Encoding as a client may send it, a field a line, and the page as a build may have left it. What must hold: the choice
 * is one of what there is, none that was refused by a weight of 0, and the same again when the list is said twice; a page is only
 * ever changed by cutting the dots off addresses. */
#include "api/assets_encoding.h"
#include "api/assets_page.h"

#include <stdlib.h>

#define ALL ((1u << ENCODING_COUNT_) - 1)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void add_lines(struct accept_encoding *a, struct str text)
{
	struct str line;
	while (str_split(&text, '\n', &line))
		accept_encoding_add(a, line);
}

static void fuzz_choice(struct str text)
{
	struct accept_encoding once, twice;
	accept_encoding_init(&once);
	accept_encoding_init(&twice);
	add_lines(&once, text);
	add_lines(&twice, text);
	add_lines(&twice, text);
	for (unsigned available = 0; available <= ALL; available++) {
		enum asset_encoding e = accept_encoding_choose(&once, available);
		MUST(e == accept_encoding_choose(&twice, available));
		MUST(e == ENCODING_COUNT_ || (available >> e & 1 && once.q[e] != 0));
		MUST(e != ENCODING_COUNT_ || !(available & 1u << ENCODING_IDENTITY) || once.q[ENCODING_IDENTITY] == 0 ||
		     once.q_any == 0);
	}
	for (unsigned e = 0; e < ENCODING_COUNT_; e++)
		MUST(once.q[e] >= -1 && once.q[e] <= ENCODING_Q_MAX);
}

/* Each replacement by our own root makes the page one byte shorter, and a rewritten page has nothing left to replace. */
static void fuzz_page(struct str html)
{
	struct buf first, second;
	bool changed = false, again = true;
	buf_init(&first, html.n + 1);
	buf_init(&second, html.n + 1);
	MUST(page_rewrite(html, STR(""), &first, &changed) == OK);
	MUST(changed ? first.n < html.n : str_eq(buf_view(&first), html));
	MUST(page_rewrite(buf_view(&first), STR(""), &second, &again) == OK);
	MUST(!again && str_eq(buf_view(&first), buf_view(&second)));
	buf_done(&first);
	buf_done(&second);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = {(const char *)data, size};
	fuzz_choice(text);
	fuzz_page(text);
	(void)asset_url_fault(text);
	return 0;
}
