/* What the search box offers, as one list: keys go through it from top to bottom. */
import type { LucideIcon } from "lucide-react";
import type { Recent } from "@/api/recentHits";
import type { Hit } from "@/api/search";

/** A place to go to: a page, or a section of the customer's page that is open. The shell knows them. */
export interface GoTo {
	name: string;
	label: string;
	/** What else it is found by. */
	hint?: string;
	icon: LucideIcon;
	href: string;
}

export type Option =
	| { kind: "hit"; key: string; href: string; hit: Hit }
	| { kind: "recent"; key: string; href: string; recent: Recent }
	| { kind: "all"; key: string; href: string }
	| { kind: "goTo"; key: string; href: string; goTo: GoTo };

function customerHref(id: string): string {
	return `/customers/${encodeURIComponent(id)}`;
}

export function hitOption(hit: Hit): Option {
	return { kind: "hit", key: `hit ${hit.customerId}`, href: customerHref(hit.customerId), hit };
}

export function recentOption(recent: Recent): Option {
	return { kind: "recent", key: `recent ${recent.id}`, href: customerHref(recent.id), recent };
}

export function goToOption(goTo: GoTo): Option {
	return { kind: "goTo", key: `go ${goTo.name}`, href: goTo.href, goTo };
}

export const ALL_RESULTS: Option = { kind: "all", key: "all", href: "/search" };

function plain(text: string): string {
	return text.normalize("NFKD").replaceAll(/\p{M}/gu, "").toLocaleLowerCase();
}

/** The places whose label or hint has all typed words; all of them when nothing is typed. */
export function matchingPlaces(places: readonly GoTo[], typed: string): GoTo[] {
	const words = plain(typed)
		.split(/\s+/)
		.filter((w) => w !== "");
	return places.filter((p) => {
		const text = plain(`${p.label} ${p.hint ?? ""}`);
		return words.every((w) => text.includes(w));
	});
}

/** The option @by steps from the one named @from, around both ends. */
export function stepFrom(options: readonly Option[], from: string | null, by: number): Option | undefined {
	const at = options.findIndex((o) => o.key === from);
	if (at < 0) return by > 0 ? options[0] : options.at(-1);
	return options[(at + by + options.length) % options.length];
}
