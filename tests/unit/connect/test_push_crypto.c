/* RFC 8291, appendix A: every figure of its example; the rules of RFC 8292; and a message that its browser can open. */
#include "base/codec.h"
#include "connect/push_endpoint.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define TEXT_MAX 8192

/* From the RFC. */
#define PLAIN         "V2hlbiBJIGdyb3cgdXAsIEkgd2FudCB0byBiZSBhIHdhdGVybWVsb24"
#define SENDER_POINT  "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8"
#define SENDER_SECRET "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"
#define READER_POINT  "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4"
#define SALT          "DGv6ra1nlYgDCS1FRnbzlw"
#define AUTH          "BTBZMqHH6r4Tts7J_aSIgg"
#define BODY                                                               \
	"DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27ml" \
	"mlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPT" \
	"pK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"

static size_t unbase64(const char *text, void *out, size_t cap)
{
	size_t n = 0;
	assert_int_equal(codec_unbase64url(str_of(text), out, cap, &n), OK);
	return n;
}

static struct push_keys sender(void)
{
	uint8_t secret[PUSH_SECRET_BYTES];
	struct push_keys k;
	assert_int_equal(unbase64(SENDER_SECRET, secret, sizeof secret), sizeof secret);
	assert_int_equal(push_keys_load(secret, &k), OK);
	return k;
}

static struct push_recipient reader(void)
{
	struct push_recipient r;
	assert_int_equal(push_recipient_parse(STR(READER_POINT), STR(AUTH), &r), OK);
	return r;
}

static void the_public_half_follows_from_the_secret(void **state)
{
	(void)state;
	uint8_t point[PUSH_POINT_BYTES];
	struct push_keys k = sender();
	assert_int_equal(unbase64(SENDER_POINT, point, sizeof point), sizeof point);
	assert_memory_equal(k.point, point, sizeof point);
	push_keys_done(&k);
}

static void the_message_of_the_rfc_comes_out_byte_for_byte(void **state)
{
	(void)state;
	uint8_t salt[PUSH_SALT_BYTES], wanted[TEXT_MAX];
	char text[TEXT_MAX];
	struct buf body;
	struct push_keys once = sender();
	struct push_recipient to = reader();
	buf_init(&body, TEXT_MAX);
	unbase64(SALT, salt, sizeof salt);
	size_t n = unbase64(PLAIN, text, sizeof text), wanted_n = unbase64(BODY, wanted, sizeof wanted);
	assert_int_equal(push_encrypt_with(&once, salt, &to, str_mem(text, n), 0, &body), OK);
	assert_int_equal(body.n, wanted_n);
	assert_memory_equal(body.p, wanted, wanted_n);
	buf_done(&body);
	push_keys_done(&once);
}

static void a_padded_message_has_the_same_length_whatever_it_says(void **state)
{
	(void)state;
	struct buf a, b;
	struct push_recipient to = reader();
	buf_init(&a, TEXT_MAX);
	buf_init(&b, TEXT_MAX);
	assert_int_equal(push_encrypt(&to, STR("a"), 900, &a), OK);
	assert_int_equal(push_encrypt(&to, STR("something that is longer"), 900, &b), OK);
	assert_int_equal(a.n, b.n);
	assert_int_equal(a.n, PUSH_HEAD_BYTES + 900 + 1 + PUSH_TAG_BYTES);
	/* Salt and key are drawn anew. */
	assert_memory_not_equal(a.p, b.p, PUSH_SALT_BYTES);
	assert_memory_not_equal(a.p + PUSH_HEAD_BYTES - PUSH_POINT_BYTES, b.p + PUSH_HEAD_BYTES - PUSH_POINT_BYTES,
				PUSH_POINT_BYTES);
	buf_done(&a);
	buf_done(&b);
}

static void a_body_never_passes_what_a_service_must_take(void **state)
{
	(void)state;
	static char long_text[PUSH_PAYLOAD_MAX + 1];
	struct buf body;
	struct push_recipient to = reader();
	buf_init(&body, TEXT_MAX);
	assert_int_equal(push_encrypt(&to, str_mem(long_text, PUSH_PAYLOAD_MAX), 0, &body), OK);
	assert_int_equal(body.n, PUSH_BODY_MAX);
	buf_reset(&body);
	assert_int_equal(push_encrypt(&to, str_mem(long_text, PUSH_PAYLOAD_MAX + 1), 0, &body), ERR_TOO_LARGE);
	assert_int_equal(push_encrypt(&to, STR("x"), PUSH_PAYLOAD_MAX + 1, &body), ERR_TOO_LARGE);
	assert_int_equal(body.n, 0);
	buf_done(&body);
}

static void points_off_the_curve_are_refused(void **state)
{
	(void)state;
	struct push_recipient to = reader(), bad = to;
	struct buf body;
	buf_init(&body, TEXT_MAX);
	bad.point[40] ^= 1;
	assert_false(push_point_valid(bad.point));
	assert_int_equal(push_encrypt(&bad, STR("x"), 0, &body), ERR_SHAPE);
	bad = to;
	bad.point[0] = 3; /* says that it is compressed */
	assert_false(push_point_valid(bad.point));
	assert_int_equal(push_encrypt(&bad, STR("x"), 0, &body), ERR_SHAPE);
	memset(bad.point, 0, sizeof bad.point); /* infinity, filled up */
	assert_false(push_point_valid(bad.point));
	memset(bad.point, 255, sizeof bad.point);
	bad.point[0] = 4; /* past the field */
	assert_false(push_point_valid(bad.point));
	assert_true(push_point_valid(to.point));
	buf_done(&body);
}

static void secrets_outside_of_the_group_are_refused(void **state)
{
	(void)state;
	uint8_t secret[PUSH_SECRET_BYTES] = {0};
	struct push_keys k;
	assert_int_equal(push_keys_load(secret, &k), ERR_CORRUPT);
	memset(secret, 255, sizeof secret);
	assert_int_equal(push_keys_load(secret, &k), ERR_CORRUPT);
	memset(secret, 0, sizeof secret);
	secret[PUSH_SECRET_BYTES - 1] = 1; /* the generator itself */
	assert_int_equal(push_keys_load(secret, &k), OK);
	assert_int_equal(k.point[0], 4);
	push_keys_done(&k);
}

/* --- VAPID --- */

static bool verify(const struct push_keys *k, struct str signed_text, const uint8_t raw[64])
{
	ECDSA_SIG *sig = ECDSA_SIG_new();
	unsigned char *der = NULL;
	ECDSA_SIG_set0(sig, BN_bin2bn(raw, 32, NULL), BN_bin2bn(raw + 32, 32, NULL));
	int n = i2d_ECDSA_SIG(sig, &der);
	EVP_MD_CTX *ctx = EVP_MD_CTX_new();
	bool ok = EVP_DigestVerifyInit_ex(ctx, NULL, "SHA256", NULL, NULL, k->pkey_, NULL) == 1 &&
		  EVP_DigestVerify(ctx, der, (size_t)n, (const unsigned char *)signed_text.p, signed_text.n) == 1;
	EVP_MD_CTX_free(ctx);
	OPENSSL_free(der);
	ECDSA_SIG_free(sig);
	return ok;
}

static void the_word_about_the_sender_is_a_signed_es256_token(void **state)
{
	(void)state;
	char head[256], claims[512], key[128];
	uint8_t raw[80];
	struct buf out;
	struct push_keys k = sender();
	buf_init(&out, TEXT_MAX);
	assert_int_equal(push_vapid(&k, STR("https://push.example.net"), STR("mailto:push@example.com"), 1453523768, &out), OK);
	struct str text = buf_view(&out), start = STR("vapid t=");
	assert_true(str_starts(text, start));
	size_t comma = str_find(text, ',', 0);
	struct str token = str_mem(text.p + start.n, comma - start.n), rest = token, parts[3];
	for (size_t i = 0; i < 3; i++)
		assert_true(str_split(&rest, '.', &parts[i]));
	size_t n = 0;
	assert_int_equal(codec_unbase64url(parts[0], head, sizeof head, &n), OK);
	assert_true(str_eq(str_mem(head, n), STR("{\"typ\":\"JWT\",\"alg\":\"ES256\"}")));
	assert_int_equal(codec_unbase64url(parts[1], claims, sizeof claims, &n), OK);
	assert_true(str_eq(str_mem(claims, n), STR("{\"aud\":\"https://push.example.net\",\"exp\":1453523768,"
						   "\"sub\":\"mailto:push@example.com\"}")));
	assert_int_equal(codec_unbase64url(parts[2], raw, sizeof raw, &n), OK);
	assert_int_equal(n, 64);
	struct str signed_text = str_mem(token.p, parts[0].n + 1 + parts[1].n);
	assert_true(verify(&k, signed_text, raw));
	raw[5] ^= 1;
	assert_false(verify(&k, signed_text, raw));
	snprintf(key, sizeof key, ", k=%s", SENDER_POINT);
	assert_true(str_ends(text, str_of(key)));
	buf_done(&out);
	push_keys_done(&k);
}

/* A short r or s is filled up in front: of some hundred signatures one begins with a zero byte. */
static void every_signature_has_64_bytes_and_holds(void **state)
{
	(void)state;
	struct push_keys k = sender();
	unsigned short_ones = 0;
	for (int64_t i = 0; i < 1500; i++) {
		struct buf out;
		uint8_t raw[80];
		size_t n = 0;
		buf_init(&out, TEXT_MAX);
		assert_int_equal(push_vapid(&k, STR("https://a.example"), STR("mailto:a@b.example"), i, &out), OK);
		struct str text = buf_view(&out), token = str_mem(text.p + 8, str_find(text, ',', 0) - 8);
		size_t dot = str_find(token, '.', str_find(token, '.', 0) + 1);
		assert_int_equal(codec_unbase64url(str_mem(token.p + dot + 1, token.n - dot - 1), raw, sizeof raw, &n), OK);
		assert_int_equal(n, 64);
		short_ones += !raw[0] || !raw[32];
		assert_true(verify(&k, str_mem(token.p, dot), raw));
		buf_done(&out);
	}
	assert_true(short_ones > 0); /* else the filling up was not seen: by chance once in 10^5 runs */
	push_keys_done(&k);
}

static void a_topic_is_the_alerts_alone_and_tells_nothing(void **state)
{
	(void)state;
	char a[PUSH_TOPIC_TEXT + 1], b[PUSH_TOPIC_TEXT + 1], other[PUSH_TOPIC_TEXT + 1];
	struct push_keys k = sender(), k2;
	assert_int_equal(push_keys_make(&k2), OK);
	push_topic(&k, STR("0123456789abcdef"), a);
	push_topic(&k, STR("0123456789abcdef"), b);
	assert_string_equal(a, b);
	assert_int_equal(strlen(a), PUSH_TOPIC_TEXT);
	push_topic(&k, STR("0123456789abcdee"), b);
	assert_string_not_equal(a, b);
	push_topic(&k2, STR("0123456789abcdef"), other);
	assert_string_not_equal(a, other);
	push_keys_done(&k);
	push_keys_done(&k2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_public_half_follows_from_the_secret),
		cmocka_unit_test(the_message_of_the_rfc_comes_out_byte_for_byte),
		cmocka_unit_test(a_padded_message_has_the_same_length_whatever_it_says),
		cmocka_unit_test(a_body_never_passes_what_a_service_must_take),
		cmocka_unit_test(points_off_the_curve_are_refused),
		cmocka_unit_test(secrets_outside_of_the_group_are_refused),
		cmocka_unit_test(the_word_about_the_sender_is_a_signed_es256_token),
		cmocka_unit_test(every_signature_has_64_bytes_and_holds),
		cmocka_unit_test(a_topic_is_the_alerts_alone_and_tells_nothing),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
