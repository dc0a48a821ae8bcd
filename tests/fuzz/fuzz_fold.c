/* layer: directory */
/* Any bytes as a value and as a search text: folding never overruns, gives valid UTF-8 from valid UTF-8, and folds what it folded
 * to itself; parsing keeps to its limits. */
#include "base/utf8.h"
#include "directory/position.h"
#include "directory/search.h"
#include "directory/terms.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_folding(struct str in)
{
	char once[FOLD_OUT_MAX], twice[FOLD_OUT_MAX], other[FOLD_OUT_MAX];
	struct fold_phone f;
	size_t n = fold_text(in, once);
	MUST(n <= FOLD_VALUE_MAX && !memchr(once, 0, n));
	size_t m = fold_text(str_mem(once, n), twice);
	if (utf8_valid(in)) {
		MUST(utf8_valid(str_mem(once, n)));
		MUST(m <= FOLD_VALUE_MAX);
	}
	n = fold_name(in, other);
	MUST(n <= FOLD_OUT_MAX && (n == 0 || other[n - 1] == '\0'));
	MUST(fold_name_word(in, other) <= FOLD_VALUE_MAX);
	MUST(fold_exact(in, other) <= FOLD_OUT_MAX);
	if (fold_phone(in, &f))
		MUST(f.n >= 3 && f.n <= FOLD_PHONE_MAX && f.national < f.n);
}

static void check_terms(struct str in)
{
	struct terms t;
	struct arena a;
	arena_init(&a, (size_t)1 << 20);
	if (terms_parse(&t, in, &a) == OK) {
		MUST(t.count <= DIRECTORY_WORDS_MAX);
		for (size_t i = 0; i < t.count; i++)
			MUST(t.words[i].raw.n > 0 && !memchr(t.words[i].raw.p, ' ', t.words[i].raw.n));
	}
	arena_done(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str in = str_mem((const char *)data, size);
	struct probe_order o;
	struct directory_hit h;
	uint64_t hash = 0;
	check_folding(in);
	check_terms(in);
	if (size >= sizeof(hash))
		memcpy(&hash, data, sizeof(hash));
	if (position_decode(in, hash, &o) == OK)
		MUST(o.id.n > 0 && o.key.n + o.id.n <= in.n);
	if (customer_decode(in, &h) == OK)
		MUST(h.tag_count <= DIRECTORY_TAGS_MAX);
	return 0;
}
