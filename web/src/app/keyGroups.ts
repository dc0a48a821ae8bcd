import type { KeyBinding } from "@/ui/keys";

interface KeyGroup {
	group: string;
	/** What can be done, and by which keys: several may do the same. */
	entries: { what: string; keys: string[] }[];
}

/** Keys for the help: by group in the order in which they came, what does the same in one line, no line twice. */
export function groupKeys(bindings: readonly Pick<KeyBinding, "keys" | "what" | "group">[]): KeyGroup[] {
	const groups = new Map<string, Map<string, Set<string>>>();
	for (const { group, what, keys } of bindings) {
		if (what === null) continue;
		const entries = groups.get(group) ?? new Map<string, Set<string>>();
		groups.set(group, entries);
		entries.set(what, (entries.get(what) ?? new Set()).add(keys));
	}
	return [...groups].map(([group, entries]) => ({
		group,
		entries: [...entries].map(([what, keys]) => ({ what, keys: [...keys] })),
	}));
}
