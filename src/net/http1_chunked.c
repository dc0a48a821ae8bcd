/* The de-chunker of http1_parse.h: a byte-wise machine for the lines between chunks, slices for what is in them. */
#include "net/http1_parse.h"

enum state { SIZE_START, SIZE, EXTENSION, SIZE_LF, DATA, DATA_CR, DATA_LF, TRAILER_START, TRAILER, TRAILER_LF, END_LF, DONE };

void http1_chunked_init(struct http1_chunked *c)
{
	*c = (struct http1_chunked){.state = SIZE_START};
}

static enum http1_outcome refuse(struct http1_chunked *c, int status, const char *reason)
{
	c->status = status;
	c->reason = reason;
	return HTTP1_REFUSED;
}

static int hex_value(unsigned char b)
{
	if (b >= '0' && b <= '9')
		return b - '0';
	b |= 0x20;
	return b >= 'a' && b <= 'f' ? b - 'a' + 10 : -1;
}

static enum http1_outcome in_size(struct http1_chunked *c, unsigned char b)
{
	int v = hex_value(b);
	if (v >= 0) {
		if (c->digits++ == HTTP1_CHUNK_SIZE_DIGITS)
			return refuse(c, 400, "chunk size out of range");
		c->left = c->left << 4 | (unsigned)v;
		c->state = SIZE;
	} else if (c->digits && b == '\r') {
		c->state = SIZE_LF;
	} else if (c->digits && b == ';') {
		c->state = EXTENSION;
	} else {
		return refuse(c, 400, "malformed chunk size");
	}
	return HTTP1_MORE;
}

static enum http1_outcome in_extension(struct http1_chunked *c, unsigned char b)
{
	if (b == '\r') {
		c->state = SIZE_LF;
		return HTTP1_MORE;
	}
	if ((b < 0x20 && b != '\t') || b == 0x7f)
		return refuse(c, 400, "control byte in a chunk extension");
	return ++c->extension_bytes > HTTP1_CHUNK_EXT_MAX ? refuse(c, 400, "chunk extensions too long") : HTTP1_MORE;
}

static enum http1_outcome in_trailer(struct http1_chunked *c, unsigned char b)
{
	bool starts = c->state == TRAILER_START;
	if (b == '\r') {
		c->state = starts ? END_LF : TRAILER_LF;
		return HTTP1_MORE;
	}
	if ((b < 0x20 && b != '\t') || b == 0x7f)
		return refuse(c, 400, "control byte in a trailer");
	if (starts && (b == ' ' || b == '\t' || b == ':'))
		return refuse(c, 400, "malformed trailer");
	c->state = TRAILER;
	return ++c->trailer_bytes > HTTP1_TRAILER_MAX ? refuse(c, 431, "trailers too large") : HTTP1_MORE;
}

/* A byte that must be there, and the state behind it. */
static enum http1_outcome must_be(struct http1_chunked *c, unsigned char b, unsigned char wanted, enum state next)
{
	if (b != wanted)
		return refuse(c, 400, "malformed chunk");
	c->state = (int)next;
	return HTTP1_MORE;
}

static enum http1_outcome step(struct http1_chunked *c, unsigned char b)
{
	switch ((enum state)c->state) {
	case SIZE_START:
	case SIZE:
		return in_size(c, b);
	case EXTENSION:
		return in_extension(c, b);
	case SIZE_LF:
		c->digits = 0;
		return must_be(c, b, '\n', c->left ? DATA : TRAILER_START);
	case DATA_CR:
		return must_be(c, b, '\r', DATA_LF);
	case DATA_LF:
		return must_be(c, b, '\n', SIZE_START);
	case TRAILER_START:
	case TRAILER:
		return in_trailer(c, b);
	case TRAILER_LF:
		return must_be(c, b, '\n', TRAILER_START);
	case END_LF:
		return must_be(c, b, '\n', DONE);
	case DATA:
	case DONE:
		break;
	}
	return refuse(c, 400, "malformed chunk");
}

enum http1_outcome http1_chunked_feed(struct http1_chunked *c, struct str in, size_t *ret_used, struct str *ret_data)
{
	size_t i = 0;
	enum http1_outcome o = HTTP1_MORE;
	while (o == HTTP1_MORE && i < in.n && c->state != DONE) {
		if (c->state == DATA) {
			size_t n = (size_t)MIN((uint64_t)(in.n - i), c->left);
			*ret_data = str_mem(in.p + i, n);
			c->left -= n;
			i += n;
			if (c->left == 0)
				c->state = DATA_CR;
			o = HTTP1_DATA;
		} else {
			o = step(c, (unsigned char)in.p[i++]);
		}
	}
	*ret_used = i;
	return o == HTTP1_MORE && c->state == DONE ? HTTP1_DONE : o;
}
