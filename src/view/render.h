/* view/render.h - one file of rules for how each part's record becomes fragments and facts. Called once per answer of a source,
 * by part_seal(). Pure. */
#pragma once

#include "view/record_json.h"
#include "view/section.h"

struct rendered_fragment {
	enum fragment fragment;
	uint32_t start, length;     /* of its members in the text */
	uint32_t first_span, spans; /* of the list */
};

/* Where rendering writes: text in the caller's buffer, one fragment after the other. */
struct render {
	struct buf *text;
	struct span_list *spans;
	struct rendered_fragment at[PART_FRAGMENTS_MAX];
	size_t count;
	struct facts facts;
	int64_t now_ms;
	const struct record *fetched; /* the record as the service gave it, where it was merged with news; NULL: the same */
};

/* Errors stick in text and spans. */
void render_part(struct render *out, enum part p, const struct record *r);
