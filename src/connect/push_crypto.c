#include "connect/push_crypto.h"

#include "base/codec.h"
#include "base/json_writer.h"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/kdf.h>
#include <openssl/obj_mac.h>
#include <openssl/param_build.h>

#define CURVE          "prime256v1"
#define KEY_BYTES      16 /* AES-128 */
#define NONCE_BYTES    12
#define HALF_BYTES     32 /* r and s of a signature */
#define DER_MAX        80 /* of a signature */
#define CLAIMS_MAX     1024
#define TOPIC_BYTES    24
#define DELIMITER_LAST 2 /* RFC 8188, 2: of the last record */

static void free_pkey(EVP_PKEY **p)
{
	EVP_PKEY_free(*p);
}
static void free_pkey_ctx(EVP_PKEY_CTX **p)
{
	EVP_PKEY_CTX_free(*p);
}
static void free_md_ctx(EVP_MD_CTX **p)
{
	EVP_MD_CTX_free(*p);
}
static void free_cipher_ctx(EVP_CIPHER_CTX **p)
{
	EVP_CIPHER_CTX_free(*p);
}
static void free_bn(BIGNUM **p)
{
	BN_clear_free(*p);
}

/* --- keys --- */

/* @secret NULL: the public half alone. NULL when the point is not on the curve; OpenSSL checks that when it decodes it. */
static EVP_PKEY *pkey_of(const uint8_t point[PUSH_POINT_BYTES], const uint8_t *secret)
{
	EVP_PKEY *key = NULL;
	OSSL_PARAM *params = NULL;
	OSSL_PARAM_BLD *bld = OSSL_PARAM_BLD_new();
	EVP_PKEY_CTX *ctx CLEANUP(free_pkey_ctx) = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
	BIGNUM *number CLEANUP(free_bn) = secret ? BN_secure_new() : NULL;
	bool ok = bld && ctx && (!secret || (number && BN_bin2bn(secret, PUSH_SECRET_BYTES, number)));
	ok = ok && OSSL_PARAM_BLD_push_utf8_string(bld, OSSL_PKEY_PARAM_GROUP_NAME, CURVE, 0) > 0;
	ok = ok && OSSL_PARAM_BLD_push_octet_string(bld, OSSL_PKEY_PARAM_PUB_KEY, point, PUSH_POINT_BYTES) > 0;
	ok = ok && (!secret || OSSL_PARAM_BLD_push_BN(bld, OSSL_PKEY_PARAM_PRIV_KEY, number) > 0);
	ok = ok && (params = OSSL_PARAM_BLD_to_param(bld)) && EVP_PKEY_fromdata_init(ctx) > 0;
	if (!ok || EVP_PKEY_fromdata(ctx, &key, secret ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY, params) <= 0)
		key = NULL;
	OSSL_PARAM_free(params);
	OSSL_PARAM_BLD_free(bld);
	return key;
}

/* The public half of @secret; false when that is not from 1 to the group's order less one. */
static bool point_of(const uint8_t secret[PUSH_SECRET_BYTES], uint8_t ret[PUSH_POINT_BYTES])
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
	EC_POINT *point = group ? EC_POINT_new(group) : NULL;
	BIGNUM *number CLEANUP(free_bn) = BN_secure_new();
	bool ok = point && number && BN_bin2bn(secret, PUSH_SECRET_BYTES, number);
	ok = ok && !BN_is_zero(number) && BN_cmp(number, EC_GROUP_get0_order(group)) < 0;
	if (ok)
		BN_set_flags(number, BN_FLG_CONSTTIME);
	ok = ok && EC_POINT_mul(group, point, number, NULL, NULL, NULL);
	ok = ok &&
	     EC_POINT_point2oct(group, point, POINT_CONVERSION_UNCOMPRESSED, ret, PUSH_POINT_BYTES, NULL) == PUSH_POINT_BYTES;
	EC_POINT_free(point);
	EC_GROUP_free(group);
	return ok;
}

enum err push_keys_load(const uint8_t secret[PUSH_SECRET_BYTES], struct push_keys *ret)
{
	struct push_keys k = {0};
	memcpy(k.secret, secret, sizeof k.secret);
	if (point_of(secret, k.point))
		k.pkey_ = pkey_of(k.point, secret);
	if (!k.pkey_) {
		OPENSSL_cleanse(&k, sizeof k);
		return ERR_CORRUPT;
	}
	*ret = k;
	OPENSSL_cleanse(k.secret, sizeof k.secret);
	return OK;
}

enum err push_keys_make(struct push_keys *ret)
{
	struct push_keys k = {0};
	size_t n = 0;
	BIGNUM *number CLEANUP(free_bn) = NULL;
	EVP_PKEY *key = EVP_EC_gen("P-256");
	if (!key)
		return ERR_NOMEM;
	k.pkey_ = key;
	if (!EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number) ||
	    BN_bn2binpad(number, k.secret, sizeof k.secret) != (int)sizeof k.secret ||
	    !EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY, k.point, sizeof k.point, &n) || n != sizeof k.point ||
	    k.point[0] != POINT_CONVERSION_UNCOMPRESSED) {
		push_keys_done(&k);
		return ERR_INTERNAL;
	}
	*ret = k;
	OPENSSL_cleanse(k.secret, sizeof k.secret);
	return OK;
}

void push_keys_done(struct push_keys *k)
{
	EVP_PKEY_free(k->pkey_);
	OPENSSL_cleanse(k, sizeof *k);
}

bool push_point_valid(const uint8_t point[PUSH_POINT_BYTES])
{
	EVP_PKEY *key CLEANUP(free_pkey) = point[0] == POINT_CONVERSION_UNCOMPRESSED ? pkey_of(point, NULL) : NULL;
	return key != NULL;
}

/* --- the message --- */

static enum err shared_secret(const struct push_keys *once, const struct push_recipient *to, uint8_t ret[PUSH_SECRET_BYTES])
{
	EVP_PKEY *theirs CLEANUP(free_pkey) = to->point[0] == POINT_CONVERSION_UNCOMPRESSED ? pkey_of(to->point, NULL) : NULL;
	EVP_PKEY_CTX *ctx CLEANUP(free_pkey_ctx) = NULL;
	size_t n = PUSH_SECRET_BYTES;
	if (!theirs)
		return ERR_SHAPE;
	ctx = EVP_PKEY_CTX_new(once->pkey_, NULL);
	if (!ctx)
		return ERR_NOMEM;
	if (EVP_PKEY_derive_init(ctx) <= 0 || EVP_PKEY_derive_set_peer(ctx, theirs) <= 0 || EVP_PKEY_derive(ctx, ret, &n) <= 0 ||
	    n != PUSH_SECRET_BYTES)
		return ERR_INTERNAL;
	return OK;
}

/* RFC 5869 with SHA-256, both steps. */
static enum err hkdf(struct str salt, const uint8_t *key, size_t key_n, struct str info, uint8_t *out, size_t n)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *ctx = kdf ? EVP_KDF_CTX_new(kdf) : NULL;
	char digest[] = "SHA256";
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, (void *)(uintptr_t)key, key_n),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_SALT, (void *)(uintptr_t)salt.p, salt.n),
		OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, (void *)(uintptr_t)info.p, info.n),
		OSSL_PARAM_construct_end(),
	};
	bool ok = ctx && EVP_KDF_derive(ctx, out, n, params) > 0;
	EVP_KDF_CTX_free(ctx);
	EVP_KDF_free(kdf);
	return ok ? OK : ERR_INTERNAL;
}

struct content_key {
	uint8_t key[KEY_BYTES], nonce[NONCE_BYTES];
};

/* RFC 8291, 3.4: the secret of both, bound to both points and the browser's own secret; then RFC 8188, 2.2 and 2.3. */
static enum err content_key_of(const struct push_keys *once, const uint8_t salt[PUSH_SALT_BYTES], const struct push_recipient *to,
			       struct content_key *ret)
{
	static const char key_info[] = "Content-Encoding: aes128gcm", nonce_info[] = "Content-Encoding: nonce";
	static const char label[] = "WebPush: info"; /* all three with their NUL */
	uint8_t shared[PUSH_SECRET_BYTES], ikm[PUSH_SECRET_BYTES], info[sizeof label + 2 * PUSH_POINT_BYTES];
	memcpy(info, label, sizeof label);
	memcpy(info + sizeof label, to->point, PUSH_POINT_BYTES);
	memcpy(info + sizeof label + PUSH_POINT_BYTES, once->point, PUSH_POINT_BYTES);
	struct str auth = str_mem((const char *)to->auth, PUSH_AUTH_BYTES), s = str_mem((const char *)salt, PUSH_SALT_BYTES);
	enum err e = shared_secret(once, to, shared);
	if (e == OK)
		e = hkdf(auth, shared, sizeof shared, str_mem((const char *)info, sizeof info), ikm, sizeof ikm);
	if (e == OK)
		e = hkdf(s, ikm, sizeof ikm, str_mem(key_info, sizeof key_info), ret->key, sizeof ret->key);
	if (e == OK)
		e = hkdf(s, ikm, sizeof ikm, str_mem(nonce_info, sizeof nonce_info), ret->nonce, sizeof ret->nonce);
	OPENSSL_cleanse(shared, sizeof shared);
	OPENSSL_cleanse(ikm, sizeof ikm);
	return e;
}

static enum err seal(const struct content_key *k, const uint8_t *text, size_t n, uint8_t *out)
{
	int done = 0, rest = 0;
	EVP_CIPHER_CTX *ctx CLEANUP(free_cipher_ctx) = EVP_CIPHER_CTX_new();
	if (!ctx)
		return ERR_NOMEM;
	bool ok = EVP_EncryptInit_ex2(ctx, EVP_aes_128_gcm(), k->key, k->nonce, NULL) > 0;
	ok = ok && EVP_EncryptUpdate(ctx, out, &done, text, (int)n) > 0 && (size_t)done == n;
	ok = ok && EVP_EncryptFinal_ex(ctx, out + n, &rest) > 0 && rest == 0;
	ok = ok && EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, PUSH_TAG_BYTES, out + n) > 0;
	return ok ? OK : ERR_INTERNAL;
}

/* Salt, record size, and the sender's point as the key's id (RFC 8188, 2.1; RFC 8291, 4). */
static void put_head(const struct push_keys *once, const uint8_t salt[PUSH_SALT_BYTES], struct buf *out)
{
	static const uint8_t size_and_length[] = {0, 0, PUSH_BODY_MAX >> 8, PUSH_BODY_MAX & 255, PUSH_POINT_BYTES};
	buf_add(out, salt, PUSH_SALT_BYTES);
	buf_add(out, size_and_length, sizeof size_and_length);
	buf_add(out, once->point, PUSH_POINT_BYTES);
}

enum err push_encrypt_with(const struct push_keys *once, const uint8_t salt[PUSH_SALT_BYTES], const struct push_recipient *to,
			   struct str text, size_t pad_to, struct buf *out)
{
	uint8_t record[PUSH_PAYLOAD_MAX + 1] = {0}, sealed[PUSH_PAYLOAD_MAX + 1 + PUSH_TAG_BYTES];
	struct content_key k;
	if (text.n > PUSH_PAYLOAD_MAX || pad_to > PUSH_PAYLOAD_MAX)
		return ERR_TOO_LARGE;
	size_t n = MAX(text.n, pad_to) + 1;
	if (text.n)
		memcpy(record, text.p, text.n);
	record[text.n] = DELIMITER_LAST;
	enum err e = content_key_of(once, salt, to, &k);
	if (e == OK)
		e = seal(&k, record, n, sealed);
	OPENSSL_cleanse(&k, sizeof k);
	OPENSSL_cleanse(record, n);
	if (e != OK)
		return e;
	put_head(once, salt, out);
	buf_add(out, sealed, n + PUSH_TAG_BYTES);
	return buf_ok(out);
}

enum err push_encrypt(const struct push_recipient *to, struct str text, size_t pad_to, struct buf *out)
{
	struct push_keys once;
	uint8_t salt[PUSH_SALT_BYTES];
	enum err e = push_keys_make(&once);
	if (e != OK)
		return e;
	codec_random(salt, sizeof salt);
	e = push_encrypt_with(&once, salt, to, text, pad_to, out);
	push_keys_done(&once);
	return e;
}

/* --- who sends it --- */

/* JWS wants r and s side by side (RFC 7518, 3.4), OpenSSL gives them as DER. */
static enum err sign(const struct push_keys *k, struct str text, uint8_t ret[2 * HALF_BYTES])
{
	uint8_t der[DER_MAX];
	size_t n = sizeof der;
	EVP_MD_CTX *ctx CLEANUP(free_md_ctx) = EVP_MD_CTX_new();
	if (!ctx)
		return ERR_NOMEM;
	if (EVP_DigestSignInit_ex(ctx, NULL, "SHA256", NULL, NULL, k->pkey_, NULL) <= 0 ||
	    EVP_DigestSign(ctx, der, &n, (const unsigned char *)text.p, text.n) <= 0)
		return ERR_INTERNAL;
	const unsigned char *p = der;
	ECDSA_SIG *sig = d2i_ECDSA_SIG(NULL, &p, (long)n);
	bool ok = sig && BN_bn2binpad(ECDSA_SIG_get0_r(sig), ret, HALF_BYTES) == HALF_BYTES &&
		  BN_bn2binpad(ECDSA_SIG_get0_s(sig), ret + HALF_BYTES, HALF_BYTES) == HALF_BYTES;
	ECDSA_SIG_free(sig);
	return ok ? OK : ERR_INTERNAL;
}

static void put_claims(struct buf *out, struct str origin, struct str subject, int64_t expires_s)
{
	struct json_writer w;
	json_writer_init(&w, out);
	json_open_object(&w);
	json_kv_str(&w, STR("aud"), origin);
	json_kv_i64(&w, STR("exp"), expires_s);
	if (subject.n)
		json_kv_str(&w, STR("sub"), subject);
	json_close_object(&w);
}

enum err push_vapid(const struct push_keys *k, struct str origin, struct str subject, int64_t expires_s, struct buf *out)
{
	static const char head[] = "{\"typ\":\"JWT\",\"alg\":\"ES256\"}";
	uint8_t signature[2 * HALF_BYTES];
	struct buf claims, token;
	buf_init(&claims, CLAIMS_MAX);
	buf_init(&token, 2 * CLAIMS_MAX);
	put_claims(&claims, origin, subject, expires_s);
	buf_base64url(&token, head, sizeof head - 1);
	buf_char(&token, '.');
	buf_base64url(&token, claims.p, claims.n);
	enum err e = buf_ok(&claims) != OK ? buf_ok(&claims) : buf_ok(&token);
	if (e == OK)
		e = sign(k, buf_view(&token), signature);
	if (e == OK) {
		BUF_LIT(out, "vapid t=");
		buf_str(out, buf_view(&token));
		buf_char(out, '.');
		buf_base64url(out, signature, sizeof signature);
		BUF_LIT(out, ", k=");
		buf_base64url(out, k->point, sizeof k->point);
		e = buf_ok(out);
	}
	buf_done(&claims);
	buf_done(&token);
	return e;
}

void push_topic(const struct push_keys *k, struct str text, char out[PUSH_TOPIC_TEXT + 1])
{
	uint8_t hash[EVP_MAX_MD_SIZE];
	unsigned n = 0;
	char space[PUSH_TOPIC_TEXT + 1];
	struct buf b = {.p = space, .cap = PUSH_TOPIC_TEXT, .max = PUSH_TOPIC_TEXT};
	MUST(HMAC(EVP_sha256(), k->secret, sizeof k->secret, (const unsigned char *)text.p, text.n, hash, &n) &&
	     n >= TOPIC_BYTES);
	buf_base64url(&b, hash, TOPIC_BYTES);
	MUST(b.n == PUSH_TOPIC_TEXT);
	str_copy(out, PUSH_TOPIC_TEXT + 1, buf_view(&b));
}
