/* app/packs_write.h - rule packs as JSON, for `pitboss rules packs`. Thread: one; blocks on what it writes to. */
#pragma once

#include "rules/pack.h"

#include <stdio.h>

/* All packs with version, date, digest and the ids of unverified rules; or, with @one, that pack and all rules that hold in it,
 * each with its values. ERR_IO, ERR_NOMEM. */
NODISCARD enum err packs_write(const struct packs *packs, const struct pack *one, FILE *to);
