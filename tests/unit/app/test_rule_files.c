/* Rule packs from a folder: all or none, and what is wrong is told with file and line; a portal does not start over it. */
#include "check.h"

#include "app/file.h"
#include "app/packs_write.h"
#include "app/rule_files.h"
#include "app/serve.h"

#include <sodium.h>

#define SHIPPED PITBOSS_SOURCE_DIR "/rules"

static const char *const names[] = {"default", "gb", "mt", "de", "nl", "se", "es", "on"};

static void write_file(const struct scratch *s, const char *name, struct str text)
{
	char path[256];
	snprintf(path, sizeof path, "%s/%s", s->path, name);
	assert_int_equal(file_replace(path, text, 0600), OK);
}

/* The shipped folder over again, with @was in gb.yaml changed to @is. */
static void copy_shipped(const struct scratch *s, const char *was, const char *is)
{
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		char path[512], name[32];
		struct buf text, out;
		snprintf(path, sizeof path, SHIPPED "/%s.yaml", names[i]);
		snprintf(name, sizeof name, "%s.yaml", names[i]);
		assert_int_equal(file_read(path, 1 << 20, &text, NULL), OK);
		buf_char(&text, '\0');
		text.n--;
		buf_init(&out, 1 << 20);
		char *at = was && strcmp(names[i], "gb") == 0 ? strstr(text.p, was) : NULL;
		if (was && strcmp(names[i], "gb") == 0)
			assert_non_null(at);
		if (at) {
			buf_add(&out, text.p, (size_t)(at - text.p));
			buf_str(&out, str_of(is));
			buf_str(&out, str_of(at + strlen(was)));
		} else {
			buf_str(&out, buf_view(&text));
		}
		write_file(s, name, buf_view(&out));
		buf_done(&out);
		buf_done(&text);
	}
}

static void the_shipped_folder_is_good_and_can_be_told(void **unused)
{
	(void)unused;
	struct packs *packs;
	struct err_info info = {0};
	char *text = NULL;
	size_t n = 0;
	if (rule_files_load(SHIPPED, &packs, &info) != OK)
		fail_msg("%s", info.text);
	assert_int_equal(packs_count(packs), ARRAY_LEN(names));
	FILE *to = open_memstream(&text, &n);
	assert_non_null(to);
	assert_int_equal(packs_write(packs, NULL, to), OK);
	fclose(to);
	assert_non_null(strstr(text, "\"pack\":\"GB\",\"name\":\"Great Britain\",\"version\":1,\"dated\":\"2026-11-23\""));
	assert_non_null(strstr(text, "\"unverified\":[\"default/limit-lowest\",\"GB/limit-naming\""));
	assert_null(strstr(text, "inForce"));
	free(text);
	to = open_memstream(&text, &n);
	assert_int_equal(packs_write(packs, packs_find(packs, STR("NL")), to), OK);
	fclose(to);
	assert_non_null(strstr(
		text, "\"effectiveFrom\":\"2024-10-01\",\"until\":null,\"values\":{\"limit\":\"deposit\",\"per\":\"month\""));
	free(text);
	packs_free(packs);
}

static void what_is_wrong_is_told_with_file_and_line(void **unused)
{
	(void)unused;
	static const struct {
		const char *was, *is, *words;
	} rows[] = {
		{"version: 1", "version: one", "/gb.yaml, line 4: version: a whole number is expected"},
		{"most_times: 10", "most_time: 10", "bonus-wagering: unknown key \"most_time\"; is \"most_times\" meant?"},
		{"pack: GB", "pack: [", "/gb.yaml, line "},
		{"licences: [\"GB-\"]", "licences: [\"GB-\"]\nwithout: [weight]",
		 "/gb.yaml: without: the default has no rule \"weight\""},
	};
	for (size_t i = 0; i < ARRAY_LEN(rows); i++) {
		struct scratch s = scratch_make();
		struct packs *packs = NULL;
		struct err_info info = {0};
		copy_shipped(&s, rows[i].was, rows[i].is);
		assert_int_not_equal(rule_files_load(s.path, &packs, &info), OK);
		assert_null(packs);
		if (!strstr(info.text, rows[i].words))
			fail_msg("%s", info.text);
		scratch_done(&s);
	}
}

static void only_packs_are_read_and_a_folder_must_be_there(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	struct packs *packs = NULL;
	struct err_info info = {0};
	assert_int_equal(rule_files_load(s.path, &packs, &info), ERR_NOT_FOUND);
	assert_non_null(strstr(info.text, "there is no pack \"default\""));
	copy_shipped(&s, NULL, NULL);
	write_file(&s, "gb.yaml.old", STR("nonsense: ["));
	write_file(&s, ".gb.yaml", STR("nonsense: ["));
	write_file(&s, "README.md", STR("nonsense: ["));
	assert_int_equal(rule_files_load(s.path, &packs, &info), OK);
	packs_free(packs);
	assert_int_equal(rule_files_load("/nonexistent", &packs, &info), ERR_NOT_FOUND);
	assert_non_null(strstr(info.text, "/nonexistent"));
	scratch_done(&s);
}

static void a_portal_does_not_start_over_a_malformed_pack(void **unused)
{
	(void)unused;
	static struct serve serve;
	struct scratch s = scratch_make(), data = scratch_make();
	struct err_info info = {0};
	copy_shipped(&s, "most_times: 10", "most_times: ten");
	const struct serve_options o = {.config_file = PITBOSS_SOURCE_DIR "/config/pitboss.yaml",
					.data = data.path,
					.rules = s.path,
					.port = 0,
					.sim_port = 8740,
					.loops = 1,
					.demo = true,
					.web = ""};
	assert_int_equal(serve_start(&serve, &o, &info), ERR_SHAPE);
	assert_non_null(strstr(info.text, "/gb.yaml, line "));
	assert_non_null(strstr(info.text, "bonus-wagering.most_times: a whole number is expected"));
	scratch_done(&data);
	scratch_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_shipped_folder_is_good_and_can_be_told),
		cmocka_unit_test(what_is_wrong_is_told_with_file_and_line),
		cmocka_unit_test(only_packs_are_read_and_a_folder_must_be_there),
		cmocka_unit_test(a_portal_does_not_start_over_a_malformed_pack),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
