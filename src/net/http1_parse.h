/* net/http1_parse.h - incremental parsers of HTTP/1.x request heads and chunked bodies (RFC 9110, RFC 9112). Pure: no I/O, no
 * allocation, results are slices of the caller's buffer. Strict where leniency lets two parsers disagree about where a request
 * ends (request smuggling): what each refusal is, http_server.h lists.
 * Thread: any one. Life: on the stack or inside a connection; _init starts over. */
#pragma once

#include "net/http_server.h"

#define HTTP1_TARGET_MAX          8192u /* longer: 414 */
#define HTTP1_CHUNK_EXT_MAX       256u  /* bytes of chunk extensions in a whole body; nobody uses them */
#define HTTP1_TRAILER_MAX         4096u /* bytes of trailer fields, which are checked and dropped */
#define HTTP1_CHUNK_SIZE_DIGITS   15u   /* hex digits of one chunk's size */
#define HTTP1_LENGTH_DIGITS       18u   /* decimal digits of a Content-Length */
#define HTTP1_LEADING_BLANK_LINES 1u    /* empty lines tolerated before a request line (RFC 9112 2.2) */

enum http1_outcome {
	HTTP1_MORE,    /* all that is there was looked at; feed more */
	HTTP1_DONE,    /* complete */
	HTTP1_DATA,    /* chunked only: a slice of the body */
	HTTP1_REFUSED, /* see status and reason */
};

enum http1_framing { HTTP1_NO_BODY, HTTP1_LENGTH, HTTP1_CHUNKED };

struct http1_head {
	/* results, valid after HTTP1_DONE */
	enum http1_framing framing;
	uint64_t content_length;
	bool expect_continue;
	size_t head_bytes; /* what the head took of the buffer, the empty line included */
	/* after HTTP1_REFUSED */
	int status;
	const char *reason; /* static */
	/* private */
	size_t line_start, scanned;
	unsigned blank_lines;
	bool have_request_line, have_host, have_length, have_coding, close, keep_alive;
	struct str authority; /* of an absolute target */
};

void http1_head_init(struct http1_head *h);
/* Looks at buffer[0..n), of which the bytes before the last call's n are known. The buffer must stay where it is until the
 * request is over, as @r points into it. @headers has HTTP_HEADERS_MAX places. */
enum http1_outcome http1_head_feed(struct http1_head *h, struct str buffer, struct http_header *headers, struct http_request *r);
/* The head does not fit the caller's buffer: 414 while in the request line, else 431. */
enum http1_outcome http1_head_overflow(struct http1_head *h);

struct http1_chunked {
	/* after HTTP1_REFUSED */
	int status;
	const char *reason;
	/* private */
	int state;
	unsigned digits;
	uint64_t left;
	size_t extension_bytes, trailer_bytes;
};

void http1_chunked_init(struct http1_chunked *c);
/* Takes @ret_used bytes off @in. HTTP1_DATA: @ret_data is a part of the body within @in; call again with the rest. HTTP1_DONE:
 * what is behind @ret_used belongs to the next request. */
enum http1_outcome http1_chunked_feed(struct http1_chunked *c, struct str in, size_t *ret_used, struct str *ret_data);
