#include "net_fixture.h"

enum { SENDERS = 4, LETTERS = 5000 };

struct numbered {
	struct letter letter;
	struct receiver *to;
	int sender, number;
};

struct receiver {
	struct loop_thread thread;
	int next[SENDERS];
	int total;
	bool out_of_order, elsewhere;
	sem_t done;
};

static void receive(struct letter *m)
{
	struct numbered *n = CONTAINER_OF(m, struct numbered, letter);
	struct receiver *r = n->to;
	r->out_of_order |= n->number != r->next[n->sender]++;
	r->elsewhere |= loop_current() != r->thread.loop;
	if (++r->total == SENDERS * LETTERS)
		sem_post(&r->done);
	free(n);
}

struct sender {
	pthread_t thread;
	struct receiver *to;
	int id;
};

static void *send_all(void *arg)
{
	struct sender *s = arg;
	for (int i = 0; i < LETTERS; i++) {
		struct numbered *n = calloc(1, sizeof(*n));
		n->letter.deliver = receive;
		n->to = s->to;
		n->sender = s->id;
		n->number = i;
		loop_post(s->to->thread.loop, &n->letter);
	}
	return NULL;
}

static void letters_arrive_once_in_order_per_sender_on_the_loops_thread(void **state)
{
	(void)state;
	struct receiver r = {0};
	struct sender senders[SENDERS];
	sem_init(&r.done, 0, 0);
	loop_thread_start(&r.thread);
	for (int i = 0; i < SENDERS; i++) {
		senders[i] = (struct sender){.to = &r, .id = i};
		pthread_create(&senders[i].thread, NULL, send_all, &senders[i]);
	}
	for (int i = 0; i < SENDERS; i++)
		pthread_join(senders[i].thread, NULL);
	wait_for(&r.done);
	loop_thread_stop(&r.thread);
	assert_int_equal(r.total, SENDERS * LETTERS);
	assert_false(r.out_of_order);
	assert_false(r.elsewhere);
	assert_null(loop_current());
	loop_free(r.thread.loop);
}

static void count_call(void *ctx)
{
	++*(int *)ctx;
}

static void letters_left_in_the_mailbox_are_delivered_by_loop_free(void **state)
{
	(void)state;
	struct loop *l;
	int n = 0;
	assert_int_equal(loop_new(3, &l), OK);
	assert_int_equal(loop_index(l), 3);
	for (int i = 0; i < 10; i++)
		assert_int_equal(loop_call(l, count_call, &n), OK);
	assert_int_equal(n, 0);
	loop_free(l);
	assert_int_equal(n, 10);
}

struct ping {
	struct letter letter;
	struct loop *loop;
	int left;
};

static void bounce(struct letter *m)
{
	struct ping *p = CONTAINER_OF(m, struct ping, letter);
	if (--p->left > 0)
		loop_post(p->loop, &p->letter); /* delivered: it may travel again */
	else
		loop_stop(p->loop);
}

static void a_delivered_letter_may_be_posted_again(void **state)
{
	(void)state;
	struct ping p = {.letter.deliver = bounce, .left = 1000};
	assert_int_equal(loop_new(0, &p.loop), OK);
	loop_post(p.loop, &p.letter);
	loop_run(p.loop);
	assert_int_equal(p.left, 0);
	loop_free(p.loop);
}

static void a_stop_before_the_run_ends_it_at_once_and_it_can_run_again(void **state)
{
	(void)state;
	struct loop *l;
	assert_int_equal(loop_new(0, &l), OK);
	loop_stop(l);
	loop_run(l);
	int n = 0;
	assert_int_equal(loop_call(l, count_call, &n), OK);
	loop_stop(l);
	loop_run(l);
	loop_free(l);
	assert_int_equal(n, 1);
}

struct clockwork {
	struct timer timer, never;
	int fired, wanted;
};

static void tick(struct timer *t)
{
	struct clockwork *c = CONTAINER_OF(t, struct clockwork, timer);
	assert_false(t->armed);
	timer_stop(&c->never); /* it would have been due with this one */
	if (++c->fired < c->wanted)
		timer_start(t, 10);
	else
		loop_stop(t->loop);
}

static void never(struct timer *t)
{
	(void)t;
	fail_msg("a stopped timer fired");
}

static void timers_fire_once_not_early_and_not_when_stopped(void **state)
{
	(void)state;
	struct loop *l;
	struct clockwork c = {.wanted = 5};
	assert_int_equal(loop_new(0, &l), OK);
	assert_int_equal(timer_init(&c.timer, l, tick), OK);
	assert_int_equal(timer_init(&c.never, l, never), OK);
	uint64_t start = clock_mono_ms(), loop_start = loop_now_ms(l);
	timer_start(&c.timer, 60000);
	timer_start(&c.timer, 10); /* starting again replaces */
	timer_start(&c.never, 15);
	assert_true(c.timer.armed);
	loop_run(l);
	assert_int_equal(c.fired, 5);
	assert_in_range(clock_mono_ms() - start, 40, 30000);
	assert_true(loop_now_ms(l) - loop_start >= 40);
	timer_done(&c.timer);
	timer_done(&c.timer);
	timer_done(&c.never);
	loop_free(l);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(letters_arrive_once_in_order_per_sender_on_the_loops_thread),
		cmocka_unit_test(letters_left_in_the_mailbox_are_delivered_by_loop_free),
		cmocka_unit_test(a_delivered_letter_may_be_posted_again),
		cmocka_unit_test(a_stop_before_the_run_ends_it_at_once_and_it_can_run_again),
		cmocka_unit_test(timers_fire_once_not_early_and_not_when_stopped),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
