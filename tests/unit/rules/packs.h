/* The shipped packs, for tests of what judges by them; and packs in a few words. */
#pragma once

#include "moments.h"
#include "rules/pack.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const shipped[] = {"default", "gb", "mt", "de", "nl", "se", "es", "on"};

/* The text of a shipped pack; the caller frees it. */
static inline char *shipped_text(const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s/rules/%s.yaml", PITBOSS_SOURCE_DIR, name);
	FILE *f = fopen(path, "re");
	assert_non_null(f);
	char *text = calloc(1, 1 << 20);
	assert_non_null(text);
	size_t n = fread(text, 1, (1 << 20) - 1, f);
	assert_true(n > 0 && !ferror(f));
	fclose(f);
	return text;
}

static inline struct packs *shipped_packs(void)
{
	struct packs *p;
	const char *file;
	struct err_info info = {0};
	assert_int_equal(packs_new(&p), OK);
	for (size_t i = 0; i < ARRAY_LEN(shipped); i++) {
		char *text = shipped_text(shipped[i]);
		if (packs_add(p, str_of(text), shipped[i], &info) != OK)
			fail_msg("%s, line %u: %s: %s", shipped[i], info.line, info.field, info.text);
		free(text);
	}
	if (packs_seal(p, &file, &info) != OK)
		fail_msg("%s, line %u: %s: %s", file, info.line, info.field, info.text);
	return p;
}

static inline const struct pack *pack_of(const struct packs *p, const char *code)
{
	const struct pack *found = packs_find(p, str_of(code));
	assert_non_null(found);
	return found;
}
