#include "sim/draw.h"

#include "base/clock.h"
#include "sim/draw_kit.h"

#include <cairo-pdf.h>
#include <stdio.h>

#define PAGE_STREAM  0xd0c5
#define PHOTO_MIN_PX 32
#define PHOTO_MAX_PX 1024
#define PHOTO_UNIT   100.0

/* How each kind is drawn: its page in its own units, what a unit is on paper and on the screen. */
struct kind_row {
	void (*draw)(struct kit_page *p);
	double width, height;
	double points, pixels; /* a unit */
	bool many_pages;
};

#define CARD_POINTS (72.0 / 254.0) /* cards and passports are drawn in tenths of a millimetre */

static const struct kind_row kinds[DRAW_KIND_COUNT_] = {
	[DRAW_PASSPORT] = {page_passport, 1250, 880, CARD_POINTS, 1, false},
	[DRAW_ID_CARD] = {page_id_card, 960, 1240, CARD_POINTS, 1, false},
	[DRAW_DRIVING_LICENCE] = {page_driving_licence, 960, 1240, CARD_POINTS, 1, false},
	[DRAW_UTILITY_BILL] = {page_utility_bill, 595, 842, 1, 1.6, true},
	[DRAW_BANK_STATEMENT] = {page_bank_statement, 595, 842, 1, 1.6, true},
};

/* cairo's stream callback; the buffer keeps its own failure. */
static cairo_status_t write_to_buf(void *closure, const unsigned char *data, unsigned length)
{
	struct buf *out = closure;
	buf_add(out, data, length);
	return buf_ok(out) == OK ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static enum err cairo_result(cairo_status_t status, const struct buf *out)
{
	if (buf_ok(out) != OK)
		return buf_ok(out);
	if (status == CAIRO_STATUS_NO_MEMORY)
		return ERR_NOMEM;
	return status == CAIRO_STATUS_SUCCESS ? OK : ERR_INTERNAL;
}

static void draw_page(cairo_t *cr, const struct draw_subject *s, const struct kind_row *k, unsigned index, unsigned count)
{
	struct kit_page p = {.cr = cr, .width = k->width, .height = k->height, .index = index, .count = count, .s = s};
	rng_seed(&p.rng, s->seed, PAGE_STREAM);
	cairo_set_source_rgb(cr, 1, 1, 1);
	cairo_paint(cr);
	k->draw(&p);
	kit_specimen(cr, k->width, k->height);
}

static enum err write_png(const struct draw_subject *s, const struct kind_row *k, struct buf *out)
{
	int w = (int)(k->width * k->pixels), h = (int)(k->height * k->pixels);
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, w, h);
	cairo_t *cr = cairo_create(surface);
	cairo_scale(cr, k->pixels, k->pixels);
	draw_page(cr, s, k, 0, 1);
	cairo_status_t status = cairo_status(cr);
	cairo_destroy(cr);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_write_to_png_stream(surface, write_to_buf, out);
	cairo_surface_destroy(surface);
	return cairo_result(status, out);
}

/* Dates come from the subject, never from the clock: the same subject gives the same bytes. */
static void describe_pdf(cairo_surface_t *surface, const struct draw_subject *s)
{
	char day[16], stamp[40];
	clock_format_date(s->issue_day, day);
	snprintf(stamp, sizeof(stamp), "%sT00:00:00Z", day);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, "SPECIMEN – generated");
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, stamp);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_MOD_DATE, stamp);
}

static enum err write_pdf(const struct draw_subject *s, const struct kind_row *k, unsigned pages, struct buf *out)
{
	cairo_surface_t *surface =
		cairo_pdf_surface_create_for_stream(write_to_buf, out, k->width * k->points, k->height * k->points);
	describe_pdf(surface, s);
	cairo_t *cr = cairo_create(surface);
	for (unsigned i = 0; i < pages; i++) {
		cairo_save(cr);
		cairo_scale(cr, k->points, k->points);
		draw_page(cr, s, k, i, pages);
		cairo_restore(cr);
		cairo_show_page(cr);
	}
	cairo_status_t status = cairo_status(cr);
	cairo_destroy(cr);
	cairo_surface_finish(surface); /* writes the end of the file */
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return cairo_result(status, out);
}

enum err draw_document(const struct draw_subject *s, enum draw_kind kind, enum draw_format format, unsigned pages,
		       struct buf *out)
{
	if ((unsigned)kind >= DRAW_KIND_COUNT_ || pages < 1 || pages > DRAW_PAGES_MAX)
		return ERR_RANGE;
	const struct kind_row *k = &kinds[kind];
	if (format == DRAW_PNG)
		return write_png(s, k, out);
	return write_pdf(s, k, k->many_pages ? pages : 1, out);
}

enum err draw_photo(const struct draw_subject *s, unsigned size_px, struct buf *out)
{
	if (size_px < PHOTO_MIN_PX || size_px > PHOTO_MAX_PX)
		return ERR_RANGE;
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)size_px, (int)size_px);
	cairo_t *cr = cairo_create(surface);
	cairo_scale(cr, size_px / PHOTO_UNIT, size_px / PHOTO_UNIT);
	kit_face(cr, 0, 0, PHOTO_UNIT, PHOTO_UNIT, s);
	cairo_status_t status = cairo_status(cr);
	cairo_destroy(cr);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_write_to_png_stream(surface, write_to_buf, out);
	cairo_surface_destroy(surface);
	return cairo_result(status, out);
}
