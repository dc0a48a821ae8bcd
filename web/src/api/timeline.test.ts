import { expect, it } from "vitest";
import { withHead } from "./timeline";
import { newerThan, type TimelineItem } from "./timelineHead";

const item = (id: string, state: string | null = null) =>
	({ type: "bet", id, at: `2026-01-0${id}T00:00:00Z`, state }) as TimelineItem;
const ids = (items: readonly TimelineItem[] | null) => items?.map((i) => `${i.id}${i.state ?? ""}`).join(" ");

it("what is newer stands before the first thing that is known", () => {
	expect(ids(newerThan([item("3"), item("2")], [item("5"), item("4"), item("3"), item("2")]))).toBe("5 4");
	expect(newerThan([item("3")], [item("3")])).toHaveLength(0);
	expect(ids(newerThan([], [item("1")]))).toBe("1");
	expect(newerThan([item("1")], [])).toHaveLength(0);
});

it("a thing in another state is the same thing: it changes where it stands", () => {
	expect(ids(withHead([item("3", "open"), item("2")], [item("4"), item("3", "won")]))).toBe("4 3won 2");
});

it("when more happened than one page tells, there is nothing to put before", () => {
	expect(withHead([item("1")], [item("9"), item("8")])).toBeNull();
	expect(ids(withHead([], [item("9")]))).toBe("9");
	expect(ids(withHead([item("1")], []))).toBe("1");
});
