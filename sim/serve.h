/* sim/serve.h - runs the simulated operator until SIGTERM or SIGINT. Thread: blocks the caller, which becomes the loop. */
#pragma once

#include "base/err.h"

#include <stdint.h>

struct serve_options {
	const char *data;
	uint16_t port;
	unsigned rate;      /* live events a second */
	const char *events; /* where to deliver them; NULL: nowhere */
	const char *events_token_dir;
};

/* ERR_NOT_FOUND: no data; ERR_BUSY: another process has them; ERR_IO: a port is taken; ERR_SHAPE: an option
 * that can't be used. With info. */
NODISCARD enum err serve(const struct serve_options *o, struct err_info *info);
