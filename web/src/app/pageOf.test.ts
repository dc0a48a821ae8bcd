import { expect, it } from "vitest";
import { pageOf } from "./pageOf";

it("tells a customer's page and its section from the other pages", () => {
	expect(pageOf("/customers/CUS-1")).toEqual({ kind: "customer", id: "CUS-1", section: null });
	expect(pageOf("/customers/CUS-1/risk")).toEqual({ kind: "customer", id: "CUS-1", section: "risk" });
	expect(pageOf("/customers/a%2Fb")).toEqual({ kind: "customer", id: "a/b", section: null });
	expect(pageOf("/customers/%zz")).toEqual({ kind: "customer", id: "%zz", section: null });
	expect(pageOf("/customers")).toEqual({ kind: "place", path: "/customers" });
	expect(pageOf("/settings/")).toEqual({ kind: "place", path: "/settings" });
	expect(pageOf("/")).toEqual({ kind: "place", path: "/" });
});
