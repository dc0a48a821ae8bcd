/* Bodies as they come: the head before them, pausing, and the silence after cancelling. */
#include "client_fixture.h"

static void the_final_head_comes_before_data_and_can_be_refused(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	fix_call(&f, "/interim");
	f.call.on_head = on_head;
	f.call.on_data = on_data;
	fix_run(&f);
	assert_int_equal(f.out.err, OK);
	assert_int_equal(f.head_status, 200);
	assert_int_equal(f.streamed_bytes, 2);
	assert_int_equal(sem_trywait(&f.head), 0);
	assert_int_equal(sem_trywait(&f.head), -1);
	f.refuse_head = true;
	fix_call(&f, "/interim");
	f.call.on_head = on_head;
	fix_run(&f);
	assert_int_equal(f.out.err, ERR_UPSTREAM);
	assert_false(f.out.truncated);
	assert_int_equal(f.out.body_bytes, 0);
	fix_done(&f);
}

static void a_paused_stream_goes_on_without_loss(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	fix_call(&f, "/stream");
	f.call.on_data = on_data;
	f.pause = true;
	on_loop(&f.thread, do_start, &f);
	wait_for(&f.data);
	assert_int_equal(f.streamed_bytes, 0);
	on_loop(&f.thread, do_resume, &f);
	wait_for(&f.done);
	assert_int_equal(f.out.err, OK);
	assert_int_equal(f.streamed_bytes, 13);
	assert_memory_equal(f.streamed, "one two three", 13);
	fix_done(&f);
}

static void nothing_is_called_after_cancelling(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	/* at once */
	fix_call(&f, "/echo");
	on_loop(&f.thread, do_start, &f);
	on_loop(&f.thread, do_cancel, &f);
	unsigned calls = f.calls; /* the answer may have won the race */
	/* while paused in the middle of a body */
	fix_call(&f, "/stream");
	f.call.on_data = on_data;
	f.pause = true;
	on_loop(&f.thread, do_start, &f);
	wait_for(&f.data);
	on_loop(&f.thread, do_cancel, &f);
	/* from within its own callback */
	while (sem_trywait(&f.data) == 0)
		;
	fix_call(&f, "/stream");
	f.call.on_data = on_data;
	f.cancel_in_data = true;
	on_loop(&f.thread, do_start, &f);
	wait_for(&f.data);
	on_loop(&f.thread, do_stop_cancelling, &f);
	while (sem_trywait(&f.done) == 0)
		;
	fix_get(&f, "/echo");
	assert_int_equal(f.calls, calls + 1);
	fix_done(&f);
}

static void freeing_the_client_cancels_all(void **state)
{
	(void)state;
	struct fix f;
	fix_init(&f);
	fix_call(&f, "/hang");
	f.left = 12;
	on_loop(&f.thread, start_many, &f);
	fix_done(&f);
	assert_int_equal(f.calls, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_final_head_comes_before_data_and_can_be_refused),
		cmocka_unit_test(a_paused_stream_goes_on_without_loss),
		cmocka_unit_test(nothing_is_called_after_cancelling),
		cmocka_unit_test(freeing_the_client_cancels_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
