/* directory/segment.h - one immutable, mapped file of the index: customers, and every order in which they are looked for.
 *
 * Documents are numbered in the order of relevance (tier, newest registration, id), so that a set of them read in order is
 * ranked. stored    what directory/customer.h encodes, by document texts     folded text by document, values ended by NUL: public
 * (id, user name, names), private (emails, phone). Apart, since not everybody may search in the private one columns   per field,
 * all places in the text where a word begins, sorted by what follows: a prefix is a range orders    per sort, documents in order
 * and the place of each in it facets    per value of a filter, its documents: bits when many, a list when few trigrams  per three
 * characters, the blocks of 16 documents that have them anywhere gone      ids that this file deletes from older ones Numbers are
 * as the machine has them: the file is rebuildable and never leaves it.
 *
 * Thread: any, read only. Life: segment_write (directory/segment_write.h), segment_open .. segment_unref. */
#pragma once

#include "directory/bits.h"
#include "directory/customer.h"

#include <stdatomic.h>

#define SEGMENT_MAGIC        "PBDIR\0\0\3"
#define SEGMENT_DOCS_MAX     1048576u            /* more customers: more files */
#define SEGMENT_STORED_MAX   ((size_t)640 << 20) /* bytes of customers a file */
#define SEGMENT_PLACE_MASK   0x3FFFFFFFu         /* texts up to 1 GiB; above it flags of a place: */
#define SEGMENT_PLACE_START  0x40000000u         /* the value starts here */
#define SEGMENT_PLACE_WHOLE  0x80000000u         /* equal to the end means equal to a whole value */
#define SEGMENT_PLACE_FLAGS  (SEGMENT_PLACE_START | SEGMENT_PLACE_WHOLE)
#define SEGMENT_TEXT_PADDING 16 /* zeros behind a text, so that eight bytes can be read at any place */
#define SEGMENT_BLOCK        16 /* documents: with 64, digits of ids and phones are in nearly every block */
#define SEGMENT_TRIGRAMS     (40 * 40 * 40)
#define SEGMENT_BROAD        16   /* a prefix of more than one document in so many has its documents as bits */
#define SEGMENT_SMALL        1024 /* up to so many documents, trigrams don't pay: everything is read */

enum segment_column { COLUMN_ID, COLUMN_USERNAME, COLUMN_NAME, COLUMN_EMAIL, COLUMN_PHONE, COLUMN_FORMER, COLUMN_COUNT_ };
static inline bool column_is_private(enum segment_column c)
{
	return c >= COLUMN_EMAIL;
}
enum segment_text { TEXT_PUBLIC, TEXT_PRIVATE, TEXT_COUNT_ };
enum segment_order { ORDER_REGISTERED, ORDER_NAME, ORDER_USERNAME, ORDER_ID, ORDER_COUNT_ };
enum segment_facet { FACET_STATUS, FACET_VIP, FACET_KYC, FACET_RISK, FACET_COUNTRY, FACET_BRAND, FACET_TAG, FACET_COUNT_ };

enum segment_section {
	SECTION_STORED,                                              /* bytes */
	SECTION_STORED_AT,                                           /* u64[docs + 1] */
	SECTION_TEXT,                                                /* bytes, one section a text */
	SECTION_TEXT_AT = SECTION_TEXT + TEXT_COUNT_,                /* u32[docs + 1], one a text */
	SECTION_COLUMN_DOCS = SECTION_TEXT_AT + TEXT_COUNT_,         /* u32[n], one a column */
	SECTION_COLUMN_PLACES = SECTION_COLUMN_DOCS + COLUMN_COUNT_, /* u32[n], one a column */
	SECTION_ORDER_DOCS = SECTION_COLUMN_PLACES + COLUMN_COUNT_,  /* u32[docs], one an order */
	SECTION_ORDER_RANKS = SECTION_ORDER_DOCS + ORDER_COUNT_,     /* u32[docs], one an order */
	SECTION_REGISTERED = SECTION_ORDER_RANKS + ORDER_COUNT_,     /* i32[docs] */
	SECTION_VIP,                                                 /* i8[docs]: tier, -1 none */
	SECTION_FACETS,                                              /* struct facet_entry[], sorted by facet, value */
	SECTION_FACET_TEXT,                                          /* values */
	SECTION_FACET_DATA,                                          /* u32 lists and u64 bits, each 8-aligned */
	SECTION_TRIGRAM_AT,                                          /* u32[SEGMENT_TRIGRAMS + 1] */
	SECTION_TRIGRAM_BLOCKS,                                      /* u16[] */
	SECTION_BROAD,                                               /* struct broad_entry[], by column, from, to */
	SECTION_BROAD_BITS,                                          /* u64[words of docs] each */
	SECTION_GONE,                                                /* ids, each ended by NUL */
	SECTION_COUNT_
};
_Static_assert(SEGMENT_DOCS_MAX / SEGMENT_BLOCK <= UINT16_MAX + 1, "blocks are numbered in 16 bits");
_Static_assert(64 % SEGMENT_BLOCK == 0, "a word of documents is whole blocks");

struct facet_entry {
	uint32_t facet, value_at, value_n;
	uint32_t count; /* documents */
	uint64_t data_at;
	uint32_t is_bits, zero;
};

/* A range of a column that many documents are in: "e", "ex" .. "example.com" where everybody has such an address. */
struct broad_entry {
	uint32_t column, from, to, zero;
};

struct segment_head {
	char magic[8];
	uint32_t docs, sections;
	uint64_t file_bytes;
	struct {
		uint64_t at, bytes;
	} section[SECTION_COUNT_];
	uint64_t checksum; /* str_hash_stable of everything before */
};

struct segment {
	atomic_uint refs;
	uint64_t number; /* of its file; newer is larger */
	uint32_t docs;
	const char *map;
	size_t map_bytes;
	const struct segment_head *head;
	const char *stored;
	const uint64_t *stored_at;
	const char *text[TEXT_COUNT_];
	const uint32_t *text_at[TEXT_COUNT_];
	struct {
		const uint32_t *docs, *places;
		uint32_t count;
	} column[COLUMN_COUNT_];
	struct {
		const uint32_t *docs, *ranks;
	} order[ORDER_COUNT_];
	const int32_t *registered;
	const int8_t *vip;
	const struct facet_entry *facets;
	uint32_t facet_count;
	const char *facet_text, *facet_data;
	const uint32_t *trigram_at; /* NULL: a small file without */
	const uint16_t *trigram_blocks;
	const struct broad_entry *broad;
	uint32_t broad_count;
	const uint64_t *broad_bits;
	struct str gone;
};

/* ERR_CORRUPT: not such a file, or cut short; ERR_NOT_FOUND, ERR_IO. */
NODISCARD enum err segment_open(const char *path, uint64_t number, struct segment **ret);
struct segment *segment_ref(struct segment *s);
void segment_unref(struct segment *s);

static inline struct str segment_stored(const struct segment *s, uint32_t doc)
{
	return str_mem(s->stored + s->stored_at[doc], s->stored_at[doc + 1] - s->stored_at[doc]);
}
/* The document's folded text: values ended by NUL. */
static inline struct str segment_text(const struct segment *s, enum segment_text t, uint32_t doc)
{
	return str_mem(s->text[t] + s->text_at[t][doc], s->text_at[t][doc + 1] - s->text_at[t][doc]);
}
static inline enum segment_text column_text(enum segment_column c)
{
	return column_is_private(c) ? TEXT_PRIVATE : TEXT_PUBLIC;
}

struct segment_range {
	uint32_t from, to;
};
/* Entries of a column whose text from their place on starts with @prefix; with a NUL at its end, equals it. */
struct segment_range segment_prefix(const struct segment *s, enum segment_column c, struct str prefix);
/* The range's documents as bits, NULL unless it is a broad one. */
const uint64_t *segment_broad(const struct segment *s, enum segment_column c, struct segment_range r);
/* The document with this id, byte for byte; false when there is none. */
bool segment_find(const struct segment *s, struct str id, uint32_t *ret_doc);
/* NULL: no customer has it. @value in ASCII lower case; for enums, one byte: the index. */
const struct facet_entry *segment_facet(const struct segment *s, enum segment_facet f, struct str value);
/* 0 .. SEGMENT_TRIGRAMS - 1; UINT32_MAX when a NUL is among them. */
uint32_t segment_trigram(const char *p);
