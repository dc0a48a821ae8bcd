#include "check.h"

#include "app/chain.h"
#include "app/file.h"
#include "app/portal.h"
#include "app/serve.h"

#include <sodium.h>
#include <sys/stat.h>

#define CONFIG PITBOSS_SOURCE_DIR "/config/pitboss.yaml"

/* The sources' ports belong to nobody: a portal starts, and is asked, whatever they do. */
#define NOBODYS_PORT 8740
#define RULES        PITBOSS_SOURCE_DIR "/rules"

static struct serve serve; /* large, and one a process */

static struct serve_options options_for(const struct scratch *s)
{
	return (struct serve_options){.config_file = CONFIG,
				      .data = s->path,
				      .port = 0,
				      .sim_port = NOBODYS_PORT,
				      .loops = 2,
				      .demo = true,
				      .web = "",
				      .rules = RULES};
}

static void start(const struct serve_options *o)
{
	struct err_info info = {0};
	if (serve_start(&serve, o, &info) != OK)
		fail_msg("%s", info.text);
}

static enum err refused(const struct serve_options *o, struct err_info *info)
{
	*info = (struct err_info){0};
	enum err e = serve_start(&serve, o, info);
	assert_int_not_equal(e, OK);
	assert_true(info->text[0]);
	return e;
}

static enum err get(const struct scratch *s, const char *path)
{
	char token[256];
	struct portal *p;
	struct buf answer;
	struct err_info info = {0};
	snprintf(token, sizeof token, "%s/cli.token", s->path);
	assert_int_equal(portal_open(serve.url, token, &p, &info), OK);
	enum err e = portal_get(p, path, &answer, &info);
	buf_done(&answer);
	portal_close(p);
	return e;
}

static void a_started_portal_is_ready_and_its_terminal_token_works_at_once(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	struct serve_options o = options_for(&s);
	struct stat st;
	char token[128];
	start(&o);
	assert_int_equal(get(&s, "/readyz"), OK);
	assert_int_equal(get(&s, "/api/v1/session"), OK);
	assert_int_equal(get(&s, "/api/v1/audit"), ERR_DENIED); /* an agent's token */
	snprintf(token, sizeof token, "%s/cli.token", s.path);
	assert_int_equal(stat(token, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	serve_stop(&serve);
	scratch_done(&s);
}

static void with_all_sources_down_a_customer_is_unavailable_and_not_unknown(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	struct serve_options o = options_for(&s);
	start(&o);
	assert_int_equal(get(&s, "/api/v1/customers/CUS-123456"), ERR_UNAVAILABLE);
	serve_stop(&serve);
	scratch_done(&s);
}

static void the_terminal_s_token_is_kept_over_a_restart(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	struct serve_options o = options_for(&s);
	struct buf first, second;
	char token[128];
	snprintf(token, sizeof token, "%s/cli.token", s.path);
	start(&o);
	assert_int_equal(file_read(token, 256, &first, NULL), OK);
	serve_stop(&serve);
	start(&o);
	assert_int_equal(get(&s, "/api/v1/session"), OK);
	assert_int_equal(file_read(token, 256, &second, NULL), OK);
	assert_true(str_eq(buf_view(&first), buf_view(&second)));
	serve_stop(&serve);
	buf_done(&first);
	buf_done(&second);
	scratch_done(&s);
}

static void a_stopped_portal_leaves_a_whole_record_with_a_signed_head(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	struct serve_options o = options_for(&s);
	struct audit_verdict v = {0};
	char dir[128];
	start(&o);
	assert_int_equal(get(&s, "/api/v1/customers/CUS-1"), ERR_UNAVAILABLE);
	serve_stop(&serve);
	snprintf(dir, sizeof dir, "%s/audit/serve", s.path);
	assert_int_equal(audit_verify(dir, NULL, NULL, &v), OK);
	assert_true(v.records >= 2); /* start and stop at the least */
	assert_true(v.heads_checked >= 1);
	scratch_done(&s);
}

/* The shipped configuration with another public_url, in a folder of its own with the same secrets. */
static void write_public(const struct scratch *s, char *path, size_t size)
{
	static const char key[] = "public_url: \"\"";
	struct buf shipped, text;
	char secrets[128];
	assert_int_equal(file_read(CONFIG, 1u << 20, &shipped, NULL), OK);
	buf_char(&shipped, '\0');
	const char *at = strstr(shipped.p, key);
	assert_non_null(at);
	buf_init(&text, 1u << 20);
	buf_add(&text, shipped.p, (size_t)(at - shipped.p));
	BUF_LIT(&text, "public_url: https://pitboss.example");
	buf_str(&text, str_of(at + sizeof key - 1));
	snprintf(path, size, "%s/public.yaml", s->path);
	snprintf(secrets, sizeof secrets, "%s/simulator", s->path);
	assert_int_equal(symlink(PITBOSS_SOURCE_DIR "/config/simulator", secrets), 0);
	assert_int_equal(file_create(path, buf_view(&text), 0600), OK);
	buf_done(&shipped);
	buf_done(&text);
}

static void demo_accounts_are_refused_where_others_could_reach_them(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	struct serve_options o = options_for(&s);
	struct err_info info;
	char path[128];
	o.listen = "0.0.0.0";
	assert_int_equal(refused(&o, &info), ERR_DENIED);
	assert_string_equal(info.field, "listen");
	o.listen = NULL;
	write_public(&s, path, sizeof path);
	o.config_file = path;
	assert_int_equal(refused(&o, &info), ERR_DENIED);
	assert_string_equal(info.field, "public_url");
	scratch_done(&s);
}

static void a_front_end_that_is_missing_is_done_without_and_one_that_is_broken_refused(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make(), web = scratch_make();
	struct serve_options o = options_for(&s);
	struct err_info info;
	char path[128];
	o.web = "/nonexistent";
	start(&o);
	assert_null(serve.site);
	serve_stop(&serve);
	snprintf(path, sizeof path, "%s/index.html", web.path);
	assert_int_equal(file_create(path, STR("<p>the page"), 0600), OK);
	o.web = web.path;
	start(&o);
	assert_non_null(serve.site);
	assert_int_equal(get(&s, "/somewhere"), OK);
	serve_stop(&serve);
	snprintf(path, sizeof path, "%s/a.js.br", web.path);
	assert_int_equal(file_create(path, STR("x"), 0600), OK);
	assert_int_equal(refused(&o, &info), ERR_SHAPE);
	assert_string_equal(info.field, "web.dir");
	assert_non_null(strstr(info.text, "a.js is only there compressed"));
	scratch_done(&s);
	scratch_done(&web);
}

static void a_folder_that_held_demo_accounts_is_not_served_without_demo(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	struct serve_options o = options_for(&s);
	struct err_info info;
	start(&o);
	serve_stop(&serve);
	o.demo = false;
	assert_int_equal(refused(&o, &info), ERR_DENIED);
	assert_non_null(strstr(info.text, "--demo"));
	scratch_done(&s);
}

static void two_portals_share_neither_a_port_nor_a_record(void **unused)
{
	(void)unused;
	static struct serve second;
	struct scratch s = scratch_make(), other = scratch_make();
	struct serve_options o = options_for(&s);
	struct err_info info = {0};
	start(&o);
	o.port = serve.http.port;
	o.data = other.path;
	assert_int_equal(serve_start(&second, &o, &info), ERR_CONFLICT);
	o.port = 0;
	o.data = s.path;
	assert_int_equal(serve_start(&second, &o, &info), ERR_BUSY);
	assert_int_equal(get(&s, "/readyz"), OK); /* the first goes on */
	serve_stop(&serve);
	scratch_done(&s);
	scratch_done(&other);
}

static void a_bad_configuration_changes_nothing_when_reloaded(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	struct serve_options o = options_for(&s);
	char path[128];
	snprintf(path, sizeof path, "%s/bad.yaml", s.path);
	assert_int_equal(file_create(path, STR("port: [\n"), 0600), OK);
	start(&o);
	log_set_level(LOG_OFF);
	serve.options.config_file = path;
	serve_reload(&serve);
	assert_int_equal(get(&s, "/readyz"), OK);
	assert_int_equal(serve.config->source_count, 6);
	serve.options.config_file = CONFIG;
	serve_reload(&serve);
	assert_int_equal(get(&s, "/readyz"), OK);
	serve_stop(&serve);
	scratch_done(&s);
}

static int no_noise(void **unused)
{
	(void)unused;
	return sodium_init() < 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_started_portal_is_ready_and_its_terminal_token_works_at_once),
		cmocka_unit_test(with_all_sources_down_a_customer_is_unavailable_and_not_unknown),
		cmocka_unit_test(the_terminal_s_token_is_kept_over_a_restart),
		cmocka_unit_test(a_stopped_portal_leaves_a_whole_record_with_a_signed_head),
		cmocka_unit_test(demo_accounts_are_refused_where_others_could_reach_them),
		cmocka_unit_test(a_front_end_that_is_missing_is_done_without_and_one_that_is_broken_refused),
		cmocka_unit_test(a_folder_that_held_demo_accounts_is_not_served_without_demo),
		cmocka_unit_test(two_portals_share_neither_a_port_nor_a_record),
		cmocka_unit_test(a_bad_configuration_changes_nothing_when_reloaded),
	};
	return cmocka_run_group_tests(tests, no_noise, NULL);
}
