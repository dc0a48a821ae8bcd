/* directory/segment_write.h - makes one segment file out of encoded customers. The file appears under its name complete and
 * durable, or not at all. Costs about 10 us a customer; what it needs meanwhile lies in unlinked files (directory/scratch.h).
 * Thread: one. Life: segment_writer_init .. add* .. segment_writer_finish .. segment_writer_done. */
#pragma once

#include "directory/scratch.h"
#include "directory/segment.h"

struct segment_writer {
	const char *dir;
	struct scratch inputs, ids, gone;
	uint32_t count;
	const atomic_bool *stop; /* may be NULL: once true, finish ends with ERR_CANCELLED at its next step */
};

void segment_writer_init(struct segment_writer *w, const char *dir, const atomic_bool *stop);
void segment_writer_done(struct segment_writer *w);
/* @stored (directory/customer.h) must stay valid until the end. Of two with the same id the later one counts. ERR_TOO_LARGE: past
 * SEGMENT_DOCS_MAX or SEGMENT_STORED_MAX. */
NODISCARD enum err segment_writer_add(struct segment_writer *w, struct str stored);
/* This file deletes @id from older ones. */
NODISCARD enum err segment_writer_gone(struct segment_writer *w, struct str id);
/* The same, and what was added under this id so far does not count. */
NODISCARD enum err segment_writer_remove(struct segment_writer *w, struct str id);
NODISCARD enum err segment_writer_finish(struct segment_writer *w, const char *path);
