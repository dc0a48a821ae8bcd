/* sim/serve.h - runs the simulated operator until SIGTERM or SIGINT. Thread: blocks the caller, which becomes the loop. */
#pragma once

#include "base/err.h"

/* ERR_NOT_FOUND: no data; ERR_BUSY: another process has them; ERR_IO: a port is taken. With info. */
NODISCARD enum err serve(const char *data, uint16_t port, unsigned rate, struct err_info *info);
