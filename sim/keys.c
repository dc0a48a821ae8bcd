#include "sim/keys.h"

#define PROBES_MAX 16u

bool key_is_valid(struct str key)
{
	for (size_t i = 0; i < key.n; i++)
		if (key.p[i] <= ' ' || key.p[i] > '~')
			return false;
	return key.n > 0 && key.n <= KEY_MAX;
}

static void put(struct buf *out, struct str text)
{
	uint32_t n = (uint32_t)text.n;
	buf_add(out, &n, sizeof(n));
	buf_str(out, text);
}

static bool take(struct str *in, struct str *ret)
{
	uint32_t n;
	if (in->n < sizeof(n))
		return false;
	memcpy(&n, in->p, sizeof(n));
	if (n > in->n - sizeof(n))
		return false;
	*ret = str_mem(in->p + sizeof(n), n);
	*in = str_mem(ret->p + n, in->n - sizeof(n) - n);
	return true;
}

void keys_encode(struct str key, const struct key_row *row, struct buf *out)
{
	put(out, key);
	put(out, row->request);
	put(out, row->answer);
}

enum err keys_find(struct store *s, enum fault_service service, struct str key, struct buf *scratch, struct key_row *ret,
		   int64_t *ret_id)
{
	int64_t id = (int64_t)(str_hash_stable(key) >> 2);
	for (unsigned i = 0; i < PROBES_MAX; i++, id++) {
		struct str whose;
		struct key_row row;
		enum err e = store_get(s, (enum table)(TABLE_KEYS + service), id, scratch);
		*ret_id = id;
		if (e)
			return e;
		struct str body = buf_view(scratch);
		if (!take(&body, &whose) || !take(&body, &row.request) || !take(&body, &row.answer) || body.n)
			return ERR_CORRUPT;
		if (str_eq(whose, key)) {
			*ret = row;
			return OK;
		}
	}
	return ERR_FULL;
}
