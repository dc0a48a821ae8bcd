#include "live/hub.h"

#include "base/codec.h"
#include "base/log.h"
#include "base/map.h"

#include <stdlib.h>

#define HUB_INSTANCE_BYTES 6
#define DROP_AHEAD         8 /* notices: those that go next are in no cache of the processor */

/* Customers whom some loop shows. */
struct interest {
	uint64_t loops; /* bits */
	char customer[EVENT_CUSTOMER_MAX + 1];
};

struct parcel {
	struct letter letter;
	struct hub *hub;
	unsigned loop;
	bool lost;
	size_t count;
	struct live_notice *notices[HUB_PARCEL_MAX];
};

struct seat {
	struct loop *loop;
	hub_deliver_fn *deliver; /* the loop's own; NULL: detached */
	void *ctx;
	struct parcel *open; /* being filled */
	atomic_uint under_way;
	bool lost;       /* a parcel could not be sent */
	unsigned topics; /* of everybody that it hears of */
};

struct hub {
	struct loop *live;
	struct map by_customer;
	struct seat seats[HUB_LOOPS_MAX];
	struct live_notice **ring;
	size_t ring_mask, bytes_max, bytes;
	uint64_t first, next; /* numbers in the ring: [first, next) */
	uint64_t pending;     /* bits of loops with an open parcel */
	uint64_t walls;       /* bits of loops that hear of everybody */
	char instance[HUB_INSTANCE_BYTES * 2 + 1];
	atomic_ullong number, parcels, lost, ring_count, ring_bytes, customers;
};

enum err hub_new(struct loop *live, size_t ring_count, size_t ring_bytes, struct hub **ret)
{
	struct hub *h = calloc(1, sizeof *h);
	size_t n = 16;
	while (n < ring_count)
		n *= 2;
	if (!h || !(h->ring = calloc(n, sizeof(struct live_notice *)))) {
		free(h);
		return ERR_NOMEM;
	}
	h->live = live;
	h->ring_mask = n - 1;
	h->bytes_max = ring_bytes;
	h->first = h->next = 1;
	unsigned char random[HUB_INSTANCE_BYTES];
	codec_random(random, sizeof random);
	codec_hex(random, sizeof random, h->instance);
	map_init(&h->by_customer);
	*ret = h;
	return OK;
}

void hub_attach(struct hub *h, struct loop *l, hub_deliver_fn *deliver, void *ctx)
{
	unsigned i = loop_index(l);
	MUST(i < HUB_LOOPS_MAX);
	h->seats[i].loop = l;
	h->seats[i].deliver = deliver;
	h->seats[i].ctx = ctx;
}

void hub_detach(struct hub *h, struct loop *l)
{
	h->seats[loop_index(l)].deliver = NULL;
}

static struct live_notice **ring_at(const struct hub *h, uint64_t number)
{
	return &h->ring[number & h->ring_mask];
}

static void ring_drop(struct hub *h)
{
	struct live_notice *n = *ring_at(h, h->first++);
	h->bytes -= live_notice_bytes(n);
	live_notice_unref(n);
}

void hub_free(struct hub *h)
{
	if (!h)
		return;
	while (h->first < h->next)
		ring_drop(h);
	for (unsigned i = 0; i < HUB_LOOPS_MAX; i++) {
		struct parcel *p = h->seats[i].open;
		for (size_t k = 0; p && k < p->count; k++)
			live_notice_unref(p->notices[k]);
		free(p);
	}
	size_t pos = 0;
	for (struct interest *i; (i = map_next(&h->by_customer, &pos));)
		free(i);
	map_done(&h->by_customer);
	free(h->ring);
	free(h);
}

/* Out ---------------------------------------------------------------------------------------------------------------------- */

static void parcel_deliver(struct letter *m)
{
	struct parcel *p = CONTAINER_OF(m, struct parcel, letter);
	struct seat *s = &p->hub->seats[p->loop];
	atomic_fetch_sub_explicit(&s->under_way, 1, memory_order_relaxed);
	if (s->deliver)
		s->deliver(s->ctx, p->notices, p->count, p->lost);
	for (size_t i = 0; i < p->count; i++)
		live_notice_unref(p->notices[i]);
	free(p);
}

static void parcel_send(struct hub *h, unsigned loop)
{
	struct seat *s = &h->seats[loop];
	struct parcel *p = s->open;
	s->open = NULL;
	h->pending &= ~(UINT64_C(1) << loop);
	atomic_fetch_add_explicit(&s->under_way, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&h->parcels, 1, memory_order_relaxed);
	loop_post(s->loop, &p->letter);
}

static void note_lost(struct hub *h, struct seat *s)
{
	s->lost = true;
	atomic_fetch_add_explicit(&h->lost, 1, memory_order_relaxed);
}

static void parcel_add(struct hub *h, unsigned loop, struct live_notice *n)
{
	struct seat *s = &h->seats[loop];
	if (!s->open) {
		if (atomic_load_explicit(&s->under_way, memory_order_relaxed) >= HUB_PARCELS_MAX) {
			note_lost(h, s);
			return;
		}
		if (!(s->open = malloc(sizeof *s->open))) {
			note_lost(h, s);
			return;
		}
		s->open->letter.deliver = parcel_deliver;
		s->open->hub = h;
		s->open->loop = loop;
		s->open->count = 0;
		s->open->lost = s->lost;
		s->lost = false;
		h->pending |= UINT64_C(1) << loop;
	}
	s->open->notices[s->open->count++] = live_notice_ref(n);
	if (s->open->count == HUB_PARCEL_MAX)
		parcel_send(h, loop);
}

static uint64_t loops_of(const struct hub *h, struct str customer, uint64_t hash, unsigned topics)
{
	const struct interest *i = map_get_hashed(&h->by_customer, hash, customer);
	uint64_t loops = i ? i->loops : 0;
	for (uint64_t walls = h->walls; walls; walls &= walls - 1) {
		unsigned s = (unsigned)__builtin_ctzll(walls);
		if (h->seats[s].topics & topics)
			loops |= UINT64_C(1) << s;
	}
	return loops;
}

bool hub_hears(const struct hub *h, struct str customer, uint64_t hash, unsigned topics)
{
	return loops_of(h, customer, hash, topics);
}

static void seat_listen(struct hub *h, unsigned loop, unsigned topics)
{
	uint64_t bit = UINT64_C(1) << loop;
	h->seats[loop].topics = topics;
	h->walls = topics ? h->walls | bit : h->walls & ~bit;
}

/* Its text, for who shall have it; it takes more room in the ring then. */
static bool ring_write(struct hub *h, struct live_notice *n)
{
	h->bytes -= live_notice_bytes(n);
	bool ok = live_notice_write(n);
	h->bytes += live_notice_bytes(n);
	return ok;
}

/* Room for one more of @bytes. */
static void ring_make_room(struct hub *h, size_t bytes)
{
	while (h->next - h->first > h->ring_mask || (h->first < h->next && h->bytes + bytes > h->bytes_max))
		ring_drop(h);
}

void hub_publish(struct hub *h, struct live_notice *n)
{
	n->number = h->next;
	ring_make_room(h, live_notice_bytes(n));
	if (h->next - h->first > DROP_AHEAD)
		__builtin_prefetch(*ring_at(h, h->first + DROP_AHEAD), 1);
	h->bytes += live_notice_bytes(n);
	*ring_at(h, h->next++) = n;
	uint64_t loops = loops_of(h, str_of(n->customer), n->customer_hash, n->topics);
	bool written = !loops || ring_write(h, n);
	for (; loops; loops &= loops - 1) {
		unsigned loop = (unsigned)__builtin_ctzll(loops);
		if (written)
			parcel_add(h, loop, n);
		else
			note_lost(h, &h->seats[loop]);
	}
}

void hub_pass(struct hub *h, struct live_notice *n)
{
	for (uint64_t walls = h->walls; walls; walls &= walls - 1) {
		unsigned loop = (unsigned)__builtin_ctzll(walls);
		if (h->seats[loop].topics & n->topics)
			parcel_add(h, loop, n);
	}
	live_notice_unref(n);
}

void hub_flush(struct hub *h)
{
	while (h->pending)
		parcel_send(h, (unsigned)__builtin_ctzll(h->pending));
	atomic_store_explicit(&h->number, h->next - 1, memory_order_release);
	atomic_store_explicit(&h->ring_count, h->next - h->first, memory_order_relaxed);
	atomic_store_explicit(&h->ring_bytes, h->bytes, memory_order_relaxed);
}

uint64_t hub_number(const struct hub *h)
{
	return atomic_load_explicit(&h->number, memory_order_acquire);
}

const char *hub_instance(const struct hub *h)
{
	return h->instance;
}

/* In ----------------------------------------------------------------------------------------------------------------------- */

static enum err interest_add(struct hub *h, struct str customer, unsigned loop)
{
	struct interest *i = map_get(&h->by_customer, customer);
	if (!i) {
		if (!(i = calloc(1, sizeof *i)))
			return ERR_NOMEM;
		str_copy(i->customer, sizeof i->customer, customer);
		if (map_put(&h->by_customer, str_of(i->customer), i, NULL) != OK) {
			free(i);
			return ERR_NOMEM;
		}
		atomic_store_explicit(&h->customers, h->by_customer.count, memory_order_relaxed);
	}
	i->loops |= UINT64_C(1) << loop;
	return OK;
}

static bool is_about(const struct live_notice *n, const struct hub_join *j, uint64_t hash)
{
	if (!j->customer[0])
		return n->topics & j->topics;
	return n->customer_hash == hash && strcmp(n->customer, j->customer) == 0;
}

static void collect(struct hub *h, struct hub_join *j)
{
	uint64_t hash = map_hash(str_of(j->customer));
	j->gone = j->after + 1 < h->first || j->after >= h->next;
	j->missed = NULL;
	j->missed_count = 0;
	for (uint64_t n = j->after + 1; n < h->next && !j->gone; n++) {
		struct live_notice *notice = *ring_at(h, n);
		if (!is_about(notice, j, hash))
			continue;
		if (!j->missed && !(j->missed = malloc(HUB_REPLAY_MAX * sizeof(struct live_notice *))))
			j->gone = true;
		else if (j->missed_count == HUB_REPLAY_MAX || !ring_write(h, notice))
			j->gone = true;
		else
			j->missed[j->missed_count++] = live_notice_ref(notice);
	}
	if (j->gone)
		hub_join_release(j);
}

static void join_home(struct letter *m)
{
	struct hub_join *j = CONTAINER_OF(m, struct hub_join, letter);
	j->done(j);
}

static void join_arrive(struct letter *m)
{
	struct hub_join *j = CONTAINER_OF(m, struct hub_join, letter);
	struct hub *h = j->hub;
	unsigned loop = loop_index(j->home);
	/* What was published and not sent yet goes before the answer. */
	hub_flush(h);
	if (!j->customer[0])
		seat_listen(h, loop, h->seats[loop].topics | j->topics);
	else if (interest_add(h, str_of(j->customer), loop) != OK)
		log_event(LOG_ERROR, "hub.join", "error", err_name(ERR_NOMEM), NULL);
	collect(h, j);
	ring_make_room(h, 0); /* what was written on the way */
	j->number = h->next - 1;
	j->letter.deliver = join_home;
	loop_post(j->home, &j->letter);
}

void hub_join(struct hub *h, struct hub_join *j)
{
	j->hub = h;
	j->letter.deliver = join_arrive;
	loop_post(h->live, &j->letter);
}

void hub_join_release(struct hub_join *j)
{
	for (size_t i = 0; i < j->missed_count; i++)
		live_notice_unref(j->missed[i]);
	free(j->missed);
	j->missed = NULL;
	j->missed_count = 0;
}

struct leaving {
	struct letter letter;
	struct hub *hub;
	unsigned loop;
	char customer[EVENT_CUSTOMER_MAX + 1];
};

static void leave_arrive(struct letter *m)
{
	struct leaving *l = CONTAINER_OF(m, struct leaving, letter);
	struct hub *h = l->hub;
	struct interest *i = map_get(&h->by_customer, str_of(l->customer));
	if (!l->customer[0])
		seat_listen(h, l->loop, 0);
	if (i)
		i->loops &= ~(UINT64_C(1) << l->loop);
	if (i && !i->loops) {
		map_remove(&h->by_customer, str_of(l->customer));
		free(i);
	}
	atomic_store_explicit(&h->customers, h->by_customer.count, memory_order_relaxed);
	free(l);
}

void hub_leave(struct hub *h, struct loop *home, struct str customer)
{
	struct leaving *l = calloc(1, sizeof *l);
	if (!l)
		return;
	l->letter.deliver = leave_arrive;
	l->hub = h;
	l->loop = loop_index(home);
	str_copy(l->customer, sizeof l->customer, customer);
	loop_post(h->live, &l->letter);
}

struct hub_counts hub_counts(const struct hub *h)
{
	return (struct hub_counts){
		.notices = atomic_load_explicit(&h->number, memory_order_relaxed),
		.parcels = atomic_load_explicit(&h->parcels, memory_order_relaxed),
		.lost = atomic_load_explicit(&h->lost, memory_order_relaxed),
		.ring_count = atomic_load_explicit(&h->ring_count, memory_order_relaxed),
		.ring_bytes = atomic_load_explicit(&h->ring_bytes, memory_order_relaxed),
		.customers = atomic_load_explicit(&h->customers, memory_order_relaxed),
	};
}
