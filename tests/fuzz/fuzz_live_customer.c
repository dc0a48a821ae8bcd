/* layer: live */
/* A customer out of a snapshot: whatever the bytes are, it is refused or sound, and what is sound is written as it was read. */
#include "base/attr.h"
#include "live/live_customer.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct live_customer c, copy;
	struct buf again;
	struct str in = str_mem((const char *)data, size);
	if (live_customer_read(&in, &c) != OK)
		return 0;
	MUST(in.n <= size);
	buf_init(&again, 1u << 20);
	MUST(live_customer_copy(&c, &copy) == OK);
	live_customer_write(&again, &copy);
	MUST(buf_ok(&again) == OK && again.n == size - in.n);
	live_customer_done(&copy);
	live_customer_done(&c);
	buf_done(&again);
	return 0;
}
