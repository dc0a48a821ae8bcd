#include "access/password.h"

#include "base/codec.h"

#include <pthread.h>

static char nobody[PASSWORD_TEXT];
static pthread_once_t nobody_once = PTHREAD_ONCE_INIT;

enum err password_hash(struct str password, char ret[PASSWORD_TEXT])
{
	char text[PASSWORD_TEXT];
	if (crypto_pwhash_str_alg(text, password.p, password.n, PASSWORD_OPERATIONS, PASSWORD_MEMORY,
				  crypto_pwhash_ALG_ARGON2ID13))
		return ERR_NOMEM;
	memcpy(ret, text, sizeof text);
	return OK;
}

/* A password that nobody knows, so that the unknown are hashed for as the known are. */
static void nobody_make(void)
{
	unsigned char random[32];
	codec_random(random, sizeof random);
	MUST(password_hash(str_mem((const char *)random, sizeof random), nobody) == OK);
}

bool password_verify(const char *hash, struct str password)
{
	pthread_once(&nobody_once, nobody_make);
	bool match = crypto_pwhash_str_verify(hash ? hash : nobody, password.p, password.n) == 0;
	return match && hash;
}
