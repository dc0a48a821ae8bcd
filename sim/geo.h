/* sim/geo.h - where the simulated cities lie: WGS 84, hundredths of a degree, to about a kilometre; common knowledge, from any
 * atlas. Constant table, any thread. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct geo {
	int32_t latitude, longitude; /* hundredths of a degree */
};

/* @country: ISO 3166-1 alpha-2. False: not in the table. */
bool geo_find(const char *country, const char *city, struct geo *ret);
