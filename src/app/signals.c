#include "app/signals.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stddef.h>
#include <unistd.h>

static void wanted(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
	sigaddset(set, SIGHUP);
}

void signals_block(void)
{
	sigset_t set;
	signal(SIGPIPE, SIG_IGN);
	wanted(&set);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
}

enum signal_wish signals_wait(void)
{
	sigset_t set;
	int got;
	wanted(&set);
	do {
		got = sigwaitinfo(&set, NULL);
	} while (got < 0 && errno == EINTR);
	return got == SIGHUP ? SIGNAL_RELOAD : SIGNAL_STOP;
}

static void on_alarm(int number)
{
	static const char line[] = "{\"level\":\"error\",\"event\":\"stop.overdue\"}\n";
	(void)number;
	(void)!write(STDERR_FILENO, line, sizeof line - 1);
	_exit(1);
}

void signals_stopping(unsigned max_s)
{
	sigset_t again;
	signal(SIGALRM, on_alarm);
	alarm(max_s);
	signal(SIGTERM, SIG_DFL);
	signal(SIGINT, SIG_DFL);
	sigemptyset(&again);
	sigaddset(&again, SIGTERM);
	sigaddset(&again, SIGINT);
	pthread_sigmask(SIG_UNBLOCK, &again, NULL);
}
