#include "app/prompt.h"

#include "base/str.h"

#include <fcntl.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <termios.h>
#include <unistd.h>

/* One byte at a time: nothing of the input behind the line is taken, nor left in a buffer. */
static enum err read_line(int fd, char out[PASSWORD_LINE_MAX + 1], struct err_info *info)
{
	size_t n = 0;
	char c;
	ssize_t got;
	while ((got = read(fd, &c, 1)) == 1 && c != '\n') {
		if (n == PASSWORD_LINE_MAX)
			return err_set(info, ERR_SHAPE, NULL, "a password has at most %d bytes", PASSWORD_LINE_MAX);
		if (c == '\0')
			return err_set(info, ERR_SHAPE, NULL, "a password holds no NUL");
		out[n++] = c;
	}
	out[n] = '\0';
	if (n && out[n - 1] == '\r')
		out[--n] = '\0';
	if (got != 1 && !n)
		return err_set(info, ERR_CANCELLED, NULL, "no password was given");
	return n ? OK : err_set(info, ERR_SHAPE, NULL, "the password is empty");
}

/* Interrupts wait until the echo is on again. */
static enum err ask_hidden(int tty, const char *question, const char *whose, char out[PASSWORD_LINE_MAX + 1],
			   struct err_info *info)
{
	struct termios before, hidden;
	sigset_t all, old;
	dprintf(tty, "%s%s: ", question, whose);
	if (tcgetattr(tty, &before) != 0)
		return err_set(info, ERR_IO, NULL, "the terminal's echo cannot be turned off");
	hidden = before;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ISIG);
	hidden.c_lflag |= ECHONL;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &old);
	tcsetattr(tty, TCSAFLUSH, &hidden);
	enum err e = read_line(tty, out, info);
	tcsetattr(tty, TCSAFLUSH, &before);
	sigprocmask(SIG_SETMASK, &old, NULL);
	return e;
}

static enum err ask_twice(int tty, const char *whose, char out[PASSWORD_LINE_MAX + 1], struct err_info *info)
{
	char again[PASSWORD_LINE_MAX + 1] = "";
	enum err e = ask_hidden(tty, "Password for ", whose, out, info);
	if (e == OK)
		e = ask_hidden(tty, "Again, for ", whose, again, info);
	if (e == OK && strcmp(out, again) != 0)
		e = err_set(info, ERR_SHAPE, NULL, "the two are not the same");
	sodium_memzero(again, sizeof again);
	return e;
}

enum err prompt_password(const char *whose, char out[PASSWORD_LINE_MAX + 1], struct err_info *info)
{
	if (!isatty(STDIN_FILENO))
		return read_line(STDIN_FILENO, out, info);
	int tty = open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
	if (tty < 0)
		return err_set(info, ERR_IO, NULL, "there is no terminal to ask on");
	enum err e = ask_twice(tty, whose, out, info);
	close(tty);
	return e;
}
