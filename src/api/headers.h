/* api/headers.h - the header rows of every answer: what protects it, its request id, and what the resource adds. Pure. */
#pragma once

#include "api/api.h"

#define HEADERS_MAX 20

/* Fills @out and returns how many there are. A header of @r goes before a standing row of the same name. */
size_t headers_make(const struct call *c, const struct reply *r, struct http_header out[HEADERS_MAX]);
