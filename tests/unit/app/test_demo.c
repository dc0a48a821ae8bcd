#include "check.h"

#include "app/datadir.h"
#include "app/demo.h"
#include "app/file.h"

#include <sys/stat.h>

static unsigned mode_of(const char *path)
{
	struct stat st;
	assert_int_equal(stat(path, &st), 0);
	return st.st_mode & 0777;
}

static void the_data_folder_is_closed_to_others(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	struct datadir d;
	struct err_info info = {0};
	assert_int_equal(chmod(s.path, 0755), 0); /* as mkdir leaves it: taken over while nothing of ours lies in it */
	assert_int_equal(datadir_set(&d, s.path), OK);
	assert_int_equal(datadir_make(&d, &info), OK);
	assert_int_equal(mode_of(s.path), 0700);
	assert_int_equal(mode_of(datadir_path(&d, DATA_KEYS)), 0700);
	assert_int_equal(chmod(s.path, 0750), 0);
	assert_int_equal(datadir_make(&d, &info), ERR_DENIED);
	assert_non_null(strstr(info.text, "chmod 700"));
	scratch_done(&s);
}

static void the_seal_key_is_made_once_and_refused_when_others_may_read_it(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	struct datadir d;
	uint8_t first[32], again[32];
	struct err_info info = {0};
	assert_int_equal(datadir_set(&d, s.path), OK);
	assert_int_equal(datadir_make(&d, &info), OK);
	assert_int_equal(datadir_seal_key(&d, first, &info), OK);
	assert_int_equal(mode_of(datadir_path(&d, DATA_SEAL_KEY)), 0600);
	assert_int_equal(datadir_seal_key(&d, again, &info), OK);
	assert_memory_equal(first, again, sizeof first);
	assert_int_equal(chmod(datadir_path(&d, DATA_SEAL_KEY), 0640), 0);
	assert_int_equal(datadir_seal_key(&d, again, &info), ERR_DENIED);
	assert_int_equal(file_replace(datadir_path(&d, DATA_SEAL_KEY), STR("short\n"), 0600), OK);
	assert_int_equal(datadir_seal_key(&d, again, &info), ERR_CORRUPT);
	scratch_done(&s);
}

static void a_file_is_replaced_whole_with_the_mode_asked_for(void **unused)
{
	(void)unused;
	struct scratch s = scratch_make();
	char path[128];
	struct buf text;
	snprintf(path, sizeof path, "%s/f", s.path);
	assert_int_equal(file_create(path, STR("one"), 0644), OK);
	assert_int_equal(file_create(path, STR("two"), 0644), ERR_CONFLICT);
	assert_int_equal(file_replace(path, STR("three"), 0600), OK);
	assert_int_equal(mode_of(path), 0600);
	assert_int_equal(file_read(path, 5, &text, NULL), OK);
	assert_true(str_is(buf_view(&text), "three"));
	buf_done(&text);
	assert_int_equal(file_read(path, 4, &text, NULL), ERR_TOO_LARGE);
	buf_done(&text);
	scratch_done(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_data_folder_is_closed_to_others),
		cmocka_unit_test(the_seal_key_is_made_once_and_refused_when_others_may_read_it),
		cmocka_unit_test(a_file_is_replaced_whole_with_the_mode_asked_for),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
