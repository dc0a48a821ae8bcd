#include "sim/drawing.h"

#include <stdlib.h>

struct drawing {
	struct job job;
	struct http_handle handle;
	struct draw_order order;
	enum fault_mode mode;
	drawing_done_fn *done;
	void *ctx;
	struct buf out;
};

static void run(struct job *self)
{
	struct drawing *d = CONTAINER_OF(self, struct drawing, job);
	const struct draw_order *o = &d->order;
	struct draw_subject s = {
		.given = o->person.given,
		.family = o->person.family,
		.given_latin = o->person.given_latin,
		.family_latin = o->person.family_latin,
		.sex = (char)o->person.sex,
		.birth_day = o->person.birth_day,
		.issue_day = o->issue_day,
		.expiry_day = o->expiry_day,
		.nationality = o->nationality,
		.country = o->country,
		.document_number = o->number,
		.street = o->person.street,
		.city = o->person.city,
		.postcode = o->person.postcode,
		.currency = o->person.currency,
		.seed = o->seed,
	};
	self->outcome = o->photo ? draw_photo(&s, o->pages, &d->out) : draw_document(&s, o->kind, o->format, o->pages, &d->out);
}

static void come_home(struct job *self)
{
	struct drawing *d = CONTAINER_OF(self, struct drawing, job);
	struct http_exchange *x = http_handle_find(d->handle);
	bool pdf = !d->order.photo && d->order.format == DRAW_PDF;
	if (x)
		d->done(x, d->ctx, d->mode, pdf ? STR("application/pdf") : STR("image/png"),
			self->outcome ? STR_NONE : buf_view(&d->out));
	buf_done(&d->out);
	free(d);
}

enum err drawing_start(struct worker_pool *pool, struct loop *home, struct http_exchange *x, const struct draw_order *order,
		       enum fault_mode mode, drawing_done_fn *done, void *ctx)
{
	struct drawing *d = calloc(1, sizeof(*d));
	if (!d)
		return ERR_NOMEM;
	d->job = (struct job){.home = home, .run = run, .done = come_home};
	d->handle = http_exchange_handle(x);
	d->order = *order;
	d->mode = mode;
	d->done = done;
	d->ctx = ctx;
	buf_init(&d->out, DRAW_MAX_BYTES);
	enum err e = worker_submit(pool, &d->job);
	if (e) {
		buf_done(&d->out);
		free(d);
	}
	return e;
}
