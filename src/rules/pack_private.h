/* rules/pack_private.h - what pack.c and pack_read.c share. */
#pragma once

#include "base/yaml.h"
#include "rules/pack.h"

struct packs {
	struct arena arena;
	size_t count;
	struct pack *packs[PACKS_MAX];
	const struct rule *own[PACKS_MAX]; /* as read; each own_count of its pack */
	bool sealed;
};

/* The file's text as a pack, in @a; rules in the order of the file. */
NODISCARD enum err pack_read(struct str text, const char *file, struct arena *a, struct pack **ret, const struct rule **ret_rules,
			     struct err_info *info);
