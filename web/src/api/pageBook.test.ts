import { describe, expect, it } from "vitest";
import { isComplete, noted, type PageBook, pageOf, pagesFor, rowCount, UNREAD } from "./pageBook";

/* A book of @pages full pages of ten rows, the last of which leads on. */
function read(pages: number): PageBook {
	let book = UNREAD;
	for (let page = 0; page < pages; page++)
		book = noted(book, page, page === 0 ? null : `c${page}`, { count: 10, lastId: `r${page}`, nextCursor: `c${page + 1}` });
	return book;
}

describe("the book of a list's pages", () => {
	it("knows no rows and no end before the first page came", () => {
		expect(rowCount(UNREAD)).toBe(0);
		expect(isComplete(UNREAD)).toBe(false);
	});

	it("counts the rows of the pages that were read, and ends where no cursor follows", () => {
		const book = noted(read(2), 2, "c2", { count: 3, lastId: "z", nextCursor: null });
		expect(rowCount(book)).toBe(23);
		expect(isComplete(book)).toBe(true);
	});

	it("finds the page of every row, and none for rows beyond", () => {
		const book = read(3);
		expect([0, 9, 10, 29].map((row) => pageOf(book, row))).toEqual([0, 0, 1, 2]);
		expect(pageOf(book, 30)).toBe(-1);
		expect(pageOf(book, -1)).toBe(-1);
	});

	it("stays itself when a page comes back the same under a newly sealed cursor", () => {
		const book = read(3);
		expect(noted(book, 1, "c1", { count: 10, lastId: "r1", nextCursor: "sealed anew" })).toBe(book);
	});

	it("forgets what follows a page that came back with other rows", () => {
		const book = noted(read(4), 1, "c1", { count: 9, lastId: "other", nextCursor: "n" });
		expect(book).toHaveLength(3);
		expect(book[2]).toEqual({ cursor: "n", first: 19, count: null, lastId: null });
	});

	it("takes no notice of a page that was asked for under a cursor that is no longer the book's", () => {
		const book = read(2);
		expect(noted(book, 1, "an older one", { count: 1, lastId: "x", nextCursor: null })).toBe(book);
	});

	it("has an empty page in between without rows of its own", () => {
		let book = noted(UNREAD, 0, null, { count: 0, lastId: null, nextCursor: "c1" });
		book = noted(book, 1, "c1", { count: 2, lastId: "b", nextCursor: null });
		expect(rowCount(book)).toBe(2);
		expect(pageOf(book, 0)).toBe(1);
	});

	it("wants the pages in sight, their neighbours and the first one, whatever was read", () => {
		expect(pagesFor(read(1000), 5003, 5020)).toEqual([0, 499, 500, 501, 502, 503]);
	});

	it("asks for the next page only when the last one is near", () => {
		const book = read(5);
		expect(pagesFor(book, 0, 5)).toEqual([0, 1]);
		expect(pagesFor(book, 40, 45)).toEqual([0, 3, 4, 5]);
	});
});
