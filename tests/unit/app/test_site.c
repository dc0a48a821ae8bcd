/* The folder of the web front end: what of it is read, and what is wrong with it is told by name. */
#include "check.h"

#include "app/file.h"
#include "app/site.h"

#include <sys/stat.h>

static void put(const struct scratch *s, const char *name, const char *text)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", s->path, name);
	assert_int_equal(file_create(path, str_of(text), 0600), OK);
}

static void make_folder(const struct scratch *s, const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", s->path, name);
	assert_int_equal(mkdir(path, 0700), 0);
}

static struct scratch site(void)
{
	struct scratch s = scratch_make();
	make_folder(&s, "assets");
	make_folder(&s, ".vite");
	put(&s, "index.html", "<link href=\"./assets/a.css\">");
	put(&s, "assets/a.css", "plain");
	put(&s, "assets/a.css.br", "BR");
	put(&s, ".vite/manifest.json", "{}");
	put(&s, ".hidden", "x");
	return s;
}

static enum err refused(const struct scratch *s, struct err_info *info)
{
	struct assets *a = NULL;
	*info = (struct err_info){0};
	enum err e = site_read(s->path, "", &a, info);
	assert_int_not_equal(e, OK);
	assert_null(a);
	assert_true(info->text[0]);
	return e;
}

static void files_are_read_with_their_variants_and_without_what_is_hidden(void **unused)
{
	(void)unused;
	struct scratch s = site();
	struct assets *a = NULL;
	assert_int_equal(site_read(s.path, "https://cdn.example.net/", &a, NULL), OK);
	assert_int_equal(assets_count(a), 2);
	const struct asset *one = assets_match(a, STR("/assets/a.css"));
	assert_non_null(one);
	assert_true(str_is(blob_str(one->variants[ENCODING_IDENTITY].body), "plain"));
	assert_true(str_is(blob_str(one->variants[ENCODING_BR].body), "BR"));
	assert_null(assets_match(a, STR("/.hidden")));
	one = assets_match(a, STR("/"));
	assert_true(
		str_is(blob_str(one->variants[ENCODING_IDENTITY].body), "<link href=\"https://cdn.example.net/assets/a.css\">"));
	assets_unref(a);
	scratch_done(&s);
}

static void no_folder_and_a_folder_without_the_page_are_not_found(void **unused)
{
	(void)unused;
	struct err_info info;
	struct scratch s = scratch_make();
	assert_int_equal(refused(&s, &info), ERR_NOT_FOUND);
	scratch_done(&s);
	assert_int_equal(refused(&s, &info), ERR_NOT_FOUND);
}

static void what_cannot_be_handed_out_is_told_by_name(void **unused)
{
	(void)unused;
	struct err_info info;
	struct scratch s = site();
	put(&s, "assets/b c.js", "x");
	assert_int_equal(refused(&s, &info), ERR_SHAPE);
	assert_non_null(strstr(info.text, "assets/b c.js"));
	scratch_done(&s);

	s = site();
	char path[128];
	snprintf(path, sizeof path, "%s/assets/pipe", s.path);
	assert_int_equal(mkfifo(path, 0600), 0); /* reading it would never end */
	assert_int_equal(refused(&s, &info), ERR_SHAPE);
	assert_non_null(strstr(info.text, "neither file nor folder"));
	scratch_done(&s);

	s = site();
	snprintf(path, sizeof path, "%s/assets/gone.js", s.path);
	assert_int_equal(symlink("nowhere", path), 0);
	assert_int_equal(refused(&s, &info), ERR_IO); /* that is no site that isn't there */
	assert_non_null(strstr(info.text, "gone.js"));
	scratch_done(&s);

	s = site();
	snprintf(path, sizeof path, "%s/index.html", s.path);
	struct assets *a = NULL;
	assert_int_equal(site_read(path, "", &a, &info), ERR_SHAPE);
	assert_null(a);
	scratch_done(&s);
}

static void folders_may_be_so_deep_and_a_ring_of_links_ends(void **unused)
{
	(void)unused;
	struct err_info info;
	struct scratch s = site();
	struct assets *a = NULL;
	char name[64] = "d";
	for (unsigned i = 0; i < SITE_DEPTH_MAX; i++) {
		make_folder(&s, name);
		strcat(name, "/d");
	}
	assert_int_equal(site_read(s.path, "", &a, NULL), OK);
	assets_unref(a);
	make_folder(&s, name);
	assert_int_equal(refused(&s, &info), ERR_TOO_LARGE);
	scratch_done(&s);

	s = site();
	char path[128];
	snprintf(path, sizeof path, "%s/assets/ring", s.path);
	assert_int_equal(symlink("..", path), 0);
	assert_int_equal(refused(&s, &info), ERR_TOO_LARGE);
	scratch_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(files_are_read_with_their_variants_and_without_what_is_hidden),
		cmocka_unit_test(no_folder_and_a_folder_without_the_page_are_not_found),
		cmocka_unit_test(what_cannot_be_handed_out_is_told_by_name),
		cmocka_unit_test(folders_may_be_so_deep_and_a_ring_of_links_ends),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
