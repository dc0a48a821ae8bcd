import { beforeEach, describe, expect, it } from "vitest";
import { Exchange } from "./exchange";
import type { LinkState, ToTab, Wish } from "./messages";

let exchange: Exchange;
let wanted: Wish[];
let hurried: number;

beforeEach(() => {
	exchange = new Exchange();
	wanted = [];
	hurried = 0;
	exchange.attach({ want: (wish) => void wanted.push(wish), now: () => hurried++, state: "live" as LinkState });
});

function tab() {
	const heard: ToTab[] = [];
	const self = {};
	const tell = (message: ToTab) => void heard.push(message);
	return {
		heard,
		want: (...customers: string[]) =>
			exchange.hear(self, tell, { what: "want", wish: { customers, topics: ["bets"] }, csrf: "t", lock: null }),
		say: (what: "now" | "leave") => exchange.hear(self, tell, { what }),
	};
}

const section = (customerId: string): ToTab => ({ what: "section", customerId, section: "risk", view: {} });

describe("tabs on one connection", () => {
	it("what they want is asked for together, the latest wish first", () => {
		const [a, b] = [tab(), tab()];
		a.want("CUS-1");
		b.want("CUS-2");
		expect(wanted.at(-1)?.customers).toEqual(["CUS-2", "CUS-1"]);
		a.want("CUS-3");
		expect(wanted.at(-1)?.customers).toEqual(["CUS-3", "CUS-2"]);
		expect(exchange.csrf()).toBe("t");
	});

	it("each is told at once where the connection stands, and then only what it follows", () => {
		const [a, b] = [tab(), tab()];
		a.want("CUS-1");
		b.want("CUS-2");
		expect(a.heard).toEqual([{ what: "state", state: "live" }]);
		exchange.tell(section("CUS-1"));
		exchange.tell({ what: "change", change: { type: "x", customerId: "CUS-2", at: "", data: {} } });
		expect(a.heard.map((m) => m.what)).toEqual(["state", "section"]);
		expect(b.heard.map((m) => m.what)).toEqual(["state", "change"]);
	});

	it("a tab that leaves wants nothing any more and hears nothing", () => {
		const [a, b] = [tab(), tab()];
		a.want("CUS-1");
		b.want("CUS-2");
		a.say("leave");
		expect(wanted.at(-1)?.customers).toEqual(["CUS-2"]);
		b.say("leave");
		expect(wanted.at(-1)?.customers).toEqual([]);
		exchange.tell(section("CUS-1"));
		expect(a.heard).toHaveLength(1);
		expect(exchange.tabs).toBe(0);
	});

	it("who is no longer signed on wants nothing until it is said anew", () => {
		const a = tab();
		a.want("CUS-1");
		exchange.tell({ what: "ended" });
		expect(a.heard.at(-1)).toEqual({ what: "ended" });
		exchange.tell(section("CUS-1"));
		expect(a.heard.at(-1)).toEqual({ what: "ended" });
	});

	it("passes on that there is no reason to wait", () => {
		tab().say("now");
		expect(hurried).toBe(1);
	});
});

describe("what is told whole", () => {
	const picture = (name: "presence" | "wall" | "sources", data: object): ToTab => ({
		what: "picture",
		picture: name,
		data: { ...data },
	});

	it("goes to who asked for it, and about a customer only to who follows that one", () => {
		const heard: string[][] = [[], []];
		const ask = (i: number, wish: Wish) =>
			exchange.hear(heard[i] ?? [], (m) => m.what === "picture" && heard[i]?.push(m.picture), {
				what: "want",
				wish,
				csrf: null,
				lock: null,
			});
		ask(0, { customers: ["CUS-1"], topics: ["presence", "sources"] });
		ask(1, { customers: [], topics: ["wall", "sources"] });
		exchange.tell(picture("presence", { customerId: "CUS-1" }));
		exchange.tell(picture("presence", { customerId: "CUS-2" }));
		exchange.tell(picture("wall", {}));
		exchange.tell(picture("sources", {}));
		expect(heard).toEqual([
			["presence", "sources"],
			["wall", "sources"],
		]);
	});

	it("what happens to anybody is told at the wall", () => {
		const heard: ToTab[] = [];
		const wish = { customers: [], topics: ["wall"] };
		exchange.hear({}, (m) => void heard.push(m), { what: "want", wish, csrf: null, lock: null });
		exchange.tell({ what: "change", change: { type: "alert", customerId: "CUS-9", at: "", data: {} } });
		exchange.tell(section("CUS-9"));
		expect(heard.map((m) => m.what)).toEqual(["state", "change"]);
	});

	it("a customer is seen while one of the tabs that follow it is looked at", () => {
		const want = (from: object, customers: string[], unseen: string[]) =>
			exchange.hear(from, () => {}, { what: "want", wish: { customers, topics: ["presence"], unseen }, csrf: null, lock: null });
		const [a, b] = [{}, {}];
		want(a, ["CUS-1", "CUS-2"], ["CUS-1", "CUS-2"]);
		want(b, ["CUS-1"], []);
		expect(wanted.at(-1)?.unseen).toEqual(["CUS-2"]);
		want(b, ["CUS-1"], ["CUS-1"]);
		expect(new Set(wanted.at(-1)?.unseen)).toEqual(new Set(["CUS-1", "CUS-2"]));
	});
});
