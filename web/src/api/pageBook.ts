/* Where the pages of a long list begin, as far as it was read: a cursor, a number and an id for each page, whatever its rows hold. */

interface PageStart {
	/** Null: the list's beginning. */
	cursor: string | null;
	/** Number of its first row in the whole list. */
	first: number;
	/** How many rows, and the last one's id; null until the page was read. */
	count: number | null;
	lastId: string | null;
}

export type PageBook = readonly PageStart[];

/** What a page that was read says of the list. */
interface PageRead {
	count: number;
	lastId: string | null;
	nextCursor: string | null;
}

export const UNREAD: PageBook = [{ cursor: null, first: 0, count: null, lastId: null }];

/** How many rows are known to be there. */
export function rowCount(book: PageBook): number {
	const last = book.at(-1);
	return last ? last.first + (last.count ?? 0) : 0;
}

/** Whether the end was reached. */
export function isComplete(book: PageBook): boolean {
	return book.at(-1)?.count !== null;
}

/** The book after page @index, which began at @cursor, was read (again). Cursors are sealed anew each time, so a new text of the next one
 * means nothing; another last row means that the list has moved, and what follows is forgotten. */
export function noted(book: PageBook, index: number, cursor: string | null, read: PageRead): PageBook {
	const start = book[index];
	if (!start || start.cursor !== cursor) return book;
	const followed = index + 1 < book.length;
	if (start.count === read.count && start.lastId === read.lastId && followed === (read.nextCursor !== null)) return book;
	const upTo = [...book.slice(0, index), { ...start, count: read.count, lastId: read.lastId }];
	if (read.nextCursor === null) return upTo;
	return [...upTo, { cursor: read.nextCursor, first: start.first + read.count, count: null, lastId: null }];
}

/** The page that holds a row; -1 when none is known to. */
export function pageOf(book: PageBook, row: number): number {
	let low = 0;
	let high = book.length - 1;
	while (low <= high) {
		const middle = (low + high) >> 1;
		const page = book[middle];
		if (!page || row < page.first) high = middle - 1;
		else if (row >= page.first + (page.count ?? 0)) low = middle + 1;
		else return middle;
	}
	return -1;
}

/** The pages to have at hand while rows @first to @last are in sight: theirs, one on either side, and the list's first, which isn't let go:
 * read again it would begin with other rows. */
export function pagesFor(book: PageBook, first: number, last: number): number[] {
	const known = rowCount(book);
	const unread = isComplete(book) ? book.length - 1 : book.length - 2;
	const at = (row: number) => (row >= known ? book.length - 1 : Math.max(0, pageOf(book, Math.max(0, row))));
	const from = Math.max(0, at(first) - 1);
	/* The page after the last read one is asked for when the last read one is in sight. */
	const to = Math.min(book.length - 1, Math.min(at(last), Math.max(0, unread)) + 1);
	const pages = from > 0 ? [0] : [];
	for (let page = from; page <= to; page++) pages.push(page);
	return pages;
}
