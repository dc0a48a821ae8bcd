import { expect, test } from "vitest";
import { withNewest } from "./useReplay";

type Page = Parameters<typeof withNewest>[1];

const page = (ids: number[], nextCursor: string | null, fetchedAt = "then"): Page =>
	({
		items: ids.map((n) => ({ roundId: `R${n}`, won: n })),
		nextCursor,
		meta: { fetchedAt },
		masked: [],
	}) as unknown as Page;

const ids = (pages: Page[] | null) => pages?.map((p) => p.items.map((r) => r.roundId).join(" "));

test("new rounds come first, and cursors of older pages stay", () => {
	const pages = [page([4, 3], "c1"), page([2, 1], null)];
	const now = withNewest(pages, page([6, 5, 4], "c0", "now"));
	expect(ids(now)).toEqual(["R6 R5 R4 R3", "R2 R1"]);
	expect(now?.map((p) => p.nextCursor)).toEqual(["c1", null]);
	expect(now?.[0]?.meta.fetchedAt).toBe("now");
});

test("a round that has been settled since is taken as it is now", () => {
	const settled = page([2, 1], null);
	if (settled.items[1]) settled.items[1].won = 50;
	expect(withNewest([page([2], "c"), page([1], null)], settled)?.[1]?.items[0]?.won).toBe(50);
});

test("rounds that don't reach back to those at hand leave a gap: all is read anew", () => {
	expect(withNewest([page([2, 1], null)], page([9, 8], "c"))).toBeNull();
});

test("the whole of a short list leaves none, and the first rounds of an empty one neither", () => {
	expect(ids(withNewest([page([], null)], page([2, 1], null)))).toEqual(["R2 R1"]);
	expect(ids(withNewest([page([], null)], page([2, 1], "c")))).toEqual(["R2 R1"]);
});
