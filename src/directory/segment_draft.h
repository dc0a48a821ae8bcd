/* directory/segment_draft.h - the sections of a segment while it is made; private to directory/segment_*.c.
 * segment_write.c numbers the documents, segment_fill.c writes what goes document by document, segment_sort.c sorts it. */
#pragma once

#include "base/map.h"
#include "directory/segment_write.h"
#include "directory/strsort.h"

struct draft_value { /* of a facet */
	uint32_t index, facet;
	struct str text;
};

struct draft {
	const char *dir;
	uint32_t docs;
	struct scratch section[SECTION_COUNT_];
	struct scratch items, tmp;       /* struct strsort_item[docs], or of a column */
	struct scratch id_docs;          /* u32[docs]: documents in the order of their ids */
	struct scratch name_at, user_at; /* u32[docs]: places in the public text */
	struct scratch facet_pairs;      /* struct draft_pair[] */
	struct map facet_values;         /* "<facet byte>text" to struct draft_value */
	struct arena facet_arena;
	struct draft_value **values;
	uint32_t value_count, value_cap;
};
struct draft_pair {
	uint32_t value, doc;
};

/* segment_fill.c: appends one document; they come in the order of their numbers. */
NODISCARD enum err draft_document(struct draft *d, uint32_t doc, struct str stored);
/* Ends the texts and offset tables. */
NODISCARD enum err draft_end_documents(struct draft *d);
/* segment_sort.c */
NODISCARD enum err draft_column(struct draft *d, enum segment_column c);
/* After the columns. */
NODISCARD enum err draft_broad(struct draft *d, enum segment_column c);
NODISCARD enum err draft_orders(struct draft *d);
NODISCARD enum err draft_facets(struct draft *d);
NODISCARD enum err draft_trigrams(struct draft *d);
