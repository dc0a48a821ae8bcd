/* base/crc32c.h - CRC-32C (Castagnoli; RFC 3720, appendix B.4): finds what a disk or memory has altered, not who meant to. */
#pragma once

#include "base/str.h"

/* Of what follows what @crc is of; 0 to begin with. */
uint32_t crc32c(uint32_t crc, struct str s);
/* The same where the processor has no instruction for it; for tests. */
uint32_t crc32c_by_table(uint32_t crc, struct str s);
