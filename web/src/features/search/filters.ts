/* The results page's filters, order and columns, and how they stand in the address. The text that is searched for does not. */
import type { SearchFilters, SearchSort } from "@/api/search";
import type { Address } from "@/ui/address";
import { isDay } from "@/ui/dateRanges";

/** Filters as the page handles them: lists are empty where nothing is asked for. */
export interface Filters {
	accountStatus: string[];
	vipTier: string[];
	kycStatus: string[];
	country: string[];
	brand: string[];
	tag: string[];
	registeredFrom: string | null;
	registeredTo: string | null;
	riskAtLeast: string | null;
}

export const NO_FILTERS: Filters = {
	accountStatus: [],
	vipTier: [],
	kycStatus: [],
	country: [],
	brand: [],
	tag: [],
	registeredFrom: null,
	registeredTo: null,
	riskAtLeast: null,
};

/** What the API knows of closed sets. */
export const CHOICES = {
	accountStatus: ["active", "suspended", "self_excluded", "closed"],
	vipTier: ["bronze", "silver", "gold", "platinum"],
	kycStatus: ["verified", "pending", "rejected"],
} as const;
export const RISKS = ["low", "medium", "high", "critical"] as const;
export const SORTS: readonly SearchSort[] = [
	"relevance",
	"-registered",
	"registered",
	"name",
	"-name",
	"username",
	"-username",
	"-vip",
	"vip",
	"id",
	"-id",
];

export type ListFilter = "accountStatus" | "vipTier" | "kycStatus" | "country" | "brand" | "tag";
export const LIST_FILTERS: readonly ListFilter[] = ["accountStatus", "vipTier", "kycStatus", "country", "brand", "tag"];

/** The API takes so many values of a filter. */
export const VALUES_MAX = 16;
const VALUE_MAX = 64;

const PARAMETERS: Record<keyof Filters, string> = {
	accountStatus: "status",
	vipTier: "vip",
	kycStatus: "kyc",
	country: "country",
	brand: "brand",
	tag: "tag",
	registeredFrom: "from",
	registeredTo: "to",
	riskAtLeast: "risk",
};

function allowed(name: ListFilter, value: string): boolean {
	if (name === "country") return /^[A-Z]{2}$/.test(value);
	if (name === "brand" || name === "tag") return value.length <= VALUE_MAX;
	return (CHOICES[name] as readonly string[]).includes(value);
}

function decode(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return "";
	}
}

/* A brand may have a comma in its name: values are encoded, the commas between them are not. */
function listFrom(name: ListFilter, text: string | undefined): string[] {
	const values = (text ?? "").split(",").map(decode);
	return [...new Set(values)].filter((v) => v !== "" && allowed(name, v)).slice(0, VALUES_MAX);
}

/** The filters of an address; what no filter knows is left out. */
export function filtersFrom(address: Address): Filters {
	const filters = { ...NO_FILTERS };
	for (const name of LIST_FILTERS) filters[name] = listFrom(name, address[PARAMETERS[name]]);
	filters.registeredFrom = isDay(address.from) ? address.from : null;
	filters.registeredTo = isDay(address.to) ? address.to : null;
	filters.riskAtLeast = RISKS.find((r) => r === address.risk) ?? null;
	return filters;
}

/** The parameters of filters; undefined for those that ask for nothing. */
export function addressOf(filters: Partial<Filters>): Address {
	return Object.fromEntries(
		Object.entries(filters).map(([name, value]) => {
			const text = Array.isArray(value) ? value.map(encodeURIComponent).join(",") : (value ?? "");
			return [PARAMETERS[name as keyof Filters], text === "" ? undefined : text];
		}),
	);
}

/** The filters as the API takes them. */
export function requestOf(filters: Filters): SearchFilters {
	const asked = Object.entries(filters).filter(([, value]) => (Array.isArray(value) ? value.length > 0 : value !== null));
	return Object.fromEntries(asked) as SearchFilters;
}

export function isFiltered(filters: Filters): boolean {
	return Object.keys(requestOf(filters)).length > 0;
}

export function sortFrom(address: Address): SearchSort | null {
	return SORTS.find((s) => s === address.sort) ?? null;
}

/** Columns switched on or off against the usual: "-brand,email". */
export function columnsFrom(text: string | undefined): Record<string, boolean> {
	const names = (text ?? "").split(",").filter((n) => /^-?[a-zA-Z]{1,24}$/.test(n));
	return Object.fromEntries(names.map((n) => [n.replace("-", ""), !n.startsWith("-")]));
}

export function columnsText(chosen: Readonly<Record<string, boolean>>): string | undefined {
	const names = Object.entries(chosen).map(([name, shown]) => (shown ? name : `-${name}`));
	return names.length > 0 ? names.join(",") : undefined;
}

/* "CUS-123456", or a UUID. Anything else in an address might be a name, an address or a number of somebody. */
const CUSTOMER_ID = /^(?:[A-Z]{2,8}-[A-Z0-9-]{0,40}\d[A-Z0-9-]{0,15}|[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})$/i;

/** The text that an address may carry: a customer's id, nothing else. */
export function idFrom(q: string | undefined): string | null {
	return q !== undefined && CUSTOMER_ID.test(q) ? q : null;
}
