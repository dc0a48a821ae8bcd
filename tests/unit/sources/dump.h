/* A record as one line of text, for tables of tests. */
#pragma once

#include "base/clock.h"
#include "sources/schema.h"

#include <stdio.h>

static inline void dump_record(struct buf *b, const struct record *r);

static inline void dump_value(struct buf *b, const struct field *f, const struct value *v)
{
	char text[64];
	switch (f->type) {
	case FIELD_INT:
		buf_i64(b, v->i64);
		break;
	case FIELD_BOOL:
		buf_str(b, v->b ? STR("true") : STR("false"));
		break;
	case FIELD_MONEY:
		buf_money(b, v->money.minor, v->money.currency->exponent);
		buf_str(b, str_of(v->money.currency->code));
		break;
	case FIELD_TIME:
		clock_format_rfc3339(v->i64, text);
		buf_str(b, str_of(text));
		break;
	case FIELD_DATE:
		clock_format_date(v->days, text);
		buf_str(b, str_of(text));
		break;
	case FIELD_ENUM:
		buf_str(b, str_of(f->values[v->index]));
		break;
	case FIELD_CURRENCY:
		buf_str(b, str_of(v->currency->code));
		break;
	case FIELD_STRINGS:
		for (size_t i = 0; i < v->strings.count; i++) {
			buf_str(b, i ? STR(",") : STR(""));
			buf_str(b, v->strings.items[i]);
		}
		break;
	case FIELD_LIST:
		buf_char(b, '[');
		for (size_t i = 0; i < v->list.count; i++) {
			buf_str(b, i ? STR(" | ") : STR(""));
			dump_record(b, &v->list.items[i]);
		}
		buf_char(b, ']');
		break;
	default:
		buf_str(b, v->text);
	}
}

static inline void dump_record(struct buf *b, const struct record *r)
{
	bool first = true;
	for (size_t i = 0; i < r->schema->count; i++) {
		if (!r->values[i].present)
			continue;
		buf_str(b, first ? STR("") : STR("; "));
		first = false;
		buf_str(b, str_of(r->schema->fields[i].name));
		buf_char(b, '=');
		dump_value(b, &r->schema->fields[i], &r->values[i]);
	}
}
