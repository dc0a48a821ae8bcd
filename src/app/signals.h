/* app/signals.h - what the process is told from outside: SIGTERM and SIGINT stop it, SIGHUP reloads the configuration, SIGPIPE is
 * nothing. Signals are blocked in all threads and waited for by the main one, so that no handler interrupts anything.
 * Thread: the main one. Life: signals_block (before any thread starts) .. signals_wait* .. signals_stopping. */
#pragma once

enum signal_wish { SIGNAL_STOP, SIGNAL_RELOAD };

void signals_block(void);
/* Blocks until somebody wants something. */
enum signal_wish signals_wait(void);
/* The stop has begun: a second SIGTERM or SIGINT ends the process at once, and so does its taking longer than @max_s. What is
 * durable is so already: the next start finds a clean store and a chain that verifies. */
void signals_stopping(unsigned max_s);
