/* The portrait: a drawn, abstract face, so that nobody's likeness is used. All measures are parts of a unit square. */
#include "sim/draw_kit.h"

#include <math.h>

#define TURN        6.283185307179586
#define DAYS_A_YEAR 365.2425
#define GREY_AGE    58
#define FACE_STREAM 0xface

struct face {
	struct kit_rgb skin, shade, hair, eyes, cloth, backdrop;
	double width, jaw, eye_gap, eye_size, brow, nose, mouth, smile;
	unsigned hair_style; /* 0 short, 1 parted, 2 long, 3 bun, 4 curls, 5 bald */
	bool glasses, beard, lashes;
};

static struct kit_rgb mix(struct kit_rgb a, struct kit_rgb b, double t)
{
	return (struct kit_rgb){a.r + (b.r - a.r) * t, a.g + (b.g - a.g) * t, a.b + (b.b - a.b) * t};
}

static void choose_colours(struct face *f, struct sim_rng *rng, int age)
{
	static const struct kit_rgb skins[] = {{0.98, 0.86, 0.77}, {0.95, 0.8, 0.68}, {0.88, 0.7, 0.55},
					       {0.78, 0.58, 0.42}, {0.62, 0.43, 0.3}, {0.45, 0.3, 0.21}};
	static const struct kit_rgb hairs[] = {{0.12, 0.09, 0.08}, {0.22, 0.14, 0.09}, {0.36, 0.22, 0.12}, {0.55, 0.36, 0.18},
					       {0.78, 0.6, 0.33},  {0.6, 0.27, 0.12},  {0.16, 0.12, 0.11}};
	static const struct kit_rgb eyes[] = {{0.3, 0.19, 0.1}, {0.24, 0.15, 0.09}, {0.25, 0.42, 0.58}, {0.3, 0.45, 0.3}};
	f->skin = skins[rng_below(rng, ARRAY_LEN(skins))];
	f->shade = mix(f->skin, (struct kit_rgb){0.35, 0.16, 0.1}, 0.22);
	f->hair = hairs[rng_below(rng, ARRAY_LEN(hairs))];
	f->eyes = eyes[rng_below(rng, ARRAY_LEN(eyes))];
	if (age >= GREY_AGE)
		f->hair = mix(f->hair, (struct kit_rgb){0.82, 0.82, 0.83}, 0.75);
	f->cloth = kit_hsl(rng_unit(rng), 0.3, 0.25 + 0.25 * rng_unit(rng));
	f->backdrop = kit_hsl(0.55 + 0.1 * rng_unit(rng), 0.18, 0.86);
}

static void choose_face(struct face *f, const struct draw_subject *s)
{
	struct sim_rng rng;
	rng_seed(&rng, s->seed, FACE_STREAM);
	int age = (int)((s->issue_day - s->birth_day) / DAYS_A_YEAR);
	bool woman = s->sex == 'F';
	choose_colours(f, &rng, age);
	f->width = (woman ? 0.205 : 0.215) + 0.03 * rng_unit(&rng);
	f->jaw = (woman ? 0.66 : 0.78) + 0.14 * rng_unit(&rng);
	f->eye_gap = 0.085 + 0.02 * rng_unit(&rng);
	f->eye_size = 0.03 + 0.008 * rng_unit(&rng);
	f->brow = (woman ? 0.008 : 0.013) + 0.006 * rng_unit(&rng);
	f->nose = 0.075 + 0.03 * rng_unit(&rng);
	f->mouth = 0.06 + 0.025 * rng_unit(&rng);
	f->smile = 0.004 + 0.014 * rng_unit(&rng);
	f->glasses = rng_below(&rng, 100) < 24;
	f->beard = !woman && rng_below(&rng, 100) < 34;
	f->lashes = woman;
	static const unsigned for_women[] = {2, 2, 3, 4, 1, 2}, for_men[] = {0, 0, 1, 4, 5, 0};
	f->hair_style = (woman ? for_women : for_men)[rng_below(&rng, ARRAY_LEN(for_women))];
}

static void ellipse(cairo_t *cr, double cx, double cy, double rx, double ry)
{
	cairo_save(cr);
	cairo_translate(cr, cx, cy);
	cairo_scale(cr, rx, ry);
	cairo_new_sub_path(cr);
	cairo_arc(cr, 0, 0, 1, 0, TURN);
	cairo_restore(cr);
}

static void fill(cairo_t *cr, struct kit_rgb c)
{
	kit_ink(cr, c, 1);
	cairo_fill(cr);
}

static void draw_hair_behind(cairo_t *cr, const struct face *f)
{
	if (f->hair_style == 2) {
		ellipse(cr, 0.5, 0.44, f->width * 1.3, 0.34);
		cairo_rectangle(cr, 0.5 - f->width * 1.3, 0.44, f->width * 2.6, 0.3);
		fill(cr, mix(f->hair, (struct kit_rgb){0, 0, 0}, 0.2));
	} else if (f->hair_style == 3) {
		ellipse(cr, 0.5, 0.13, 0.1, 0.085);
		fill(cr, mix(f->hair, (struct kit_rgb){0, 0, 0}, 0.15));
	}
}

static void draw_body(cairo_t *cr, const struct face *f)
{
	cairo_move_to(cr, 0.06, 1.02);
	cairo_curve_to(cr, 0.1, 0.83, 0.3, 0.82, 0.4, 0.78);
	cairo_line_to(cr, 0.6, 0.78);
	cairo_curve_to(cr, 0.7, 0.82, 0.9, 0.83, 0.94, 1.02);
	cairo_close_path(cr);
	fill(cr, f->cloth);
	cairo_move_to(cr, 0.41, 0.62);
	cairo_line_to(cr, 0.59, 0.62);
	cairo_line_to(cr, 0.6, 0.79);
	cairo_curve_to(cr, 0.56, 0.88, 0.44, 0.88, 0.4, 0.79);
	cairo_close_path(cr);
	fill(cr, f->shade);
}

static void head_path(cairo_t *cr, const struct face *f)
{
	double l = 0.5 - f->width, r = 0.5 + f->width, jaw = f->width * f->jaw;
	cairo_move_to(cr, l, 0.42);
	cairo_curve_to(cr, l, 0.13, r, 0.13, r, 0.42);
	cairo_curve_to(cr, r, 0.56, 0.5 + jaw, 0.64, 0.5 + jaw * 0.55, 0.7);
	cairo_curve_to(cr, 0.5 + jaw * 0.3, 0.735, 0.5 - jaw * 0.3, 0.735, 0.5 - jaw * 0.55, 0.7);
	cairo_curve_to(cr, 0.5 - jaw, 0.64, l, 0.56, l, 0.42);
	cairo_close_path(cr);
}

static void draw_head(cairo_t *cr, const struct face *f)
{
	ellipse(cr, 0.5 - f->width, 0.46, 0.026, 0.05);
	ellipse(cr, 0.5 + f->width, 0.46, 0.026, 0.05);
	fill(cr, f->shade);
	head_path(cr, f);
	fill(cr, f->skin);
	cairo_save(cr); /* light from the left: the right side lies in a soft shade */
	head_path(cr, f);
	cairo_clip(cr);
	cairo_pattern_t *p = cairo_pattern_create_linear(0.5, 0, 0.5 + f->width, 0);
	cairo_pattern_add_color_stop_rgba(p, 0, f->shade.r, f->shade.g, f->shade.b, 0);
	cairo_pattern_add_color_stop_rgba(p, 1, f->shade.r, f->shade.g, f->shade.b, 0.55);
	cairo_set_source(cr, p);
	cairo_paint(cr);
	cairo_pattern_destroy(p);
	cairo_restore(cr);
}

static void draw_beard(cairo_t *cr, const struct face *f)
{
	if (!f->beard)
		return;
	cairo_save(cr);
	head_path(cr, f);
	cairo_clip(cr);
	cairo_move_to(cr, 0.5 - f->width, 0.5);
	cairo_curve_to(cr, 0.5 - f->width * 0.7, 0.6, 0.5 - 0.08, 0.575, 0.5, 0.575);
	cairo_curve_to(cr, 0.5 + 0.08, 0.575, 0.5 + f->width * 0.7, 0.6, 0.5 + f->width, 0.5);
	cairo_line_to(cr, 0.5 + f->width, 0.8);
	cairo_line_to(cr, 0.5 - f->width, 0.8);
	cairo_close_path(cr);
	kit_ink(cr, f->hair, 0.85);
	cairo_fill(cr);
	cairo_restore(cr);
}

static void draw_eye(cairo_t *cr, const struct face *f, double side)
{
	double x = 0.5 + side * f->eye_gap, y = 0.445, w = f->eye_size;
	ellipse(cr, x, y, w, w * 0.56);
	fill(cr, (struct kit_rgb){0.98, 0.98, 0.97});
	ellipse(cr, x, y, w * 0.5, w * 0.52);
	fill(cr, f->eyes);
	ellipse(cr, x, y, w * 0.22, w * 0.22);
	fill(cr, (struct kit_rgb){0.05, 0.05, 0.06});
	kit_ink(cr, mix(f->hair, (struct kit_rgb){0.1, 0.07, 0.06}, 0.5), 1);
	cairo_set_line_width(cr, f->lashes ? 0.011 : 0.006);
	cairo_move_to(cr, x - w, y);
	cairo_curve_to(cr, x - w * 0.5, y - w * 0.8, x + w * 0.5, y - w * 0.8, x + w, y);
	cairo_stroke(cr);
	cairo_set_line_width(cr, f->brow);
	cairo_move_to(cr, x - w * 1.2, y - w * 1.35);
	cairo_curve_to(cr, x - w * 0.4, y - w * 2.0, x + w * 0.4, y - w * 2.0, x + w * 1.2, y - w * 1.35);
	cairo_stroke(cr);
	if (f->glasses) {
		cairo_set_source_rgba(cr, 0.13, 0.13, 0.16, 0.9);
		cairo_set_line_width(cr, 0.009);
		kit_rounded(cr, x - w * 1.7, y - w * 1.15, w * 3.4, w * 2.5, w * 0.8);
		cairo_stroke(cr);
	}
}

static void draw_features(cairo_t *cr, const struct face *f)
{
	cairo_set_line_cap(cr, CAIRO_LINE_CAP_ROUND);
	draw_eye(cr, f, -1);
	draw_eye(cr, f, 1);
	if (f->glasses) {
		cairo_move_to(cr, 0.5 - f->eye_gap + f->eye_size * 1.7, 0.445);
		cairo_line_to(cr, 0.5 + f->eye_gap - f->eye_size * 1.7, 0.445);
		cairo_stroke(cr);
	}
	kit_ink(cr, mix(f->shade, (struct kit_rgb){0.3, 0.15, 0.1}, 0.35), 0.9);
	cairo_set_line_width(cr, 0.008);
	cairo_move_to(cr, 0.508, 0.47);
	cairo_curve_to(cr, 0.512, 0.47 + f->nose * 0.6, 0.54, 0.47 + f->nose, 0.5, 0.475 + f->nose);
	cairo_stroke(cr);
	kit_ink(cr, mix(f->skin, (struct kit_rgb){0.66, 0.2, 0.2}, 0.6), 1);
	cairo_set_line_width(cr, f->lashes ? 0.016 : 0.011);
	cairo_move_to(cr, 0.5 - f->mouth, 0.625 - f->smile);
	cairo_curve_to(cr, 0.5 - f->mouth * 0.4, 0.625 + f->smile, 0.5 + f->mouth * 0.4, 0.625 + f->smile, 0.5 + f->mouth,
		       0.625 - f->smile);
	cairo_stroke(cr);
}

static void draw_hair(cairo_t *cr, const struct face *f)
{
	double l = 0.5 - f->width * 1.08, r = 0.5 + f->width * 1.08, line = 0.29;
	if (f->hair_style == 5)
		return;
	if (f->hair_style == 4) {
		for (int i = 0; i <= 12; i++) {
			double a = TURN / 2 + TURN / 2 * i / 12;
			ellipse(cr, 0.5 + cos(a) * f->width * 1.02, 0.36 + sin(a) * 0.17, 0.062, 0.06);
		}
		ellipse(cr, 0.5, 0.235, f->width * 0.85, 0.075);
		fill(cr, f->hair);
		return;
	}
	cairo_move_to(cr, l, 0.45);
	cairo_curve_to(cr, l - 0.02, 0.06, r + 0.02, 0.06, r, 0.45);
	cairo_curve_to(cr, r - 0.02, 0.36, 0.5 + f->width * 0.8, line + 0.05, 0.5 + f->width * 0.55, line);
	if (f->hair_style == 1 || f->hair_style == 2)
		cairo_curve_to(cr, 0.5 + 0.05, line - 0.01, 0.5 - 0.03, line - 0.05, 0.5 - f->width * 0.3, line - 0.06);
	else
		cairo_curve_to(cr, 0.5 + 0.05, line - 0.025, 0.5 - 0.05, line - 0.025, 0.5 - f->width * 0.55, line);
	cairo_curve_to(cr, 0.5 - f->width * 0.8, line + 0.05, l + 0.02, 0.36, l, 0.45);
	cairo_close_path(cr);
	fill(cr, f->hair);
}

void kit_face(cairo_t *cr, double x, double y, double w, double h, const struct draw_subject *s)
{
	struct face f = {0};
	choose_face(&f, s);
	cairo_save(cr);
	cairo_rectangle(cr, x, y, w, h);
	cairo_clip(cr);
	kit_ink(cr, f.backdrop, 1);
	cairo_paint(cr);
	/* The unit square covers the frame, middle and foot kept: a tall frame crops the sides, not the head. */
	double side = MAX(w, h);
	cairo_translate(cr, x + (w - side) / 2, y + (h - side));
	cairo_scale(cr, side, side);
	draw_hair_behind(cr, &f);
	draw_body(cr, &f);
	draw_head(cr, &f);
	draw_beard(cr, &f);
	draw_features(cr, &f);
	draw_hair(cr, &f);
	cairo_restore(cr);
}
