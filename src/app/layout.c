#include "app/layout.h"

#define GAP            2  /* between columns */
#define GRID_TWO_WIDTH 88 /* from here on a grid has two columns */
#define FLEXIBLE_MIN   10 /* a column that gives way keeps so much */
#define LABEL_COLUMNS  20

/* --- grid --- */

void grid_add(struct grid *g, const char *label, enum style style, struct str value)
{
	if (!value.n || g->count == GRID_MAX)
		return;
	g->items[g->count++] = (struct grid_item){.label = label, .style = style, .value = value};
}

void grid_add_masked(struct grid *g, const char *label, struct str value)
{
	size_t before = g->count;
	grid_add(g, label, STYLE_QUIET, value);
	if (g->count > before)
		g->items[before].masked = true;
}

static size_t label_columns(const struct term *t, const struct grid *g)
{
	size_t widest = LABEL_COLUMNS;
	for (size_t i = 0; i < g->count; i++)
		widest = MAX(widest, term_columns(t, str_of(g->items[i].label)));
	return widest;
}

static void grid_put(struct term *t, const struct grid_item *i, size_t labels, size_t columns, bool last)
{
	size_t room = columns - labels - GAP - (i->masked ? 2 : 0);
	term_cell(t, STYLE_QUIET, str_of(i->label), labels, false);
	term_spaces(t, GAP);
	if (i->masked) {
		size_t n = MIN(term_columns(t, i->value), room);
		term_cell(t, i->style, i->value, n, false);
		term_spaces(t, 1);
		term_sign(t, STYLE_NOTICE, SIGN_MASKED);
		if (!last)
			term_spaces(t, room - n);
	} else {
		term_cell(t, i->style, i->value, room, false);
	}
}

/* A value that no half of the line can hold takes a whole one, as the last of its grid would. */
void grid_print(struct term *t, const struct grid *g)
{
	size_t labels = label_columns(t, g), line = t->width - LAYOUT_INDENT;
	size_t halves = t->width >= GRID_TWO_WIDTH ? 2 : 1;
	size_t half = (line - (halves - 1) * GAP) / halves;
	size_t narrow[GRID_MAX], wide[GRID_MAX], n = 0, w = 0;
	for (size_t i = 0; i < g->count; i++) {
		bool fits = labels + GAP + term_columns(t, g->items[i].value) + (g->items[i].masked ? 2 : 0) <= half;
		if (fits)
			narrow[n++] = i;
		else
			wide[w++] = i;
	}
	size_t rows = (n + halves - 1) / halves;
	for (size_t row = 0; row < rows; row++) {
		term_spaces(t, LAYOUT_INDENT);
		size_t second = row + rows;
		bool two = halves == 2 && second < n;
		grid_put(t, &g->items[narrow[row]], labels, half, !two);
		if (two) {
			term_spaces(t, GAP);
			grid_put(t, &g->items[narrow[second]], labels, half, true);
		}
		term_line(t);
	}
	for (size_t i = 0; i < w; i++) {
		const struct grid_item *it = &g->items[wide[i]];
		term_spaces(t, LAYOUT_INDENT);
		term_cell(t, STYLE_QUIET, str_of(it->label), labels, false);
		term_spaces(t, GAP);
		term_paragraph(t, it->style, it->value, LAYOUT_INDENT + labels + GAP);
	}
}

/* --- table --- */

void table_init(struct table *t, const struct table_column *columns, size_t count)
{
	MUST(count <= TABLE_COLUMNS_MAX);
	t->columns = columns;
	t->column_count = count;
	t->row_count = t->left_out = 0;
}

bool table_row(struct table *t)
{
	if (t->row_count == TABLE_ROWS_MAX) {
		t->left_out++;
		return false;
	}
	memset(t->cells[t->row_count++], 0, sizeof t->cells[0]);
	return true;
}

void table_set(struct table *t, size_t column, enum style style, struct str text)
{
	MUST(t->row_count && column < t->column_count);
	t->cells[t->row_count - 1][column] = (struct table_cell){.text = text, .style = style};
}

/* Natural widths; 0 for a column in which nothing stands. */
static size_t natural_widths(const struct term *t, const struct table *table, size_t *width)
{
	size_t total = LAYOUT_INDENT;
	for (size_t c = 0; c < table->column_count; c++) {
		width[c] = 0;
		for (size_t r = 0; r < table->row_count; r++)
			width[c] = MAX(width[c], term_columns(t, table->cells[r][c].text));
		if (!width[c])
			continue;
		width[c] = MAX(width[c], term_columns(t, str_of(table->columns[c].title)));
		total += width[c] + (total > LAYOUT_INDENT ? GAP : 0);
	}
	return total;
}

static size_t widest_flexible(const struct table *table, const size_t *width)
{
	size_t best = SIZE_MAX;
	for (size_t c = 0; c < table->column_count; c++)
		if (table->columns[c].flexible && width[c] > FLEXIBLE_MIN && (best == SIZE_MAX || width[c] > width[best]))
			best = c;
	return best;
}

static void squeeze(const struct term *t, const struct table *table, size_t *width, size_t total)
{
	for (; total > t->width; total--) {
		size_t c = widest_flexible(table, width);
		if (c == SIZE_MAX)
			return; /* the terminal will wrap it: better than to hide a figure */
		width[c]--;
	}
}

void table_print(struct term *t, const struct table *table)
{
	size_t width[TABLE_COLUMNS_MAX];
	if (!table->row_count)
		return;
	squeeze(t, table, width, natural_widths(t, table, width));
	term_spaces(t, LAYOUT_INDENT);
	for (size_t c = 0; c < table->column_count; c++)
		if (width[c]) {
			term_cell(t, STYLE_QUIET, str_of(table->columns[c].title), width[c], table->columns[c].right);
			term_spaces(t, GAP);
		}
	term_line(t);
	for (size_t r = 0; r < table->row_count; r++) {
		term_spaces(t, LAYOUT_INDENT);
		for (size_t c = 0; c < table->column_count; c++)
			if (width[c]) {
				const struct table_cell *cell = &table->cells[r][c];
				term_cell(t, cell->style, cell->text, width[c], table->columns[c].right);
				term_spaces(t, GAP);
			}
		term_line(t);
	}
	if (table->left_out) {
		char text[64];
		struct buf b = {.p = text, .cap = sizeof text, .max = sizeof text};
		buf_printf(&b, "and %zu more", table->left_out);
		term_spaces(t, LAYOUT_INDENT);
		term_text(t, STYLE_QUIET, buf_view(&b));
		term_line(t);
	}
}
