/* sim/draw_kit.h - what the pages have in common: text, guilloche, stamps, the portrait. Private to sim/draw*.c.
 * Thread and life: those of the cairo context passed in. */
#pragma once

#include "sim/draw.h"
#include "sim/rng.h"

#include <cairo.h>

struct kit_rgb {
	double r, g, b;
};

struct kit_page {
	cairo_t *cr;
	double width, height; /* in the page's own units; the surface is scaled */
	unsigned index, count;
	const struct draw_subject *s;
	struct sim_rng rng; /* the same at the start of each page of a subject */
};

#define KIT_SANS "Noto Sans, DejaVu Sans, Droid Sans Fallback"
#define KIT_MONO "DejaVu Sans Mono"

enum kit_align { KIT_LEFT, KIT_RIGHT, KIT_CENTRE };

/* h in turns, s and l in 0..1. */
struct kit_rgb kit_hsl(double h, double s, double l);
void kit_ink(cairo_t *cr, struct kit_rgb c, double alpha);

struct kit_font {
	const char *family; /* KIT_SANS, KIT_MONO */
	double size;        /* page units */
	bool bold, italic;
};

/* Text with its top at @y and its left edge, right edge or middle at @x; made smaller to fit @max_width (0: as it comes). Returns
 * the height taken. */
double kit_text(cairo_t *cr, struct kit_font f, enum kit_align align, double x, double y, double max_width, struct kit_rgb c,
		const char *text);
/* A small grey caption with its value under it. Returns the height taken. */
double kit_field(cairo_t *cr, double x, double y, double width, double size, const char *caption, const char *value);
/* "15 JUN 1985". */
void kit_date(int32_t day, char out[16]);
static inline const char *kit_or_empty(const char *z)
{
	return z ? z : "";
}

void kit_rounded(cairo_t *cr, double x, double y, double w, double h, double radius);
/* Fine curves over the rectangle, as banknotes and passports carry. */
void kit_guilloche(cairo_t *cr, double x, double y, double w, double h, struct sim_rng *rng, double hue);
/* "SPECIMEN – generated", across the page and small along its foot. */
void kit_specimen(cairo_t *cr, double w, double h);
/* An abstract face, whose features come from the seed, the sex and the age on @issue_day. */
void kit_face(cairo_t *cr, double x, double y, double w, double h, const struct draw_subject *s);
void kit_signature(cairo_t *cr, double x, double y, double w, double h, struct sim_rng *rng);

/* The pages. Each draws one page within 0,0 .. width,height. */
void page_passport(struct kit_page *p);
void page_id_card(struct kit_page *p);
void page_driving_licence(struct kit_page *p);
void page_utility_bill(struct kit_page *p);
void page_bank_statement(struct kit_page *p);
