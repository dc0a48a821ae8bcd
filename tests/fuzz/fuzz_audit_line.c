/* layer: access */
/* Lines of the record: whatever the bytes are, taking them apart stays within them; and what is taken apart and hashed rightly
 * can be written again, byte for byte, when its time is in the usual form. */
#include "access/audit_line.h"
#include "base/clock.h"

#include <stdlib.h>

static bool within(struct str part, struct str whole)
{
	return part.n == 0 || (part.p >= whole.p && part.p + part.n <= whole.p + whole.n);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = str_mem((const char *)data, size);
	struct audit_line l;
	if (audit_line_parse(text, &l) != OK)
		return 0;
	MUST(within(l.prev, text) && within(l.kind, text) && within(l.hash, text) && within(l.members, text) &&
	     within(l.covered, text));
	MUST(l.hash.n == AUDIT_HASH_TEXT && l.prev.n == AUDIT_HASH_TEXT);
	bool intact = audit_line_hash_ok(&l);
	char *kind = strndup(l.kind.p, l.kind.n);
	struct buf b;
	char hash[AUDIT_HASH_TEXT + 1];
	buf_init(&b, 2 * size + 1024);
	audit_line_put(&b, l.seq, l.at_ms, l.prev.p, kind, l.members, hash);
	struct audit_line again;
	MUST(buf_ok(&b) == OK);
	/* A NUL in the kind ends it early: such a line is no record, and none is ever written. */
	if (strlen(kind) == l.kind.n) {
		MUST(audit_line_parse(buf_view(&b), &again) == OK && audit_line_hash_ok(&again));
		MUST(again.seq == l.seq && again.at_ms == l.at_ms && str_eq(again.members, l.members));
		if (b.n == size && memcmp(b.p, text.p, l.covered.n) == 0)
			MUST(intact == (memcmp(b.p, text.p, size) == 0));
	}
	buf_done(&b);
	free(kind);
	return 0;
}
