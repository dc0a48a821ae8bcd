/* app/rule_files.h - the rule packs of a folder: every *.yaml in it, by name. Thread: any; blocks. */
#pragma once

#include "rules/pack.h"

/* All or none. ERR_NOT_FOUND, ERR_IO: the folder or a file; else what is wrong in one, told as "FILE, line N: which: why", so
 * that a start can be stopped with it. */
NODISCARD enum err rule_files_load(const char *dir, struct packs **ret, struct err_info *info);
