/* api/sources_route.h - how the sources are, as GET /sources answers it; for streams and the wall too. Thread: any. */
#pragma once

#include "base/json_writer.h"
#include "sources/sources.h"

/* All of them, as a value. */
void sources_put_list(struct json_writer *w, struct sources *sources);
