#include "access/audit_heads.h"

#include "base/clock.h"
#include "base/codec.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#define SIG_TEXT 86 /* 64 bytes, base64url */

void audit_head_put(struct buf *out, const struct audit_head *h, const struct head_key *key)
{
	char at[CLOCK_RFC3339_MAX], sig_text[SIG_TEXT + 1];
	unsigned char sig[crypto_sign_BYTES];
	clock_format_rfc3339(h->at_ms, at);
	size_t begin = out->n;
	buf_printf(out, "{\"seq\":%llu,\"hash\":\"%s\",\"at\":\"%s\"", (unsigned long long)h->seq, h->hash, at);
	if (buf_ok(out) != OK)
		return;
	crypto_sign_detached(sig, NULL, (const unsigned char *)out->p + begin, out->n - begin, key->secret_key);
	sodium_bin2base64(sig_text, sizeof sig_text, sig, sizeof sig, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	buf_printf(out, ",\"sig\":\"%s\"}\n", sig_text);
}

/* Between @before and @after, which must be where they are expected. */
static bool between(struct str *s, const char *before, char stop, struct str *ret)
{
	struct str b = str_of(before);
	if (!str_starts(*s, b))
		return false;
	size_t end = str_find(*s, stop, b.n);
	if (end == SIZE_MAX)
		return false;
	*ret = str_mem(s->p + b.n, end - b.n);
	s->p += end;
	s->n -= end;
	return true;
}

enum err audit_head_parse(struct str line, const unsigned char public_key[crypto_sign_PUBLICKEYBYTES], struct audit_head *ret)
{
	struct str s = line, seq, hash, at, sig;
	struct audit_head h = {0};
	if (!between(&s, "{\"seq\":", ',', &seq) || str_to_u64(seq, &h.seq) != OK || !between(&s, ",\"hash\":\"", '"', &hash) ||
	    hash.n != AUDIT_HASH_TEXT || !between(&s, "\",\"at\":\"", '"', &at) || clock_parse_rfc3339(at, &h.at_ms) != OK)
		return ERR_SYNTAX;
	struct str covered = str_mem(line.p, (size_t)(s.p - line.p) + 1);
	if (!between(&s, "\",\"sig\":\"", '"', &sig) || !str_is(s, "\"}"))
		return ERR_SYNTAX;
	unsigned char raw[crypto_sign_BYTES];
	size_t n;
	/* Not libsodium's decoder: it takes some bytes above 127 for letters. */
	if (codec_unbase64url(sig, raw, sizeof raw, &n) != OK || n != sizeof raw)
		return ERR_SYNTAX;
	if (crypto_sign_verify_detached(raw, (const unsigned char *)covered.p, covered.n, public_key))
		return ERR_CORRUPT;
	str_copy(h.hash, sizeof h.hash, hash);
	*ret = h;
	return OK;
}

enum err audit_heads_append(const char *path, const struct audit_head *h, const struct head_key *key)
{
	struct buf line;
	buf_init(&line, HEAD_LINE_MAX);
	audit_head_put(&line, h, key);
	enum err err = buf_ok(&line);
	int fd = err ? -1 : open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	if (!err && fd < 0)
		err = err_from_errno(errno);
	off_t end = fd >= 0 ? lseek(fd, 0, SEEK_END) : 0;
	if (!err && (write(fd, line.p, line.n) != (ssize_t)line.n || fdatasync(fd))) {
		err = errno ? err_from_errno(errno) : ERR_FULL;
		if (ftruncate(fd, end))
			err = ERR_IO;
	}
	if (fd >= 0)
		close(fd);
	buf_done(&line);
	return err;
}

bool audit_heads_exist(const char *path)
{
	struct stat st;
	return stat(path, &st) == 0 && st.st_size > 0;
}

/* The last complete line within the file's last bytes @text; *ret_end: where it ends. */
static bool last_line(struct str text, struct str *ret, size_t *ret_end)
{
	size_t end = text.n;
	while (end && text.p[end - 1] != '\n')
		end--;
	if (!end)
		return false;
	size_t begin = end - 1;
	while (begin && text.p[begin - 1] != '\n')
		begin--;
	*ret = str_mem(text.p + begin, end - 1 - begin);
	*ret_end = end;
	return true;
}

static enum err heads_last_fd(int fd, const unsigned char public_key[crypto_sign_PUBLICKEYBYTES], struct audit_head *ret)
{
	char text[3 * HEAD_LINE_MAX];
	off_t size = lseek(fd, 0, SEEK_END), from = MAX((off_t)0, size - (off_t)sizeof text);
	if (size < 0)
		return err_from_errno(errno);
	ssize_t got = pread(fd, text, sizeof text, from);
	if (got < 0)
		return err_from_errno(errno);
	struct str line;
	size_t end = 0;
	bool any = last_line(str_mem(text, (size_t)got), &line, &end);
	if (end < (size_t)got && ftruncate(fd, from + (off_t)end))
		return err_from_errno(errno);
	if (!any)
		return ERR_NOT_FOUND;
	return audit_head_parse(line, public_key, ret) == OK ? OK : ERR_CORRUPT;
}

enum err audit_heads_last(const char *path, const unsigned char public_key[crypto_sign_PUBLICKEYBYTES], struct audit_head *ret)
{
	int fd = open(path, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : err_from_errno(errno);
	enum err err = heads_last_fd(fd, public_key, ret);
	close(fd);
	return err;
}
