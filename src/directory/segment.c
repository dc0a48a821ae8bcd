#include "directory/segment.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static const void *section(const struct segment *s, unsigned i)
{
	return s->map + s->head->section[i].at;
}

static size_t section_bytes(const struct segment *s, unsigned i)
{
	return (size_t)s->head->section[i].bytes;
}

/* Every section lies in the file, and those with one entry a document are as long as that. What is in them was checked when they
 * were written: a file is complete before it gets its name. */
static bool head_is_sound(const struct segment *s)
{
	const struct segment_head *h = s->head;
	if (memcmp(h->magic, SEGMENT_MAGIC, sizeof(h->magic)) != 0 || h->sections != SECTION_COUNT_ ||
	    h->file_bytes != s->map_bytes ||
	    h->checksum != str_hash_stable(str_mem((const char *)h, offsetof(struct segment_head, checksum))) ||
	    h->docs > SEGMENT_DOCS_MAX)
		return false;
	for (unsigned i = 0; i < SECTION_COUNT_; i++)
		if (h->section[i].at % 8 || h->section[i].at > s->map_bytes ||
		    h->section[i].bytes > s->map_bytes - h->section[i].at)
			return false;
	for (unsigned i = SECTION_ORDER_DOCS; i <= SECTION_REGISTERED; i++)
		if (h->section[i].bytes != (uint64_t)h->docs * 4)
			return false;
	uint64_t trigram_bytes = h->docs > SEGMENT_SMALL ? (SEGMENT_TRIGRAMS + 1) * sizeof(uint32_t) : 0;
	return h->section[SECTION_STORED_AT].bytes == ((uint64_t)h->docs + 1) * 8 && h->section[SECTION_VIP].bytes == h->docs &&
	       h->section[SECTION_TRIGRAM_AT].bytes == trigram_bytes &&
	       h->section[SECTION_BROAD_BITS].bytes ==
		       h->section[SECTION_BROAD].bytes / sizeof(struct broad_entry) * bits_words(h->docs) * sizeof(uint64_t);
}

static void point(struct segment *s)
{
	s->docs = s->head->docs;
	s->stored = section(s, SECTION_STORED);
	s->stored_at = section(s, SECTION_STORED_AT);
	for (unsigned t = 0; t < TEXT_COUNT_; t++) {
		s->text[t] = section(s, SECTION_TEXT + t);
		s->text_at[t] = section(s, SECTION_TEXT_AT + t);
	}
	for (unsigned c = 0; c < COLUMN_COUNT_; c++) {
		s->column[c].docs = section(s, SECTION_COLUMN_DOCS + c);
		s->column[c].places = section(s, SECTION_COLUMN_PLACES + c);
		s->column[c].count = (uint32_t)(section_bytes(s, SECTION_COLUMN_DOCS + c) / sizeof(uint32_t));
	}
	for (unsigned o = 0; o < ORDER_COUNT_; o++) {
		s->order[o].docs = section(s, SECTION_ORDER_DOCS + o);
		s->order[o].ranks = section(s, SECTION_ORDER_RANKS + o);
	}
	s->registered = section(s, SECTION_REGISTERED);
	s->vip = section(s, SECTION_VIP);
	s->facets = section(s, SECTION_FACETS);
	s->facet_count = (uint32_t)(section_bytes(s, SECTION_FACETS) / sizeof(struct facet_entry));
	s->facet_text = section(s, SECTION_FACET_TEXT);
	s->facet_data = section(s, SECTION_FACET_DATA);
	s->trigram_at = s->docs > SEGMENT_SMALL ? section(s, SECTION_TRIGRAM_AT) : NULL;
	s->trigram_blocks = section(s, SECTION_TRIGRAM_BLOCKS);
	s->broad = section(s, SECTION_BROAD);
	s->broad_count = (uint32_t)(section_bytes(s, SECTION_BROAD) / sizeof(struct broad_entry));
	s->broad_bits = section(s, SECTION_BROAD_BITS);
	s->gone = str_mem(section(s, SECTION_GONE), section_bytes(s, SECTION_GONE));
}

static enum err map_file(const char *path, const char **ret_map, size_t *ret_bytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;
	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : err_from_errno(errno);
	enum err e = OK;
	void *map = MAP_FAILED;
	if (fstat(fd, &st))
		e = err_from_errno(errno);
	else if ((size_t)st.st_size < sizeof(struct segment_head))
		e = ERR_CORRUPT;
	else if ((map = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0)) == MAP_FAILED)
		e = err_from_errno(errno);
	close(fd);
	if (e)
		return e;
	*ret_map = map;
	*ret_bytes = (size_t)st.st_size;
	return OK;
}

enum err segment_open(const char *path, uint64_t number, struct segment **ret)
{
	struct segment *s = calloc(1, sizeof(*s));
	if (!s)
		return ERR_NOMEM;
	enum err e = map_file(path, &s->map, &s->map_bytes);
	if (e) {
		free(s);
		return e;
	}
	atomic_init(&s->refs, 1);
	s->number = number;
	s->head = (const struct segment_head *)(const void *)s->map;
	if (!head_is_sound(s)) {
		segment_unref(s);
		return ERR_CORRUPT;
	}
	point(s);
	*ret = s;
	return OK;
}

struct segment *segment_ref(struct segment *s)
{
	atomic_fetch_add_explicit(&s->refs, 1, memory_order_relaxed);
	return s;
}

void segment_unref(struct segment *s)
{
	if (!s || atomic_fetch_sub_explicit(&s->refs, 1, memory_order_acq_rel) != 1)
		return;
	munmap((void *)(uintptr_t)s->map, s->map_bytes);
	free(s);
}

/* <0, 0, >0: the text at the place against the prefix, cut to its length. The text's NUL differs from all that a prefix has, but
 * for one at its end: then the whole rest must be equal. */
static int compare_prefix(const char *text, struct str prefix)
{
	for (size_t i = 0; i < prefix.n; i++) {
		unsigned char a = (unsigned char)text[i], b = (unsigned char)prefix.p[i];
		if (a != b)
			return a < b ? -1 : 1;
	}
	return 0;
}

/* First entry at or after @from that is above the prefix: @above = 1 past its last, 0 at its first. */
static uint32_t bound(const struct segment *s, enum segment_column c, struct str prefix, uint32_t from, int above)
{
	const char *text = s->text[column_text(c)];
	uint32_t lo = from, hi = s->column[c].count;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		if (compare_prefix(text + (s->column[c].places[mid] & SEGMENT_PLACE_MASK), prefix) < above)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

struct segment_range segment_prefix(const struct segment *s, enum segment_column c, struct str prefix)
{
	uint32_t from = bound(s, c, prefix, 0, 0);
	return (struct segment_range){from, bound(s, c, prefix, from, 1)};
}

const uint64_t *segment_broad(const struct segment *s, enum segment_column c, struct segment_range r)
{
	if (r.to - r.from <= s->docs / SEGMENT_BROAD)
		return NULL;
	for (uint32_t i = 0; i < s->broad_count; i++) {
		const struct broad_entry *b = &s->broad[i];
		if (b->column == (uint32_t)c && b->from == r.from && b->to == r.to)
			return s->broad_bits + i * bits_words(s->docs);
	}
	return NULL;
}

bool segment_find(const struct segment *s, struct str id, uint32_t *ret_doc)
{
	uint32_t lo = 0, hi = s->docs;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2, doc = s->order[ORDER_ID].docs[mid];
		int c = str_cmp(customer_id(segment_stored(s, doc)), id);
		if (c == 0) {
			*ret_doc = doc;
			return true;
		}
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}

const struct facet_entry *segment_facet(const struct segment *s, enum segment_facet f, struct str value)
{
	uint32_t lo = 0, hi = s->facet_count;
	while (lo < hi) {
		uint32_t mid = lo + (hi - lo) / 2;
		const struct facet_entry *e = &s->facets[mid];
		int c = e->facet != (uint32_t)f ? (e->facet < (uint32_t)f ? -1 : 1)
						: str_cmp(str_mem(s->facet_text + e->value_at, e->value_n), value);
		if (c == 0)
			return e;
		if (c < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return NULL;
}

/* 26 letters, 10 digits, and classes for the rest: few enough that all triples have a place of their own. */
static uint32_t trigram_class(unsigned char c)
{
	if (c >= 'a' && c <= 'z')
		return (uint32_t)(c - 'a');
	if (c >= '0' && c <= '9')
		return 26u + (uint32_t)(c - '0');
	if (c == ' ')
		return 36;
	if (c == '.' || c == '@')
		return 37;
	return c < 0x80 ? 38 : 39;
}

uint32_t segment_trigram(const char *p)
{
	if (!p[0] || !p[1] || !p[2])
		return UINT32_MAX;
	return (trigram_class((unsigned char)p[0]) * 40 + trigram_class((unsigned char)p[1])) * 40 +
	       trigram_class((unsigned char)p[2]);
}
