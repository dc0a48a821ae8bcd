/* app/layout.h - the two shapes that a terminal is shown: grids of labelled values and tables. Both are filled first and then
 * printed, when the widths are known. Texts must outlive the printing. Thread: one. Life: values on the stack. */
#pragma once

#include "app/term.h"

#define LAYOUT_INDENT 2

#define GRID_MAX 32

struct grid {
	struct grid_item {
		const char *label;
		struct str value;
		enum style style;
		bool masked;
	} items[GRID_MAX];
	size_t count;
};
/* An empty value is not added: what is unknown goes in by its word. */
void grid_add(struct grid *g, const char *label, enum style style, struct str value);
void grid_add_masked(struct grid *g, const char *label, struct str value);
/* In two columns, downwards, where the terminal is wide enough. */
void grid_print(struct term *t, const struct grid *g);

#define TABLE_COLUMNS_MAX 10
#define TABLE_ROWS_MAX    200

struct table_column {
	const char *title;
	bool right;
	bool flexible; /* gives way when the terminal is narrow */
};
struct table_cell {
	struct str text;
	enum style style;
};
struct table {
	const struct table_column *columns;
	size_t column_count, row_count;
	struct table_cell cells[TABLE_ROWS_MAX][TABLE_COLUMNS_MAX];
	size_t left_out; /* rows past the maximum */
};
void table_init(struct table *t, const struct table_column *columns, size_t count);
/* Begins a row; false: the table is full (and the row is counted as left out). */
bool table_row(struct table *t);
void table_set(struct table *t, size_t column, enum style style, struct str text);
/* Columns without a single text are left out. */
void table_print(struct term *t, const struct table *table);
