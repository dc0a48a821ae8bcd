/* A wall clock that tests move: preloaded (LD_PRELOAD) into a portal, it adds to CLOCK_REALTIME the milliseconds that stand in
 * the file CLOCK_SHIFT_FILE as a binary int64. The monotonic clock stays what it is, as it does when somebody sets a machine's
 * clock. */
#include <dlfcn.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

typedef int clock_gettime_fn(clockid_t id, struct timespec *ts);

static clock_gettime_fn *real;
static const volatile int64_t *shift_ms;

__attribute__((constructor)) static void prepare(void)
{
	const char *name = getenv("CLOCK_SHIFT_FILE");
	int fd = name ? open(name, O_RDONLY | O_CLOEXEC) : -1;
	void *p = fd < 0 ? MAP_FAILED : mmap(NULL, sizeof *shift_ms, PROT_READ, MAP_SHARED, fd, 0);
	if (fd >= 0)
		close(fd);
	if (p != MAP_FAILED)
		shift_ms = p;
	real = (clock_gettime_fn *)(uintptr_t)dlsym(RTLD_NEXT, "clock_gettime");
}

__attribute__((visibility("default"))) int clock_gettime(clockid_t id, struct timespec *ts)
{
	int failed = real ? real(id, ts) : -1;
	if (failed || !shift_ms || (id != CLOCK_REALTIME && id != CLOCK_REALTIME_COARSE))
		return failed;
	int64_t ms = (int64_t)ts->tv_sec * 1000 + ts->tv_nsec / 1000000 + *shift_ms;
	ts->tv_nsec = ts->tv_nsec % 1000000 + ms % 1000 * 1000000;
	ts->tv_sec = (time_t)(ms / 1000);
	return 0;
}
