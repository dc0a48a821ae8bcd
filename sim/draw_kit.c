#include "sim/draw_kit.h"

#include "base/clock.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <stdio.h>

#define TURN              6.283185307179586
#define GUILLOCHE_CURVES  14
#define GUILLOCHE_STEPS   420
#define TEXT_SCALE_LOWEST 0.45 /* below this a text is cut with an ellipsis instead */

static double hue_part(double p, double q, double t)
{
	t -= floor(t);
	if (t < 1.0 / 6)
		return p + (q - p) * 6 * t;
	if (t < 0.5)
		return q;
	if (t < 2.0 / 3)
		return p + (q - p) * (2.0 / 3 - t) * 6;
	return p;
}

struct kit_rgb kit_hsl(double h, double s, double l)
{
	double q = l < 0.5 ? l * (1 + s) : l + s - l * s, p = 2 * l - q;
	return (struct kit_rgb){hue_part(p, q, h + 1.0 / 3), hue_part(p, q, h), hue_part(p, q, h - 1.0 / 3)};
}

void kit_ink(cairo_t *cr, struct kit_rgb c, double alpha)
{
	cairo_set_source_rgba(cr, c.r, c.g, c.b, alpha);
}

static PangoLayout *text_layout(cairo_t *cr, struct kit_font f, const char *text)
{
	PangoLayout *layout = pango_cairo_create_layout(cr);
	PangoFontDescription *d = pango_font_description_new();
	pango_font_description_set_family_static(d, f.family);
	pango_font_description_set_absolute_size(d, f.size * PANGO_SCALE);
	pango_font_description_set_weight(d, f.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_font_description_set_style(d, f.italic ? PANGO_STYLE_ITALIC : PANGO_STYLE_NORMAL);
	pango_layout_set_font_description(layout, d);
	pango_font_description_free(d);
	/* Alignment is ours: a right-to-left name stands where its field stands. */
	pango_layout_set_auto_dir(layout, TRUE);
	pango_layout_set_single_paragraph_mode(layout, TRUE);
	pango_layout_set_text(layout, text, -1);
	return layout;
}

double kit_text(cairo_t *cr, struct kit_font f, enum kit_align align, double x, double y, double max_width, struct kit_rgb c,
		const char *text)
{
	PangoLayout *layout = text_layout(cr, f, text);
	int w, h;
	pango_layout_get_size(layout, &w, &h);
	double width = (double)w / PANGO_SCALE, height = (double)h / PANGO_SCALE, scale = 1;
	if (max_width > 0 && width > max_width)
		scale = MAX(max_width / width, TEXT_SCALE_LOWEST);
	if (max_width > 0 && width * scale > max_width + 0.01) {
		pango_layout_set_width(layout, (int)(max_width / scale * PANGO_SCALE));
		pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
		width = max_width / scale;
	}
	double left = align == KIT_RIGHT ? x - width * scale : align == KIT_CENTRE ? x - width * scale / 2 : x;
	cairo_save(cr);
	kit_ink(cr, c, 1);
	cairo_translate(cr, left, y + height * (1 - scale) / 2);
	cairo_scale(cr, scale, scale);
	pango_cairo_show_layout(cr, layout);
	cairo_restore(cr);
	g_object_unref(layout);
	return height;
}

double kit_field(cairo_t *cr, double x, double y, double width, double size, const char *caption, const char *value)
{
	struct kit_font small = {KIT_SANS, size * 0.52, false, false}, big = {KIT_SANS, size, true, false};
	double taken = kit_text(cr, small, KIT_LEFT, x, y, width, (struct kit_rgb){0.33, 0.36, 0.42}, caption);
	taken += kit_text(cr, big, KIT_LEFT, x, y + taken * 0.92, width, (struct kit_rgb){0.09, 0.1, 0.14}, value);
	return taken;
}

void kit_date(int32_t day, char out[16])
{
	static const char *const months[] = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
	int y;
	unsigned m, d;
	clock_civil_from_days(day, &y, &m, &d);
	snprintf(out, 16, "%02u %s %04d", d % 100, months[(m - 1) % 12], y % 10000);
}

void kit_rounded(cairo_t *cr, double x, double y, double w, double h, double radius)
{
	cairo_new_sub_path(cr);
	cairo_arc(cr, x + w - radius, y + radius, radius, -TURN / 4, 0);
	cairo_arc(cr, x + w - radius, y + h - radius, radius, 0, TURN / 4);
	cairo_arc(cr, x + radius, y + h - radius, radius, TURN / 4, TURN / 2);
	cairo_arc(cr, x + radius, y + radius, radius, TURN / 2, TURN * 3 / 4);
	cairo_close_path(cr);
}

/* One rosette: an epitrochoid whose arm swells, drawn as a closed line. */
static void rosette(cairo_t *cr, double cx, double cy, double radius, unsigned lobes, double depth, double phase)
{
	for (int i = 0; i <= GUILLOCHE_STEPS; i++) {
		double t = TURN * i / GUILLOCHE_STEPS;
		double r = radius * (1 + depth * sin(lobes * t + phase));
		double x = cx + r * cos(t), y = cy + r * sin(t) * 0.72;
		if (i == 0)
			cairo_move_to(cr, x, y);
		else
			cairo_line_to(cr, x, y);
	}
	cairo_close_path(cr);
}

static void wave(cairo_t *cr, double x, double y, double w, double swing, double length, double phase)
{
	for (int i = 0; i <= GUILLOCHE_STEPS; i++) {
		double at = w * i / GUILLOCHE_STEPS;
		double dy = swing * (sin(TURN * at / length + phase) + 0.45 * sin(TURN * at / (length * 0.37) - 1.7 * phase));
		if (i == 0)
			cairo_move_to(cr, x + at, y + dy);
		else
			cairo_line_to(cr, x + at, y + dy);
	}
}

void kit_guilloche(cairo_t *cr, double x, double y, double w, double h, struct sim_rng *rng, double hue)
{
	unsigned lobes = 7 + (unsigned)rng_below(rng, 9);
	double length = w * (0.35 + 0.3 * rng_unit(rng)), cx = x + w * (0.55 + 0.25 * rng_unit(rng)), cy = y + h * 0.5;
	cairo_save(cr);
	cairo_rectangle(cr, x, y, w, h);
	cairo_clip(cr);
	cairo_set_line_width(cr, 0.8);
	for (int i = 0; i < GUILLOCHE_CURVES; i++) {
		kit_ink(cr, kit_hsl(hue + 0.008 * i, 0.42, 0.62), 0.5);
		rosette(cr, cx, cy, h * (0.12 + 0.034 * i), lobes, 0.16, 0.33 * i);
		cairo_stroke(cr);
		kit_ink(cr, kit_hsl(hue + 0.12, 0.35, 0.66), 0.42);
		wave(cr, x, y + h * (i + 0.5) / GUILLOCHE_CURVES, w, h * 0.06, length, 0.42 * i);
		cairo_stroke(cr);
	}
	cairo_restore(cr);
}

void kit_specimen(cairo_t *cr, double w, double h)
{
	struct kit_font f = {KIT_SANS, MIN(w, h) * 0.115, true, false};
	struct kit_font small = {KIT_SANS, MIN(w, h) * 0.02, true, false};
	struct kit_rgb red = {0.78, 0.1, 0.16};
	cairo_save(cr);
	cairo_translate(cr, w / 2, h / 2);
	cairo_rotate(cr, -atan2(h, w) * 0.72);
	cairo_push_group(cr);
	kit_text(cr, f, KIT_CENTRE, 0, -f.size * 0.68, w * 0.98, red, "SPECIMEN – generated");
	cairo_pop_group_to_source(cr);
	cairo_paint_with_alpha(cr, 0.3);
	cairo_restore(cr);
	kit_text(cr, small, KIT_CENTRE, w / 2, h - small.size * 1.55, w * 0.9, red,
		 "SPECIMEN – generated, not a document of any person or authority");
}

void kit_signature(cairo_t *cr, double x, double y, double w, double h, struct sim_rng *rng)
{
	unsigned strokes = 5 + (unsigned)rng_below(rng, 5);
	double at = x, step = w / (strokes + 1);
	cairo_save(cr);
	cairo_set_source_rgba(cr, 0.1, 0.14, 0.4, 0.9);
	cairo_set_line_width(cr, h * 0.05);
	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	cairo_move_to(cr, at, y + h * 0.7);
	for (unsigned i = 0; i < strokes; i++) {
		double up = y + h * (i == 0 ? 0 : 0.25 + 0.3 * rng_unit(rng)), down = y + h * (0.65 + 0.3 * rng_unit(rng));
		cairo_curve_to(cr, at + step * 0.2, up, at + step * (0.7 + 0.5 * rng_unit(rng)), up, at + step * 0.6,
			       y + h * 0.6);
		cairo_curve_to(cr, at + step * 0.5, down, at + step * 0.9, down, at + step, y + h * 0.62);
		at += step;
	}
	cairo_curve_to(cr, at, y + h * 0.4, at + step * 0.5, y + h * 0.5, x + w, y + h * 0.45);
	cairo_stroke(cr);
	cairo_restore(cr);
}
