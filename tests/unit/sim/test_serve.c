/* The whole simulator in a process of its own, over HTTP. */
#include "world.h"

#include "sim/serve.h"

#include <arpa/inet.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/clock.h"
#include "base/json_reader.h"
#include "base/log.h"

static struct world w;
static pid_t server;
static uint16_t base;

static int dial(unsigned port)
{
	struct sockaddr_in to = {
		.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_true(fd >= 0);
	if (connect(fd, (struct sockaddr *)&to, sizeof(to)) == 0)
		return fd;
	close(fd);
	return -1;
}

/* A base port with seven free ones. */
static uint16_t free_ports(void)
{
	for (unsigned p = 8500 + (unsigned)getpid() % 5 * 8; p < 8549 - 7; p += 8) {
		unsigned free_count = 0;
		for (unsigned i = 0; i < 7; i++) {
			int fd = dial(p + i);
			if (fd >= 0)
				close(fd);
			else
				free_count++;
		}
		if (free_count == 7)
			return (uint16_t)p;
	}
	fail();
	return 0;
}

static void start_server(void)
{
	server = fork();
	assert_true(server >= 0);
	if (server == 0) {
		struct err_info info = {0};
		(void)prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that dies leaves nobody behind */
		log_set_level(LOG_OFF);
		_exit(serve(&(struct serve_options){.data = w.dir, .port = base}, &info) == OK ? 0 : 1);
	}
	uint64_t give_up = clock_mono_ms() + 20000;
	for (;;) {
		int fd = dial(base);
		if (fd >= 0) {
			close(fd);
			return;
		}
		assert_true(clock_mono_ms() < give_up);
		(void)poll(NULL, 0, 5); /* nothing tells when another process listens */
	}
}

static int end_server(int signal_number)
{
	int status = 0;
	assert_int_equal(kill(server, signal_number), 0);
	assert_int_equal(waitpid(server, &status, 0), server);
	return status;
}

static int setup(void **state)
{
	(void)state;
	world_make(&w, 520, 2);
	base = free_ports();
	start_server();
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	(void)end_server(SIGKILL);
	world_remove(&w);
	return 0;
}

struct answer {
	int status; /* 0: none came */
	size_t length, declared;
	char bytes[300000]; /* head and body */
	char *body;
	bool timed_out;
};
static struct answer a;

static void ask(unsigned service, const char *method, const char *path, const char *header, const char *body, int timeout_ms)
{
	char request[1024];
	int fd = dial(base + service);
	memset(&a, 0, offsetof(struct answer, bytes));
	a.body = a.bytes;
	a.timed_out = false;
	if (fd < 0)
		return;
	int n = snprintf(request, sizeof(request),
			 "%s %s HTTP/1.1\r\nHost: x\r\n%s%sConnection: close\r\nContent-Length: %zu\r\n\r\n%s", method, path,
			 header ? header : "", header ? "\r\n" : "", body ? strlen(body) : 0, body ? body : "");
	assert_int_equal(send(fd, request, (size_t)n, MSG_NOSIGNAL), n);
	for (;;) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		if (poll(&p, 1, timeout_ms) <= 0) {
			a.timed_out = true;
			break;
		}
		ssize_t got = recv(fd, a.bytes + a.length, sizeof(a.bytes) - 1 - a.length, 0);
		if (got <= 0)
			break;
		a.length += (size_t)got;
	}
	close(fd);
	a.bytes[a.length] = 0;
	if (a.length < 12)
		return;
	a.status = atoi(a.bytes + 9);
	char *end = strstr(a.bytes, "\r\n\r\n"), *length = strstr(a.bytes, "Content-Length: ");
	assert_non_null(end);
	a.body = end + 4;
	a.declared = length ? (size_t)atol(length + 16) : 0;
	a.length -= (size_t)(a.body - a.bytes);
}

#define BEARER  "Authorization: Bearer sim-customer-token"
#define GAMING  "X-Api-Key: sim-gaming-key"
#define WALLET  "Authorization: Basic c2ltLXdhbGxldDpzaW0td2FsbGV0LXBhc3N3b3Jk"
#define KYC     "Authorization: Bearer sim-kyc-token"
#define SUPPORT "X-Desk-Token: sim-desk-token"
#define RISK    "X-Risk-Key: sim-risk-key"

static const struct {
	const char *name, *path, *credentials;
} services[] = {
	{"customer", "/api/customers/CUS-123456", BEARER},
	{"gaming", "/v2/players/CUS-123456/statistics", GAMING},
	{"wallet", "/accounts/CUS-123456", WALLET},
	{"kyc", "/kyc/v1/subjects/CUS-123456", KYC},
	{"support", "/desk/requesters/CUS-123456/history", SUPPORT},
	{"risk", "/risk/profile/CUS-123456", RISK},
};

static void get(unsigned service)
{
	ask(service + 1, "GET", services[service].path, services[service].credentials, NULL, 5000);
}

static void set_fault(const char *service, const char *mode, const char *more)
{
	char body[256];
	(void)snprintf(body, sizeof(body), "{\"service\":\"%s\",\"mode\":\"%s\"%s}", service, mode, more);
	ask(0, "POST", "/faults", NULL, body, 5000);
	assert_int_equal(a.status, 200);
}

static void lift_faults(void)
{
	ask(0, "DELETE", "/faults", NULL, NULL, 5000);
	assert_int_equal(a.status, 200);
}

static void every_service_answers_those_who_may_ask_only(void **state)
{
	(void)state;
	for (unsigned s = 0; s < 6; s++) {
		get(s);
		assert_int_equal(a.status, 200);
		assert_non_null(strstr(a.body, "CUS-123456"));
		ask(s + 1, "GET", services[s].path, NULL, NULL, 5000);
		assert_int_equal(a.status, 401);
		ask(s + 1, "GET", services[s].path, services[(s + 1) % 6].credentials, NULL, 5000);
		assert_int_equal(a.status, 401);
		ask(s + 1, "POST", services[s].path, services[s].credentials, "{}", 5000);
		assert_int_equal(a.status, 405);
	}
}

static void unknown_customers_and_paths_are_404_with_json(void **state)
{
	(void)state;
	static const char *const paths[] = {"/api/customers/CUS-999999", "/api/customers/CUS-1", "/api/customers/x",
					    "/api/nothing"};
	for (size_t i = 0; i < ARRAY_LEN(paths); i++) {
		ask(1, "GET", paths[i], BEARER, NULL, 5000);
		assert_int_equal(a.status, 404);
		assert_int_equal(a.body[0], '{');
	}
	ask(1, "GET", "/api/customers/CUS-123456/logins?page=%zz", BEARER, NULL, 5000);
	assert_int_equal(a.status, 400);
}

static void pictures_and_documents_are_drawn(void **state)
{
	(void)state;
	ask(1, "GET", "/api/customers/CUS-123456/photo", BEARER, NULL, 20000);
	assert_int_equal(a.status, 200);
	assert_memory_equal(a.body, "\x89PNG", 4);
	assert_int_equal(a.length, a.declared);
	ask(4, "GET", "/kyc/v1/subjects/CUS-123456/documents/DOC-123456-1/content", KYC, NULL, 20000);
	assert_int_equal(a.status, 200);
	assert_memory_equal(a.body, "%PDF", 4);
}

static void every_fault_hits_its_service_and_no_other(void **state)
{
	(void)state;
	for (unsigned s = 0; s < 6; s++) {
		const char *name = services[s].name;
		uint64_t start;
		set_fault(name, "error", "");
		get(s);
		assert_true(a.status >= 500);
		get((s + 1) % 6);
		assert_int_equal(a.status, 200);

		/* The loop's clock is coarse: a few milliseconds either way. */
		set_fault(name, "slow", ",\"latencyMs\":120");
		start = clock_mono_ms();
		get(s);
		assert_int_equal(a.status, 200);
		assert_true(clock_mono_ms() - start >= 110);

		set_fault(name, "hang", "");
		ask(s + 1, "GET", services[s].path, services[s].credentials, NULL, 100);
		assert_true(a.timed_out && a.length == 0);

		set_fault(name, "garbage", "");
		get(s);
		assert_int_equal(a.status, 200);
		struct json_reader r;
		json_reader_init(&r, str_mem(a.body, a.length), JSON_LIMITS_DEFAULT);
		(void)json_skip(&r, NULL);
		assert_int_not_equal(json_finish(&r), OK);

		set_fault(name, "truncated", "");
		get(s);
		assert_int_equal(a.status, 200);
		assert_true(a.length > 0 && a.length < a.declared);

		set_fault(name, "wrong_type", "");
		get(s);
		json_reader_init(&r, str_mem(a.body, a.length), JSON_LIMITS_DEFAULT);
		(void)json_skip(&r, NULL);
		assert_int_equal(json_finish(&r), OK);
		assert_null(strstr(a.body, "CUS-123456"));

		set_fault(name, "wrong_customer", "");
		get(s);
		assert_int_equal(a.status, 200);
		assert_null(strstr(a.body, "CUS-123456"));
		assert_non_null(strstr(a.body, "CUS-"));

		set_fault(name, "down", "");
		assert_int_equal(dial(base + s + 1), -1);
		lift_faults();
		get(s);
		assert_int_equal(a.status, 200);
	}
}

static void a_share_of_down_resets_some_and_answers_the_rest(void **state)
{
	(void)state;
	unsigned answered = 0, reset = 0;
	set_fault("risk", "down", ",\"share\":0.5");
	for (unsigned i = 0; i < 60; i++) {
		get(5);
		answered += a.status == 200;
		reset += a.status == 0 && a.length == 0 && !a.timed_out;
	}
	lift_faults();
	assert_int_equal(answered + reset, 60);
	assert_true(answered > 10 && reset > 10);
}

static void bad_faults_and_plays_are_refused_by_field(void **state)
{
	(void)state;
	static const struct {
		const char *path, *body;
		int status;
	} bad[] = {
		{"/faults", "{", 400},
		{"/faults", "{\"service\":\"bank\",\"mode\":\"slow\"}", 422},
		{"/play", "nonsense", 400},
		{"/play", "{\"type\":\"bet\"}", 422},
		{"/play", "{\"customerId\":\"CUS-123456\",\"type\":\"dance\"}", 422},
		{"/play", "{\"customerId\":\"CUS-999999\",\"type\":\"bet\"}", 404},
		{"/play", "{\"customerId\":\"CUS-123456\",\"type\":\"deposit\",\"amount\":\"1.005\"}", 422},
		{"/play", "{\"customerId\":\"CUS-123456\",\"type\":\"deposit\",\"amount\":-5}", 422},
		{"/play", "{\"customerId\":\"CUS-123456\",\"type\":\"round\",\"amount\":\"99999999\"}", 409},
		{"/play", "{\"customerId\":\"CUS-123456\",\"type\":\"bet\",\"colour\":1}", 422},
	};
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		ask(0, "POST", bad[i].path, NULL, bad[i].body, 5000);
		assert_int_equal(a.status, bad[i].status);
		assert_non_null(strstr(a.body, "\"error\""));
	}
}

static unsigned counted(const char *path)
{
	ask(0, "GET", "/stats", NULL, NULL, 5000);
	assert_int_equal(a.status, 200);
	char *at = strstr(a.body, path);
	return at ? (unsigned)atoi(at + strlen(path) + 2) : 0;
}

static void requests_are_counted_by_path_template(void **state)
{
	(void)state;
	unsigned before = counted("GET /risk/profile/{id}");
	get(5);
	get(5);
	assert_int_equal(counted("GET /risk/profile/{id}"), before + 2);
}

static void customers_are_listed_by_kind(void **state)
{
	(void)state;
	static const char *const kinds[] = {"vip",          "new",       "flagged",          "self_excluded",
					    "cooling_off",  "dormant",   "high_volume",      "chasing",
					    "bonus_ring",   "twin",      "account_takeover", "structuring",
					    "recreational", "non_latin", "zero_decimal",     "three_decimal"};
	char path[64];
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		(void)snprintf(path, sizeof(path), "/customers?kind=%s&limit=5", kinds[i]);
		ask(0, "GET", path, NULL, NULL, 5000);
		assert_int_equal(a.status, 200);
		assert_non_null(strstr(a.body, "CUS-"));
	}
	ask(0, "GET", "/customers?kind=twin", NULL, NULL, 5000);
	assert_non_null(strstr(a.body, "\"pairs\":[[\"CUS-100021\",\"CUS-100350\"],[\"CUS-100179\",\"CUS-100008\"]]"));
	ask(0, "GET", "/customers?kind=martian", NULL, NULL, 5000);
	assert_int_equal(a.status, 422);
}

static void what_is_played_shows_and_survives_being_killed(void **state)
{
	(void)state;
	char want[64];
	for (unsigned i = 0; i < 30; i++) {
		ask(0, "POST", "/play", NULL, "{\"customerId\":\"CUS-123456\",\"type\":\"deposit\",\"amount\":\"1.25\"}", 5000);
		assert_int_equal(a.status, 200);
	}
	const char *cash = strstr(a.body, "\"cash\":") + 7;
	(void)snprintf(want, sizeof(want), "\"cash\":{\"amount\":\"%.*s\"", (int)strcspn(cash, "}"), cash);
	get(2);
	assert_non_null(strstr(a.body, want));
	assert_true(WIFSIGNALED(end_server(SIGKILL)));
	start_server();
	get(2);
	assert_int_equal(a.status, 200);
	assert_non_null(strstr(a.body, want));
}

static void a_term_signal_ends_it_in_order(void **state)
{
	(void)state;
	int status = end_server(SIGTERM);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	start_server();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_service_answers_those_who_may_ask_only),
		cmocka_unit_test(unknown_customers_and_paths_are_404_with_json),
		cmocka_unit_test(pictures_and_documents_are_drawn),
		cmocka_unit_test(every_fault_hits_its_service_and_no_other),
		cmocka_unit_test(a_share_of_down_resets_some_and_answers_the_rest),
		cmocka_unit_test(bad_faults_and_plays_are_refused_by_field),
		cmocka_unit_test(requests_are_counted_by_path_template),
		cmocka_unit_test(customers_are_listed_by_kind),
		cmocka_unit_test(what_is_played_shows_and_survives_being_killed),
		cmocka_unit_test(a_term_signal_ends_it_in_order),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
