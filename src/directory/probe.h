/* directory/probe.h - one search in one segment: filters and words to sets of documents, sets to the first so many in order.
 * Everything is linear in bits, not in matches, so that a text that matches everybody costs what any other does.
 * Thread: one. Life: probe_start .. probe_classes .. probe_infix; memory is the caller's. */
#pragma once

#include "directory/terms.h"

/* A sort and where to go on in it; the same in every segment. */
struct probe_order {
	enum directory_sort sort;
	bool descending;
	bool resume;           /* go on behind the document with these: */
	enum term_class class; /* relevance: its class; other sorts: CLASS_INFIX or CLASS_EXACT_ID, the stage */
	int8_t vip;
	int32_t registered;
	struct str key, id; /* folded name or user name; id byte for byte */
};

struct probe_hit {
	uint32_t doc;
	enum term_class class; /* the stage only, where the sort isn't relevance */
};

struct probe {
	const struct segment *segment;
	const struct terms *terms;
	const struct probe_order *order;
	bool contact_visible;
	size_t words;
	uint64_t *allowed; /* alive, by the filters, and not yet in an earlier class */
	uint64_t *found;   /* of the class at hand; all classes', for sorts other than relevance */
	uint64_t *spare;
	uint64_t *word[DIRECTORY_WORDS_MAX]; /* documents with this word in the fields so far */
	struct probe_hit *hits;
	size_t count, need;
	uint64_t total;   /* documents seen to match */
	bool total_exact; /* no class was left unread */
};

/* Words of memory that probe_start takes. */
size_t probe_memory(const struct segment *s, const struct terms *t);
/* @alive: documents not replaced by newer segments. @hits: room for @need, or for
 * all documents if that is less. */
void probe_start(struct probe *p, const struct segment *s, const uint64_t *alive, const struct terms *t,
		 const struct directory_filters *f, const struct probe_order *o, bool contact_visible, uint64_t *memory,
		 struct probe_hit *hits, size_t need);
/* All without text; exact and prefix matches with. */
void probe_classes(struct probe *p);
/* Adds infix matches up to the need; after probe_classes. False: the deadline (monotonic, 0: none) cut it. */
bool probe_infix(struct probe *p, uint64_t deadline_ns);

/* probe_select.c: takes the next hits out of @set in the order asked for, from where it resumes when @resume. */
void probe_take(struct probe *p, const uint64_t *set, enum term_class class, bool resume);
/* The same for a set that is only known one document at a time. False: @max documents were tried in vain; hits added so far are
 * the caller's to take back. */
bool probe_walk(struct probe *p, enum term_class class, bool resume, bool (*matches)(void *ctx, uint32_t doc), void *ctx,
		size_t max);
/* <0: @a comes first. Of two segments, or of one. */
int probe_compare(const struct probe *a, const struct probe_hit *x, const struct probe *b, const struct probe_hit *y);
/* First document in the order of relevance behind the one to resume at. */
uint32_t probe_resume_doc(const struct probe *p);
/* The folded name or user name that the document is sorted by; ends with a NUL. */
const char *probe_sort_text(const struct segment *s, enum directory_sort sort, uint32_t doc);

/* probe_match.c: one document by itself. The class of a match; CLASS_NONE. */
enum term_class probe_match(const struct segment *s, uint32_t doc, const struct terms *t, bool contact_visible);
/* Every word inside some value (short ones at the start of a word). */
bool probe_match_infix(const struct segment *s, uint32_t doc, const struct terms *t, bool contact_visible,
		       enum directory_field *ret);
/* A whole value equal to the text as written, case and compatibility forms apart: what may be found by those who see it masked.
 */
bool probe_match_exact(const struct segment *s, uint32_t doc, enum segment_column c, const struct terms *t);
