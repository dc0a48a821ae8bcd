#include "check.h"

#include "app/command.h"
#include "app/file.h"

#include <fcntl.h>

/* Status of a command line, with its words in @out. */
static int said(char *out, size_t size, const char *const *words)
{
	char path[] = "/tmp/pitboss-said-XXXXXX", *argv[16];
	int argc = 0, file = mkstemp(path), stdout_was = dup(STDOUT_FILENO), stderr_was = dup(STDERR_FILENO);
	unlink(path);
	for (; words[argc]; argc++)
		argv[argc] = (char *)(uintptr_t)words[argc];
	argv[argc] = NULL;
	fflush(stdout);
	dup2(file, STDOUT_FILENO);
	dup2(file, STDERR_FILENO);
	int status = app_main(argc, argv);
	fflush(stdout);
	fflush(stderr);
	dup2(stdout_was, STDOUT_FILENO);
	dup2(stderr_was, STDERR_FILENO);
	ssize_t n = pread(file, out, size - 1, 0);
	out[n > 0 ? n : 0] = '\0';
	close(file), close(stdout_was), close(stderr_was);
	return status;
}
#define SAID(out, ...) said((out), sizeof(out), (const char *const[]){"pitboss", __VA_ARGS__, NULL})

static void help_is_everywhere(void **unused)
{
	(void)unused;
	static const char *const names[] = {"serve", "show",  "search",  "doctor",    "user",
					    "token", "audit", "migrate", "directory", "version"};
	char out[8192];
	assert_int_equal(SAID(out, "--help"), EXIT_DONE);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_non_null(strstr(out, names[i]));
	}
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		assert_int_equal(SAID(out, names[i], "--help"), EXIT_DONE);
		assert_non_null(strstr(out, "Usage: pitboss "));
	}
}

static void wrong_calls_are_told_and_do_nothing(void **unused)
{
	(void)unused;
	char out[8192];
	assert_int_equal(SAID(out, "nonsense"), EXIT_USAGE);
	assert_int_equal(SAID(out, "show"), EXIT_USAGE);
	assert_non_null(strstr(out, "an argument is missing"));
	assert_int_equal(SAID(out, "show", "a", "b"), EXIT_USAGE);
	assert_int_equal(SAID(out, "show", "a", "--nope"), EXIT_USAGE);
	assert_non_null(strstr(out, "there is no such option"));
	assert_int_equal(SAID(out, "show", "a", "--url"), EXIT_USAGE);
	assert_int_equal(SAID(out, "show", "a", "--json=1"), EXIT_USAGE);
	assert_int_equal(SAID(out, "show", "a", "--section", "nope"), EXIT_USAGE);
	assert_int_equal(SAID(out, "search", "a", "--limit=201"), EXIT_USAGE);
	assert_int_equal(SAID(out, "serve", "--port", "70000"), EXIT_USAGE);
	assert_int_equal(SAID(out, "user", "add", "onlyname"), EXIT_USAGE);
	assert_int_equal(SAID(out, "token", "create", "user"), EXIT_USAGE);
	assert_int_equal(SAID(out, "audit", "burn"), EXIT_USAGE);
}

static void a_file_that_is_not_there_is_a_failure_with_its_name(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	char out[8192];
	assert_int_equal(SAID(out, "serve", "--config", "/nonexistent/p.yaml", "--data", s.path), EXIT_FAILED);
	assert_int_equal(SAID(out, "audit", "verify", "--data", s.path), EXIT_FAILED);
	assert_int_equal(SAID(out, "migrate", "--status", "--data", s.path), EXIT_FAILED);
	assert_non_null(strstr(out, "portal.db"));
	assert_int_equal(SAID(out, "user", "list", "--data", s.path), EXIT_FAILED);
	assert_int_equal(SAID(out, "show", "x", "--token-file", "/nonexistent/token"), EXIT_FAILED);
	scratch_done(&s);
}

static void migrating_is_told_step_by_step_and_then_done(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	char out[8192];
	assert_int_equal(SAID(out, "migrate", "--data", s.path), EXIT_DONE);
	assert_non_null(strstr(out, "people"));
	assert_int_equal(SAID(out, "migrate", "--status", "--data", s.path), EXIT_DONE);
	assert_int_equal(SAID(out, "migrate", "--data", s.path), EXIT_DONE);
	assert_null(strstr(out, "people"));
	scratch_done(&s);
}

static void a_failure_s_words_can_not_steer_the_terminal(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	char out[8192];
	assert_int_equal(SAID(out, "show", "x", "--token-file", "/tmp/\033[31mred"), EXIT_FAILED);
	assert_null(strchr(out, '\033'));
	scratch_done(&s);
}

static void the_manual_knows_every_command_and_option(void **unused)
{
	(void)unused;
	static const struct command *const commands[] = {&cmd_serve,     &cmd_show,  &cmd_search, &cmd_doctor,
							 &cmd_user,      &cmd_token, &cmd_audit,  &cmd_migrate,
							 &cmd_directory, &cmd_rules, &cmd_version};
	struct buf manual;
	char part[64];
	assert_int_equal(file_read(PITBOSS_SOURCE_DIR "/docs/pitboss.1", 1u << 20, &manual, NULL), OK);
	buf_char(&manual, '\0');
	for (size_t i = 0; i < ARRAY_LEN(commands); i++) {
		snprintf(part, sizeof part, ".Cm %s\n", commands[i]->name);
		if (!strstr(manual.p, part))
			fail_msg("no %s", part);
		for (size_t o = 0; o < commands[i]->option_count; o++) {
			snprintf(part, sizeof part, ".Op Fl -%s", commands[i]->options[o].name);
			if (!strstr(manual.p, part))
				fail_msg("no %s of %s", part, commands[i]->name);
		}
	}
	buf_done(&manual);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(help_is_everywhere),
		cmocka_unit_test(the_manual_knows_every_command_and_option),
		cmocka_unit_test(wrong_calls_are_told_and_do_nothing),
		cmocka_unit_test(a_file_that_is_not_there_is_a_failure_with_its_name),
		cmocka_unit_test(migrating_is_told_step_by_step_and_then_done),
		cmocka_unit_test(a_failure_s_words_can_not_steer_the_terminal),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
