/* pitboss doctor: is everything as it must be, and if not, what to do. */
#include "app/command.h"
#include "app/doctor.h"

#include <sodium.h>
#include <stdio.h>
#include <unistd.h>

#define CONFIG_DEFAULT   "config/pitboss.yaml"
#define DOCTOR_ARENA_MAX (8u << 20)

static struct config *check_config(struct doctor *d, const char *sim_port)
{
	struct config *c = NULL;
	struct err_info info = {0};
	uint64_t port;
	enum err e = config_load(d->config_file, &c, &info);
	if (e == OK && sim_port &&
	    (str_to_u64(str_of(sim_port), &port) != OK || port > UINT16_MAX - 6 ||
	     (e = config_set_sim_port(c, (uint16_t)port)) != OK))
		e = err_set(&info, ERR_SHAPE, "--sim-port", "is not a port");
	if (e == OK) {
		doctor_fine(d, "configuration", format_text(d->arena, "%s, %zu sources", d->config_file, c->source_count));
		return c;
	}
	struct str why = str_of(info.text[0] ? info.text : err_name(e));
	doctor_fail(d, "configuration",
		    info.line ? format_text(d->arena, "%s, line %u: %.*s", d->config_file, info.line, STR_ARG(why))
			      : format_text(d->arena, "%s: %.*s", d->config_file, STR_ARG(why)),
		    e == ERR_NOT_FOUND ? STR("Say --config, or start in the folder that holds config/pitboss.yaml.")
				       : STR("Mend that line; every key stands explained in the shipped config/pitboss.yaml."));
	config_free(c);
	return NULL;
}

static void put_summary(const struct doctor *d)
{
	term_line(d->t);
	if (!d->failures && !d->warnings)
		term_text(d->t, STYLE_GOOD, STR("All is well."));
	else
		term_text(d->t, d->failures ? STYLE_BAD : STYLE_WARN,
			  format_text(d->arena, "%u to mend, %u to look at.", d->failures, d->warnings));
	term_line(d->t);
}

static int run(const struct args *a)
{
	struct term t;
	struct arena arena;
	struct doctor d = {.t = &t,
			   .arena = &arena,
			   .config_file = args_get(a, "config"),
			   .customer = args_get(a, "customer"),
			   .rules_dir = args_get(a, "rules")};
	if (sodium_init() < 0)
		return app_fail("doctor", ERR_INTERNAL, NULL);
	if (!d.config_file)
		d.config_file = CONFIG_DEFAULT;
	arena_init(&arena, DOCTOR_ARENA_MAX);
	term_open(&t, STDOUT_FILENO);
	log_set_level(LOG_OFF); /* what fails is told once, with what to do */
	struct config *config = check_config(&d, args_get(a, "sim-port"));
	d.config = config;
	const char *data = args_get(a, "data");
	enum err e = datadir_set(&d.data, data ? data : config ? config->data : NULL);
	if (e == OK) {
		doctor_data(&d);
		doctor_store(&d);
		doctor_record(&d);
		doctor_web(&d);
		doctor_rules(&d);
		doctor_push(&d);
		doctor_machine(&d);
		doctor_sources(&d);
		doctor_actions(&d);
		put_summary(&d);
		e = term_close(&t);
	}
	config_free(config);
	arena_done(&arena);
	if (e != OK)
		return app_fail("doctor", e, NULL);
	return d.failures ? EXIT_FAILED : EXIT_DONE;
}

static const struct option_spec options[] = {
	{"config", "FILE", "the configuration (default: " CONFIG_DEFAULT ")"},
	{"data", "DIR", "the portal's data folder (default: as configured)"},
	{"rules", "DIR", "the folder of rule packs (default: as configured)"},
	{"sim-port", "N", "the simulated operator's port, as for serve"},
	{"customer", "ID", "whom to ask the sources about (default: the first that they list)"},
};

const struct command cmd_doctor = {
	.name = "doctor",
	.summary = "check everything, and say what to do",
	.arguments = "",
	.help = "Looks at the configuration, the data folder and its rights, room on the disk, the database, the search index, "
		"the\n"
		"record, the web front end, the rule packs, the clock, and asks every source what the portal would ask. Exit "
		"status 1 when "
		"something must be "
		"mended.",
	.options = options,
	.option_count = ARRAY_LEN(options),
	.run = run,
};
