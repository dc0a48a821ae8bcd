/* tests/unit/base/check.h - cmocka and what every test of the base uses beside it. */
#pragma once

#include "base/str.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#define check_str(s, lit)                                                         \
	do {                                                                      \
		struct str check_s_ = (s);                                        \
		assert_int_equal(check_s_.n, sizeof(lit) - 1);                    \
		if (sizeof(lit) > 1)                                              \
			assert_memory_equal(check_s_.p, "" lit, sizeof(lit) - 1); \
	} while (0)

/* Whether fn() ends in must_fail(): it runs in a child, whose words nobody needs. */
static inline bool dies(void (*fn)(void))
{
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		int nowhere = open("/dev/null", O_WRONLY);
		dup2(nowhere, STDERR_FILENO);
		signal(SIGABRT, SIG_DFL);
		fn();
		_exit(0);
	}
	int status;
	assert_int_equal(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
}
