import { describe, expect, it } from "vitest";
import { apiSort, tableSort } from "./columns";
import {
	addressOf,
	columnsFrom,
	columnsText,
	type Filters,
	filtersFrom,
	idFrom,
	isFiltered,
	NO_FILTERS,
	requestOf,
	SORTS,
	sortFrom,
} from "./filters";

const SOME: Filters = {
	accountStatus: ["active", "self_excluded"],
	vipTier: ["gold"],
	kycStatus: [],
	country: ["CA", "DE"],
	brand: ["Lucky, Harbour & Söhne", "100%"],
	tag: ["high_value"],
	registeredFrom: "2024-02-29",
	registeredTo: null,
	riskAtLeast: "high",
};

describe("filters in the address", () => {
	it("come back as they went", () => {
		expect(filtersFrom(addressOf(SOME))).toEqual(SOME);
		expect(filtersFrom(addressOf(NO_FILTERS))).toEqual(NO_FILTERS);
	});

	it("come back through an address's text, too", () => {
		const text = new URLSearchParams(
			Object.entries(addressOf(SOME)).filter((e): e is [string, string] => e[1] !== undefined),
		).toString();
		expect(filtersFrom(Object.fromEntries(new URLSearchParams(text)))).toEqual(SOME);
	});

	it("leave out what no filter knows", () => {
		const filters = filtersFrom({
			status: "active,dancing,active",
			country: "Canada,ca,CA",
			from: "2024-02-30",
			to: "yesterday",
			risk: "none",
			brand: "%E0%A4%A,ok",
		});
		expect(filters).toEqual({ ...NO_FILTERS, accountStatus: ["active"], country: ["CA"], brand: ["ok"] });
	});

	it("ask for nothing where nothing is chosen", () => {
		expect(requestOf(NO_FILTERS)).toEqual({});
		expect(isFiltered(NO_FILTERS)).toBe(false);
		expect(requestOf(SOME)).toEqual({
			accountStatus: ["active", "self_excluded"],
			vipTier: ["gold"],
			country: ["CA", "DE"],
			brand: ["Lucky, Harbour & Söhne", "100%"],
			tag: ["high_value"],
			registeredFrom: "2024-02-29",
			riskAtLeast: "high",
		});
	});

	it("change one filter alone", () => {
		expect(addressOf({ vipTier: [] })).toEqual({ vip: undefined });
	});
});

describe("order and columns in the address", () => {
	it("know the API's orders only", () => {
		expect(sortFrom({ sort: "-registered" })).toBe("-registered");
		expect(sortFrom({ sort: "email" })).toBeNull();
	});

	it("say the same to the table and to the API", () => {
		for (const sort of SORTS.filter((s) => s !== "relevance")) expect(apiSort(tableSort(sort))).toBe(sort);
		expect(apiSort({ column: "status", descending: false })).toBeNull();
	});

	it("bring columns back", () => {
		const chosen = { brand: false, email: true };
		expect(columnsFrom(columnsText(chosen))).toEqual(chosen);
		expect(columnsText({})).toBeUndefined();
		expect(columnsFrom("<b>,__proto__,-x y,,email")).toEqual({ email: true });
	});
});

describe("the text that an address may carry", () => {
	it.each(["CUS-123456", "cus-1", "ACME-0-77", "3f2504e0-4f89-11d3-9a0c-0305e82c3301"])("is an id: %s", (id) => {
		expect(idFrom(id)).toBe(id);
	});

	it.each([
		"john",
		"john@example.com",
		"john_player_77",
		"+1-555-0123",
		"15550123",
		"Anna-Lena",
		"jane.doe1",
		"",
		undefined,
	])("is nothing personal: %s", (text) => {
		expect(idFrom(text)).toBeNull();
	});
});
