/* The timeline's filters in the address: tl.source, tl.type, and the period (tl.range, tl.from, tl.to). */
import type { TimelineType } from "@/api/timelineHead";
import type { Address } from "@/ui/address";
import { isType, SOURCES, TYPES } from "./kinds";

export interface Kinds {
	sources: readonly string[];
	types: readonly TimelineType[];
}

function listOf(text: string | undefined): string[] {
	return [...new Set((text ?? "").split(",").filter((v) => v !== ""))];
}

/** The sources and types that an address names, those that there are. */
export function kindsFrom(address: Address): Kinds {
	return {
		sources: listOf(address["tl.source"]).filter((s) => SOURCES.includes(s)),
		types: listOf(address["tl.type"]).filter(isType),
	};
}

/** All of them is the same as none. */
export function addressOfKinds({ sources, types }: Kinds): Address {
	return {
		"tl.source": sources.length < SOURCES.length ? sources.join(",") : undefined,
		"tl.type": types.length < TYPES.length ? types.join(",") : undefined,
	};
}

export function toggled<T extends string>(list: readonly T[], value: T): T[] {
	return list.includes(value) ? list.filter((v) => v !== value) : [...list, value];
}
