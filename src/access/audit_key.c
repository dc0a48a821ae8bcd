/* The key that signs heads: a seed in a file of its own, the public half in PEM so that openssl can check a head too. */
#include "access/audit_heads.h"
#include "base/codec.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define SEED_TEXT  (2 * crypto_sign_SEEDBYTES)
#define PEM_BEGIN  "-----BEGIN PUBLIC KEY-----\n"
#define PEM_END    "\n-----END PUBLIC KEY-----\n"
#define PEM_MAX    256
#define SPKI_BYTES 44 /* RFC 8410: a fixed DER prefix, then the key */

static const unsigned char spki_prefix[SPKI_BYTES - crypto_sign_PUBLICKEYBYTES] = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03,
										   0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

static enum err read_small(const char *path, char *out, size_t cap, size_t *ret_n, mode_t *ret_mode)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return err_from_errno(errno);
	struct stat st;
	ssize_t got = fstat(fd, &st) ? -1 : read(fd, out, cap);
	enum err err = got < 0 ? err_from_errno(errno) : OK;
	close(fd);
	if (err)
		return err;
	*ret_n = (size_t)got;
	*ret_mode = st.st_mode;
	return OK;
}

static enum err write_new(const char *path, struct str text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return err_from_errno(errno);
	enum err err = OK;
	if (write(fd, text.p, text.n) != (ssize_t)text.n || fsync(fd)) {
		err = errno ? err_from_errno(errno) : ERR_FULL;
		unlink(path);
	}
	close(fd);
	return err;
}

static enum err key_make(const char *path)
{
	unsigned char seed[crypto_sign_SEEDBYTES];
	char text[SEED_TEXT + 2];
	codec_random(seed, sizeof seed);
	codec_hex(seed, sizeof seed, text);
	text[SEED_TEXT] = '\n';
	enum err err = write_new(path, str_mem(text, SEED_TEXT + 1));
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(text, sizeof text);
	return err;
}

enum err head_key_load(const char *path, bool may_make, struct head_key *ret, struct err_info *info)
{
	char text[SEED_TEXT + 16];
	size_t n = 0;
	mode_t mode = 0;
	enum err err = read_small(path, text, sizeof text, &n, &mode);
	if (err == ERR_NOT_FOUND && may_make) {
		err = key_make(path);
		if (!err)
			err = read_small(path, text, sizeof text, &n, &mode);
	}
	if (err)
		return err_set(info, err, NULL, "the key that signs heads cannot be %s", err == ERR_NOT_FOUND ? "found" : "used");
	if (mode & 077)
		return err_set(info, ERR_DENIED, NULL, "the key that signs heads may be read by others: chmod 600");
	unsigned char seed[crypto_sign_SEEDBYTES];
	if (codec_unhex(str_trim(str_mem(text, n)), seed, sizeof seed) != OK)
		return err_set(info, ERR_CORRUPT, NULL, "the key that signs heads is not %d hex digits", SEED_TEXT);
	crypto_sign_seed_keypair(ret->public_key, ret->secret_key, seed);
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(text, sizeof text);
	return OK;
}

static struct str pem_make(const unsigned char public_key[crypto_sign_PUBLICKEYBYTES], char out[PEM_MAX])
{
	unsigned char der[SPKI_BYTES];
	char base64[PEM_MAX / 2];
	memcpy(der, spki_prefix, sizeof spki_prefix);
	memcpy(der + sizeof spki_prefix, public_key, crypto_sign_PUBLICKEYBYTES);
	sodium_bin2base64(base64, sizeof base64, der, sizeof der, sodium_base64_VARIANT_ORIGINAL);
	int n = snprintf(out, PEM_MAX, PEM_BEGIN "%s" PEM_END, base64);
	return str_mem(out, (size_t)n);
}

enum err head_public_key_save(const char *path, const unsigned char public_key[crypto_sign_PUBLICKEYBYTES])
{
	unsigned char old[crypto_sign_PUBLICKEYBYTES];
	enum err err = head_public_key_load(path, old);
	if (err == OK)
		return memcmp(old, public_key, sizeof old) == 0 ? OK : ERR_CONFLICT;
	if (err != ERR_NOT_FOUND)
		return err;
	char pem[PEM_MAX];
	return write_new(path, pem_make(public_key, pem));
}

/* Takes only what pem_make() makes, byte for byte: then there is nothing lenient in it. */
enum err head_public_key_load(const char *path, unsigned char ret[crypto_sign_PUBLICKEYBYTES])
{
	char pem[PEM_MAX], again[PEM_MAX];
	unsigned char der[SPKI_BYTES];
	size_t n, der_n;
	mode_t mode;
	enum err err = read_small(path, pem, sizeof pem, &n, &mode);
	if (err)
		return err;
	struct str s = str_mem(pem, n), begin = STR(PEM_BEGIN);
	if (!str_starts(s, begin))
		return ERR_CORRUPT;
	size_t line = str_find(s, '\n', begin.n);
	if (line == SIZE_MAX ||
	    sodium_base642bin(der, sizeof der, s.p + begin.n, line - begin.n, NULL, &der_n, NULL,
			      sodium_base64_VARIANT_ORIGINAL) ||
	    der_n != sizeof der || !str_eq(s, pem_make(der + sizeof spki_prefix, again)))
		return ERR_CORRUPT;
	memcpy(ret, der + sizeof spki_prefix, crypto_sign_PUBLICKEYBYTES);
	return OK;
}
