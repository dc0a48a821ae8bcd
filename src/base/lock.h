/* base/lock.h - a mutex for sections of some tens of nanoseconds that several loops enter: it turns on the spot for a moment
 * before it asks the kernel, since two system calls and a sleeping loop cost a hundred times the section. Never held across a
 * callback or a system call. */
#pragma once

#include <pthread.h>

static inline void lock_init(pthread_mutex_t *m)
{
	pthread_mutexattr_t attr;
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ADAPTIVE_NP);
	pthread_mutex_init(m, &attr);
	pthread_mutexattr_destroy(&attr);
}
