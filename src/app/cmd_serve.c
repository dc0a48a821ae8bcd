/* pitboss serve: runs the portal until it is told to stop. */
#include "app/command.h"
#include "app/serve.h"
#include "app/signals.h"

#include <sodium.h>
#include <stdio.h>

#define CONFIG_DEFAULT "config/pitboss.yaml"

/* -1 when not given; false: not a number up to @max. */
static bool number_option(const struct args *a, const char *name, uint64_t max, int *ret)
{
	const char *text = args_get(a, name);
	uint64_t n;
	*ret = -1;
	if (!text)
		return true;
	if (str_to_u64(str_of(text), &n) != OK || n > max)
		return false;
	*ret = (int)n;
	return true;
}

static int serve_until_told(struct serve *s)
{
	printf("pitboss %s: ready at %s (%u loop%s, data in %s)\n", PITBOSS_VERSION, s->url, s->api.loop_count,
	       s->api.loop_count == 1 ? "" : "s", datadir_path(&s->data, DATA_ROOT));
	fflush(stdout);
	while (signals_wait() == SIGNAL_RELOAD)
		serve_reload(s);
	signals_stopping(STOP_MAX_S);
	log_event(LOG_INFO, "stopping", NULL);
	serve_stop(s);
	log_event(LOG_INFO, "stopped", NULL);
	return EXIT_DONE;
}

static int run(const struct args *a)
{
	static struct serve s; /* large, and one a process */
	struct err_info info = {0};
	int loops;
	struct serve_options o = {.config_file = args_get(a, "config"),
				  .data = args_get(a, "data"),
				  .listen = args_get(a, "listen"),
				  .web = args_get(a, "web"),
				  .rules = args_get(a, "rules"),
				  .demo = args_has(a, "demo")};
	if (!o.config_file)
		o.config_file = CONFIG_DEFAULT;
	if (!number_option(a, "port", UINT16_MAX, &o.port) || !number_option(a, "sim-port", UINT16_MAX - 6, &o.sim_port))
		return app_usage(&cmd_serve, "a port is a number up to 65535");
	if (!number_option(a, "loops", LOOPS_MAX, &loops))
		return app_usage(&cmd_serve, "--loops is a number up to 64");
	o.loops = loops < 0 ? 0 : (unsigned)loops;
	if (sodium_init() < 0)
		return app_fail("start", ERR_INTERNAL, NULL);
	signals_block();
	enum err e = serve_start(&s, &o, &info);
	return e == OK ? serve_until_told(&s) : app_fail("start", e, &info);
}

static const struct option_spec options[] = {
	{"config", "FILE", "the configuration (default: " CONFIG_DEFAULT ")"},
	{"data", "DIR", "where everything that lasts lies (default: as configured, else " DATADIR_DEFAULT ")"},
	{"listen", "ADDRESS", "numeric address to listen on (default: as configured)"},
	{"port", "N", "port to listen on; 0: any that is free (default: as configured)"},
	{"sim-port", "N", "the simulated operator's port: its sources are at N+1 to N+6"},
	{"web", "DIR", "the built web front end; \"\": none (default: as configured)"},
	{"rules", "DIR", "the folder of rule packs (default: as configured)"},
	{"loops", "N", "event loops; 0: as many as cores (default: as configured)"},
	{"demo", NULL, "with the demo accounts; on this machine only"},
};

const struct command cmd_serve = {
	.name = "serve",
	.summary = "run the portal",
	.arguments = "",
	.help = "Runs in the foreground until SIGTERM or SIGINT, then lets answers finish for at most 10 seconds. SIGHUP\n"
		"reads the configuration again: sources, log level and web front end are taken over, or the log says why not.\n"
		"Standard output gets one line when it is ready; the log goes to standard error, a JSON object a line.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.run = run,
};
