/* sim/main.c - pitboss-sim: makes the simulated operator's data, and serves them. */
#include "base/clock.h"
#include "base/log.h"
#include "sim/generate.h"
#include "sim/serve.h"
#include "sim/store.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define EXIT_USAGE 2

static const char help[] =
	"pitboss-sim - the simulated operator of Pitboss: six services, live play, faults on demand\n"
	"\n"
	"  pitboss-sim generate --data DIR [--customers N] [--seed S] [--as-of DATE]\n"
	"      makes N customers (5000) from seed S (360), with histories that end on DATE (2026-11-01);\n"
	"      what was in DIR/sim is replaced\n"
	"  pitboss-sim serve --data DIR [--port P] [--rate R] [--customers N] [--seed S] [--as-of DATE]\n"
	"      serves them on 127.0.0.1: control on P (8370), services on P+1 to P+6; R live events a second (20);\n"
	"      generates first when DIR has no data\n"
	"      [--events URL --events-token-dir DIR] delivers events of what happens to URL, each service with the token\n"
	"      in DIR/<service>.events.token\n"
	"\n"
	"  --threads T   threads that generate (one per core)\n"
	"  --quiet       nothing but warnings\n"
	"  --help        this\n";

struct options {
	const char *command, *data;
	uint64_t customers, seed, port, rate, threads;
	int64_t as_of_ms;
	const char *events, *events_token_dir;
};

static volatile int stop;

static void on_stop(int signal_number)
{
	(void)signal_number;
	stop = 1;
}

static bool number(const char *name, const char *text, uint64_t min, uint64_t max, uint64_t *ret)
{
	uint64_t v;
	if (str_to_u64(str_of(text), &v) || v < min || v > max) {
		(void)fprintf(stderr, "pitboss-sim: --%s takes a number from %llu to %llu\n", name, (unsigned long long)min,
			      (unsigned long long)max);
		return false;
	}
	*ret = v;
	return true;
}

static bool date(const char *text, int64_t *ret)
{
	int32_t days;
	/* The contract's example happens in 2023 to 2025; later histories contain it. */
	if (clock_parse_date(str_of(text), &days) || days < clock_days_from_civil(2025, 11, 1) ||
	    days > clock_days_from_civil(2100, 1, 1)) {
		(void)fprintf(stderr, "pitboss-sim: --as-of takes a date from 2025-11-01 on\n");
		return false;
	}
	*ret = days * INT64_C(86400000);
	return true;
}

/* 0: go on; else the exit status plus one. */
static int parse(int argc, char **argv, struct options *o)
{
	static const struct option longs[] = {
		{"data", required_argument, NULL, 'd'},    {"customers", required_argument, NULL, 'c'},
		{"seed", required_argument, NULL, 's'},    {"port", required_argument, NULL, 'p'},
		{"rate", required_argument, NULL, 'r'},    {"as-of", required_argument, NULL, 'a'},
		{"threads", required_argument, NULL, 't'}, {"quiet", no_argument, NULL, 'q'},
		{"events", required_argument, NULL, 'e'},  {"events-token-dir", required_argument, NULL, 'k'},
		{"help", no_argument, NULL, 'h'},          {NULL, 0, NULL, 0},
	};
	int c;
	bool ok = true;
	while (ok && (c = getopt_long(argc, argv, "", longs, NULL)) != -1) {
		switch (c) {
		case 'd':
			o->data = optarg;
			break;
		case 'c':
			ok = number("customers", optarg, 1, CUSTOMERS_MAX, &o->customers);
			break;
		case 's':
			ok = number("seed", optarg, 0, INT64_MAX, &o->seed);
			break;
		case 'p':
			ok = number("port", optarg, 1, 65535 - SIM_SERVICES, &o->port);
			break;
		case 'r':
			ok = number("rate", optarg, 0, 10000, &o->rate);
			break;
		case 't':
			ok = number("threads", optarg, 1, 16, &o->threads);
			break;
		case 'a':
			ok = date(optarg, &o->as_of_ms);
			break;
		case 'e':
			o->events = optarg;
			break;
		case 'k':
			o->events_token_dir = optarg;
			break;
		case 'q':
			log_set_level(LOG_WARN);
			break;
		case 'h':
			(void)fputs(help, stdout);
			return EXIT_SUCCESS + 1;
		default:
			ok = false;
		}
	}
	o->command = optind < argc ? argv[optind] : NULL;
	bool known = o->command && (strcmp(o->command, "generate") == 0 || strcmp(o->command, "serve") == 0);
	if (ok && !o->events != !o->events_token_dir) {
		(void)fprintf(stderr, "pitboss-sim: --events and --events-token-dir go together\n");
		ok = false;
	}
	if (ok && known && o->data && optind + 1 == argc)
		return 0;
	if (ok)
		(void)fprintf(stderr, "pitboss-sim: %s; see pitboss-sim --help\n",
			      known ? "--data is needed, and nothing behind the command"
				    : "a command is needed: generate or serve");
	return EXIT_USAGE + 1;
}

static int complain(enum err e, const struct err_info *info)
{
	(void)fprintf(stderr, "pitboss-sim: %s (%s)\n", info->text, err_name(e));
	return EXIT_FAILURE;
}

static enum err make_data(const struct options *o, struct err_info *info)
{
	struct population p = {.count = (uint32_t)o->customers, .seed = o->seed, .as_of_ms = o->as_of_ms};
	uint64_t start_ms = clock_mono_ms();
	struct sigaction on = {.sa_handler = on_stop}, was[2];
	(void)sigaction(SIGTERM, &on, &was[0]);
	(void)sigaction(SIGINT, &on, &was[1]);
	log_event(LOG_INFO, "sim.generate", "customers", log_num((int64_t)o->customers), NULL);
	enum err e = generate(o->data, &p, (unsigned)o->threads, &stop, info);
	(void)sigaction(SIGTERM, &was[0], NULL);
	(void)sigaction(SIGINT, &was[1], NULL);
	if (e == OK)
		log_event(LOG_INFO, "sim.generated", "ms", log_num((int64_t)(clock_mono_ms() - start_ms)), NULL);
	return e;
}

int main(int argc, char **argv)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	struct options o = {.customers = 5000, .seed = 360, .port = 8370, .rate = 20};
	struct err_info info = {0};
	o.threads = cores > 1 ? (uint64_t)MIN(cores, 16) : 1;
	o.as_of_ms = clock_days_from_civil(2026, 11, 1) * INT64_C(86400000);
	int status = parse(argc, argv, &o);
	if (status)
		return status - 1;
	if (strcmp(o.command, "generate") == 0) {
		enum err e = make_data(&o, &info);
		return e ? complain(e, &info) : EXIT_SUCCESS;
	}
	struct serve_options s = {.data = o.data,
				  .port = (uint16_t)o.port,
				  .rate = (unsigned)o.rate,
				  .events = o.events,
				  .events_token_dir = o.events_token_dir};
	enum err e = serve(&s, &info);
	if (e == ERR_NOT_FOUND) {
		e = make_data(&o, &info);
		if (e == OK)
			e = serve(&s, &info);
	}
	return e ? complain(e, &info) : EXIT_SUCCESS;
}
