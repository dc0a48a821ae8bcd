/* Passports, identity cards and driving licences. No country's real design: the fields are where an eye looks for them, the
 * colours come from the country's code. */
#include "sim/draw_kit.h"

#include <stdio.h>

#define CARD_W      860.0 /* ID-1 is 85.6 by 54 mm */
#define CARD_H      540.0
#define CARD_MARGIN 50.0
#define CARD_BACK_Y 660.0

static const struct kit_rgb ink = {0.09, 0.1, 0.14}, white = {1, 1, 1};

/* The same for everybody of a country. */
static double country_hue(const struct draw_subject *s)
{
	return (double)(str_hash_stable(str_of(kit_or_empty(s->nationality))) % 360) / 360.0;
}

static void both_scripts(char *out, size_t size, const char *native, const char *latin)
{
	native = kit_or_empty(native);
	latin = kit_or_empty(latin);
	if (!*native || !strcmp(native, latin))
		snprintf(out, size, "%s", latin);
	else
		snprintf(out, size, "%s / %s", native, latin);
}

static void sex_text(const struct draw_subject *s, char out[2])
{
	out[0] = s->sex == 'F' || s->sex == 'M' ? s->sex : 'X';
	out[1] = '\0';
}

static void backdrop(struct kit_page *p, double x, double y, double w, double h, double hue)
{
	cairo_pattern_t *g = cairo_pattern_create_linear(x, y, x + w, y + h);
	struct kit_rgb a = kit_hsl(hue, 0.45, 0.93), b = kit_hsl(hue + 0.14, 0.4, 0.9);
	cairo_pattern_add_color_stop_rgb(g, 0, a.r, a.g, a.b);
	cairo_pattern_add_color_stop_rgb(g, 1, b.r, b.g, b.b);
	cairo_rectangle(p->cr, x, y, w, h);
	cairo_set_source(p->cr, g);
	cairo_fill(p->cr);
	cairo_pattern_destroy(g);
	kit_guilloche(p->cr, x, y, w, h, &p->rng, hue);
}

static void ghost_portrait(struct kit_page *p, double x, double y, double w, double h)
{
	cairo_save(p->cr);
	kit_rounded(p->cr, x, y, w, h, w * 0.2);
	cairo_clip(p->cr);
	cairo_push_group(p->cr);
	kit_face(p->cr, x, y, w, h, p->s);
	cairo_pop_group_to_source(p->cr);
	cairo_paint_with_alpha(p->cr, 0.32);
	cairo_restore(p->cr);
}

static void zone_lines(struct kit_page *p, enum draw_kind kind, double x, double y, double w, double h)
{
	char lines[DRAW_MRZ_MAX][DRAW_MRZ_LINE];
	unsigned n = draw_mrz(p->s, kind, lines);
	struct kit_font f = {KIT_MONO, h / n * 0.62, true, false};
	cairo_set_source_rgba(p->cr, 1, 1, 1, 0.82);
	cairo_rectangle(p->cr, x, y, w, h);
	cairo_fill(p->cr);
	for (unsigned i = 0; i < n; i++)
		kit_text(p->cr, f, KIT_CENTRE, x + w / 2, y + h * (i + 0.14) / n, w * 0.94, ink, lines[i]);
}

static void passport_fields(struct kit_page *p, double x, double y, double w)
{
	const struct draw_subject *s = p->s;
	char family[160], given[160], born[16], issued[16], expires[16], sex[2];
	both_scripts(family, sizeof(family), s->family, s->family_latin);
	both_scripts(given, sizeof(given), s->given, s->given_latin);
	kit_date(s->birth_day, born);
	kit_date(s->issue_day, issued);
	kit_date(s->expiry_day, expires);
	sex_text(s, sex);
	const double size = 27, row = 76;
	kit_field(p->cr, x, y, w * 0.14, size, "Type", "P");
	kit_field(p->cr, x + w * 0.16, y, w * 0.26, size, "Code of issuing State", kit_or_empty(s->nationality));
	kit_field(p->cr, x + w * 0.48, y, w * 0.5, size, "Passport No.", kit_or_empty(s->document_number));
	kit_field(p->cr, x, y + row, w, size, "Surname", family);
	kit_field(p->cr, x, y + row * 2, w, size, "Given names", given);
	kit_field(p->cr, x, y + row * 3, w * 0.46, size, "Nationality", kit_or_empty(s->country));
	kit_field(p->cr, x + w * 0.48, y + row * 3, w * 0.3, size, "Date of birth", born);
	kit_field(p->cr, x, y + row * 4, w * 0.1, size, "Sex", sex);
	kit_field(p->cr, x + w * 0.16, y + row * 4, w * 0.3, size, "Place of birth", kit_or_empty(s->city));
	kit_field(p->cr, x + w * 0.48, y + row * 4, w * 0.3, size, "Date of issue", issued);
	kit_field(p->cr, x, y + row * 5, w * 0.46, size, "Authority", "Passport Office");
	kit_field(p->cr, x + w * 0.48, y + row * 5, w * 0.3, size, "Date of expiry", expires);
}

void page_passport(struct kit_page *p)
{
	double hue = country_hue(p->s);
	struct kit_font head = {KIT_SANS, 40, true, false}, sub = {KIT_SANS, 24, false, false};
	backdrop(p, 0, 0, p->width, p->height, hue);
	kit_ink(p->cr, kit_hsl(hue, 0.55, 0.25), 1);
	cairo_rectangle(p->cr, 0, 0, p->width, 96);
	cairo_fill(p->cr);
	kit_text(p->cr, head, KIT_LEFT, 46, 18, 500, white, "PASSPORT");
	kit_text(p->cr, sub, KIT_RIGHT, p->width - 46, 30, 640, white, kit_or_empty(p->s->country));
	kit_face(p->cr, 46, 136, 330, 430, p->s);
	cairo_set_source_rgba(p->cr, 0, 0, 0, 0.35);
	cairo_set_line_width(p->cr, 2);
	cairo_rectangle(p->cr, 46, 136, 330, 430);
	cairo_stroke(p->cr);
	kit_signature(p->cr, 70, 586, 280, 70, &p->rng);
	passport_fields(p, 420, 130, 790);
	ghost_portrait(p, 1050, 390, 150, 190);
	zone_lines(p, DRAW_PASSPORT, 0, 672, p->width, 168);
}

/* The card's shape as a clip, with a soft shadow below: a card that lies on a scanner. */
static void begin_card(struct kit_page *p, double y, double hue)
{
	cairo_set_source_rgba(p->cr, 0, 0, 0, 0.16);
	kit_rounded(p->cr, CARD_MARGIN + 6, y + 8, CARD_W, CARD_H, 32);
	cairo_fill(p->cr);
	cairo_save(p->cr);
	cairo_translate(p->cr, CARD_MARGIN, y);
	kit_rounded(p->cr, 0, 0, CARD_W, CARD_H, 32);
	cairo_clip(p->cr);
	backdrop(p, 0, 0, CARD_W, CARD_H, hue);
}

static void end_card(struct kit_page *p)
{
	cairo_restore(p->cr);
}

static void scanner_glass(struct kit_page *p)
{
	cairo_set_source_rgb(p->cr, 0.91, 0.92, 0.93);
	cairo_paint(p->cr);
}

static void card_title(struct kit_page *p, double hue, const char *title)
{
	struct kit_font head = {KIT_SANS, 31, true, false}, sub = {KIT_SANS, 22, false, false};
	struct kit_rgb dark = kit_hsl(hue, 0.6, 0.24);
	kit_text(p->cr, head, KIT_LEFT, 36, 20, 480, dark, title);
	kit_text(p->cr, sub, KIT_RIGHT, CARD_W - 36, 27, 320, dark, kit_or_empty(p->s->country));
	kit_ink(p->cr, dark, 0.8);
	cairo_rectangle(p->cr, 36, 70, CARD_W - 72, 3);
	cairo_fill(p->cr);
}

static void chip(cairo_t *cr, double x, double y)
{
	cairo_set_source_rgb(cr, 0.83, 0.7, 0.38);
	kit_rounded(cr, x, y, 100, 80, 12);
	cairo_fill(cr);
	cairo_set_source_rgba(cr, 0.35, 0.26, 0.08, 0.8);
	cairo_set_line_width(cr, 2);
	for (int i = 1; i < 3; i++) {
		cairo_move_to(cr, x, y + 80.0 * i / 3);
		cairo_line_to(cr, x + 100, y + 80.0 * i / 3);
		cairo_move_to(cr, x + 100.0 * i / 3, y);
		cairo_line_to(cr, x + 100.0 * i / 3, y + 80);
	}
	cairo_stroke(cr);
}

static void id_card_front(struct kit_page *p, double hue)
{
	const struct draw_subject *s = p->s;
	char family[160], given[160], born[16], expires[16], sex[2];
	both_scripts(family, sizeof(family), s->family, s->family_latin);
	both_scripts(given, sizeof(given), s->given, s->given_latin);
	kit_date(s->birth_day, born);
	kit_date(s->expiry_day, expires);
	sex_text(s, sex);
	begin_card(p, CARD_MARGIN, hue);
	card_title(p, hue, "IDENTITY CARD");
	kit_face(p->cr, 36, 96, 250, 320, s);
	kit_field(p->cr, 316, 92, 500, 24, "Surname", family);
	kit_field(p->cr, 316, 158, 500, 24, "Given names", given);
	kit_field(p->cr, 316, 224, 90, 24, "Sex", sex);
	kit_field(p->cr, 416, 224, 150, 24, "Nationality", kit_or_empty(s->nationality));
	kit_field(p->cr, 586, 224, 230, 24, "Date of birth", born);
	kit_field(p->cr, 316, 290, 250, 24, "Document No.", kit_or_empty(s->document_number));
	kit_field(p->cr, 586, 290, 230, 24, "Date of expiry", expires);
	chip(p->cr, 316, 376);
	kit_signature(p->cr, 450, 380, 190, 70, &p->rng);
	ghost_portrait(p, 680, 356, 120, 150);
	end_card(p);
}

static void id_card_back(struct kit_page *p, double hue)
{
	const struct draw_subject *s = p->s;
	char issued[16], town[200];
	kit_date(s->issue_day, issued);
	snprintf(town, sizeof(town), "%s %s", kit_or_empty(s->postcode), kit_or_empty(s->city));
	begin_card(p, CARD_BACK_Y, hue);
	kit_field(p->cr, 36, 40, 540, 24, "Address", kit_or_empty(s->street));
	kit_field(p->cr, 36, 112, 540, 24, "Town", town);
	kit_field(p->cr, 36, 184, 300, 24, "Authority", "Registry of Persons");
	kit_field(p->cr, 400, 184, 300, 24, "Date of issue", issued);
	zone_lines(p, DRAW_ID_CARD, 0, 300, CARD_W, 196);
	end_card(p);
}

void page_id_card(struct kit_page *p)
{
	double hue = country_hue(p->s);
	scanner_glass(p);
	id_card_front(p, hue);
	id_card_back(p, hue);
}

/* Fields are numbered as in the annex of the Vienna Convention on Road Traffic, which most licences follow. */
static void licence_front(struct kit_page *p, double hue)
{
	const struct draw_subject *s = p->s;
	char family[160], given[160], born[64], issued[32], expires[32], date[16], address[320];
	both_scripts(family, sizeof(family), s->family, s->family_latin);
	both_scripts(given, sizeof(given), s->given, s->given_latin);
	kit_date(s->birth_day, date);
	snprintf(born, sizeof(born), "%s", date);
	kit_date(s->issue_day, date);
	snprintf(issued, sizeof(issued), "%s", date);
	kit_date(s->expiry_day, date);
	snprintf(expires, sizeof(expires), "%s", date);
	snprintf(address, sizeof(address), "%s, %s %s", kit_or_empty(s->street), kit_or_empty(s->postcode),
		 kit_or_empty(s->city));
	begin_card(p, CARD_MARGIN, hue);
	card_title(p, hue, "DRIVING LICENCE");
	kit_face(p->cr, 36, 96, 230, 295, s);
	kit_field(p->cr, 296, 88, 520, 23, "1. Surname", family);
	kit_field(p->cr, 296, 150, 520, 23, "2. Given names", given);
	kit_field(p->cr, 296, 212, 250, 23, "3. Date of birth", born);
	kit_field(p->cr, 560, 212, 250, 23, "4c. Issued by", "Road Office");
	kit_field(p->cr, 296, 274, 250, 23, "4a. Issued", issued);
	kit_field(p->cr, 560, 274, 250, 23, "4b. Expires", expires);
	kit_field(p->cr, 296, 336, 320, 23, "5. Licence No.", kit_or_empty(s->document_number));
	kit_field(p->cr, 296, 398, 380, 21, "8. Address", address);
	kit_field(p->cr, 296, 456, 250, 21, "9. Categories", "AM  B  BE");
	kit_signature(p->cr, 60, 412, 180, 66, &p->rng);
	ghost_portrait(p, 700, 390, 110, 130);
	end_card(p);
}

static void licence_back(struct kit_page *p, double hue)
{
	static const char *const categories[] = {"AM", "A1", "A", "B", "BE", "C", "D", "T"};
	struct kit_font f = {KIT_SANS, 23, true, false}, small = {KIT_SANS, 18, false, false};
	char issued[16], expires[16];
	kit_date(p->s->issue_day, issued);
	kit_date(p->s->expiry_day, expires);
	begin_card(p, CARD_BACK_Y, hue);
	kit_text(p->cr, small, KIT_LEFT, 60, 26, 0, ink, "9.");
	kit_text(p->cr, small, KIT_LEFT, 230, 26, 0, ink, "10.");
	kit_text(p->cr, small, KIT_LEFT, 470, 26, 0, ink, "11.");
	kit_text(p->cr, small, KIT_LEFT, 710, 26, 0, ink, "12.");
	for (size_t i = 0; i < ARRAY_LEN(categories); i++) {
		double y = 62 + 54 * (double)i;
		bool held = i == 0 || i == 3 || i == 4;
		cairo_set_source_rgba(p->cr, 0, 0, 0, 0.25);
		cairo_rectangle(p->cr, 40, y - 6, CARD_W - 80, 1.5);
		cairo_fill(p->cr);
		kit_text(p->cr, f, KIT_LEFT, 60, y + 4, 0, ink, categories[i]);
		kit_text(p->cr, small, KIT_LEFT, 230, y + 8, 0, ink, held ? issued : "–");
		kit_text(p->cr, small, KIT_LEFT, 470, y + 8, 0, ink, held ? expires : "–");
	}
	end_card(p);
}

void page_driving_licence(struct kit_page *p)
{
	double hue = 0.93; /* rose, as most licences are */
	scanner_glass(p);
	licence_front(p, hue);
	licence_back(p, hue);
}
