#include "base/log.h"

#include "base/buf.h"
#include "base/clock.h"
#include "base/json_writer.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

enum {
	LINE_MAX_BYTES = 8192,
	VALUE_MAX_BYTES = 1024, /* of one value, before escaping */
	REQUEST_MAX_BYTES = 36,
	NUM_RING = 8,
};

static atomic_int min_level = LOG_INFO;
static atomic_int out_fd = STDERR_FILENO;
static _Thread_local char request[REQUEST_MAX_BYTES + 1];
static const char *const level_names[] = {
	[LOG_DEBUG] = "debug", [LOG_INFO] = "info", [LOG_WARN] = "warn", [LOG_ERROR] = "error", [LOG_OFF] = "off"};

void log_set_level(enum log_level l)
{
	atomic_store_explicit(&min_level, (int)l, memory_order_relaxed);
}

bool log_level_parse(struct str s, enum log_level *ret)
{
	for (unsigned i = 0; i < ARRAY_LEN(level_names); i++)
		if (str_is(s, level_names[i])) {
			*ret = (enum log_level)i;
			return true;
		}
	return false;
}

void log_set_fd(int fd)
{
	atomic_store_explicit(&out_fd, fd, memory_order_relaxed);
}

void log_set_request(struct str id)
{
	str_copy(request, sizeof request, id);
}

/* A line on the stack: logging works when memory doesn't. */
struct line {
	char text[LINE_MAX_BYTES];
	struct buf buf;
	struct json_writer json;
	bool cut;
};

static const char cut_mark[] = ",\"cut\":true";

static struct str value_of(const char *z)
{
	size_t n = strnlen(z, VALUE_MAX_BYTES + 1);
	if (n > VALUE_MAX_BYTES)
		for (n = VALUE_MAX_BYTES; n > 0 && ((unsigned char)z[n] & 0xC0) == 0x80; n--)
			; /* not inside a code point */
	return str_mem(z, n);
}

/* A pair that doesn't fit is left out whole, so that the line stays JSON. */
static void line_pair(struct line *l, const char *key, const char *value)
{
	size_t before = l->buf.n;
	json_key(&l->json, str_of(key));
	if (value)
		json_put_string(&l->json, value_of(value));
	else
		json_put_null(&l->json);
	if (buf_ok(&l->buf) != OK) {
		l->buf.n = before;
		l->buf.failed = OK;
		l->cut = true;
	}
}

static void line_open(struct line *l, enum log_level level, const char *event)
{
	char now[CLOCK_RFC3339_MAX];
	size_t room = sizeof l->text - sizeof cut_mark - sizeof "}\n";
	/* Capacity and maximum alike: this buf never allocates. */
	l->buf = (struct buf){.p = l->text, .cap = room, .max = room};
	l->cut = false;
	clock_format_rfc3339(clock_wall_ms(), now);
	json_writer_init(&l->json, &l->buf);
	json_open_object(&l->json);
	line_pair(l, "time", now);
	line_pair(l, "level", level_names[level]);
	line_pair(l, "event", event);
	if (request[0])
		line_pair(l, "request", request);
}

static void line_write(struct line *l)
{
	l->buf.cap = l->buf.max = sizeof l->text;
	if (l->cut)
		buf_str(&l->buf, str_of(cut_mark));
	BUF_LIT(&l->buf, "}\n");
	int fd = atomic_load_explicit(&out_fd, memory_order_relaxed), before = errno;
	/* One write, so that lines of threads and processes don't mix; a log that can't be written has nowhere to say so. */
	while (write(fd, l->buf.p, l->buf.n) < 0 && errno == EINTR)
		;
	errno = before;
}

static bool wanted(enum log_level l)
{
	return (int)l >= atomic_load_explicit(&min_level, memory_order_relaxed) && l < LOG_OFF;
}

void log_event(enum log_level l, const char *event, ...)
{
	if (!wanted(l))
		return;
	struct line line;
	va_list ap;
	line_open(&line, l, event);
	va_start(ap, event);
	for (const char *key; (key = va_arg(ap, const char *));)
		line_pair(&line, key, va_arg(ap, const char *));
	va_end(ap);
	line_write(&line);
}

void log_text(enum log_level l, const char *event, const char *fmt, ...)
{
	if (!wanted(l))
		return;
	struct line line;
	char text[VALUE_MAX_BYTES + 1];
	va_list ap;
	va_start(ap, fmt);
	vsnprintf(text, sizeof text, fmt, ap);
	va_end(ap);
	line_open(&line, l, event);
	line_pair(&line, "text", text);
	line_write(&line);
}

const char *log_num(int64_t v)
{
	static _Thread_local char ring[NUM_RING][24];
	static _Thread_local unsigned at;
	char *out = ring[at++ % NUM_RING];
	snprintf(out, sizeof ring[0], "%lld", (long long)v);
	return out;
}
