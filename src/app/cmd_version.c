/* pitboss version: what this is, and with which libraries. */
#include "app/command.h"

#include <curl/curl.h>
#include <event2/event.h>
#include <openssl/crypto.h>
#include <sodium.h>
#include <stdio.h>
#include <unicode/uversion.h>

static int run(const struct args *a)
{
	(void)a;
	printf("pitboss %s\n", PITBOSS_VERSION);
	printf("libevent %s, libcurl %s, libsodium %s, ICU %s, %s\n", event_get_version(),
	       curl_version_info(CURLVERSION_NOW)->version, sodium_version_string(), U_ICU_VERSION,
	       OpenSSL_version(OPENSSL_VERSION));
	return EXIT_DONE;
}

const struct command cmd_version = {
	.name = "version",
	.summary = "tell the version",
	.arguments = "",
	.run = run,
};
