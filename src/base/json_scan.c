#include "base/json_scan.h"

enum { BOTH = SCAN_STOP_READ | SCAN_STOP_WRITE };

const unsigned char json_scan_class[256] = {
	[0x00 ... 0x08] = BOTH,
	['\t'] = BOTH | SCAN_BLANK,
	['\n'] = BOTH | SCAN_BLANK,
	[0x0B ... 0x0C] = BOTH,
	['\r'] = BOTH | SCAN_BLANK,
	[0x0E ... 0x1F] = BOTH,
	[' '] = SCAN_BLANK,
	['"'] = BOTH,
	['0' ... '9'] = SCAN_DIGIT,
	['<'] = SCAN_STOP_WRITE,
	['\\'] = BOTH,
	[0x80 ... 0xFF] = BOTH,
};
