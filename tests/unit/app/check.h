/* tests/unit/app/check.h - cmocka, a terminal in memory and a folder of one's own. */
#pragma once

#include "app/term.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static inline struct term term_in_memory(unsigned width)
{
	struct term t = {.fd = -1, .width = width, .utf8 = true};
	buf_init(&t.out, 16u << 20);
	return t;
}

/* What was written so far, and forgets it; valid until something is written. */
static inline const char *term_take(struct term *t)
{
	buf_char(&t->out, '\0');
	assert_int_equal(buf_ok(&t->out), OK);
	t->out.n = 0;
	return t->out.p;
}

static inline int scratch_remove(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)st, (void)kind, (void)at;
	return remove(path);
}

struct scratch {
	char path[64];
};
static inline struct scratch scratch_make(void)
{
	struct scratch s = {"/tmp/pitboss-app-XXXXXX"};
	assert_non_null(mkdtemp(s.path));
	return s;
}
static inline void scratch_done(struct scratch *s)
{
	nftw(s->path, scratch_remove, 16, FTW_DEPTH | FTW_PHYS);
}
