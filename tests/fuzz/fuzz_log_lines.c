/* layer: store */
/* Segment files: any bytes are read without leaving them; what comes before the first trouble is exactly what is there. */
#include "store/log.h"
#include "store/log_lines.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int fd = memfd_create("segment", MFD_CLOEXEC);
	MUST(fd >= 0 && write(fd, data, size) == (ssize_t)size);
	struct line_reader r;
	line_reader_init(&r, fd, 0);
	struct str line;
	enum line_result got;
	size_t at = 0;
	while ((got = line_next(&r, &line)) == LINE_RECORD) {
		MUST(at + line.n < size && memcmp(data + at, line.p, line.n) == 0 && data[at + line.n] == '\n');
		MUST(!memchr(line.p, '\n', line.n) && !memchr(line.p, '\0', line.n));
		at += line.n + 1;
		MUST(r.offset == at);
	}
	MUST(got != LINE_FAILED && r.offset == at);
	MUST((got == LINE_END) == (at == size || data[at] == '\0'));
	uint64_t end;
	MUST(file_nonzero_end(fd, at, &end) == OK && end >= at && end <= size);
	MUST(end == at || data[end - 1] != '\0');
	for (size_t i = end; i < size; i++)
		MUST(data[i] == '\0');
	line_reader_done(&r);
	close(fd);
	return 0;
}
