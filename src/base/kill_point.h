/* base/kill_point.h - places where tests end the process as a crash would: between any two steps that must survive one. Built in
 * only with PITBOSS_KILL_POINTS (presets dev and asan); elsewhere they are nothing.
 *
 * PITBOSS_KILL_AT="log.written:3": the third time that anybody comes by that place is the last. Thread: any. */
#pragma once

#include <stdbool.h>

#ifdef PITBOSS_KILL_POINTS
/* Is it here and now? For who does half a step first, and then kill_now(). */
bool kill_due(const char *place);
_Noreturn void kill_now(void);
#define KILL_POINT(place)            \
	do {                         \
		if (kill_due(place)) \
			kill_now();  \
	} while (0)
#else
#define KILL_POINT(place) ((void)0)
#endif
