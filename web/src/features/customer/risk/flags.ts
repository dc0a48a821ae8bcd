/* Risk flags in the order in which they matter. */
import type { Schemas } from "@/api/client";
import { bySeverity } from "@/ui/Severity";

export type Flag = Schemas["Flag"];

/** From more flags than this on there are filters. */
export const FILTER_FROM = 8;

interface FlagFilter {
	category?: string | undefined;
	status?: string | undefined;
}

interface FlagGroup {
	severity: string;
	flags: Flag[];
}

/** Grouped by severity, the highest first; within a group the newest first. */
export function grouped(flags: readonly Flag[]): FlagGroup[] {
	const groups = new Map<string, Flag[]>();
	for (const flag of flags) {
		const group = groups.get(flag.severity);
		if (group) group.push(flag);
		else groups.set(flag.severity, [flag]);
	}
	return [...groups]
		.sort(([a], [b]) => bySeverity(a, b))
		.map(([severity, list]) => ({
			severity,
			flags: list.sort((a, b) => (b.detectedAt ?? "").localeCompare(a.detectedAt ?? "")),
		}));
}

export function filtered(flags: readonly Flag[], { category, status }: FlagFilter): Flag[] {
	return flags.filter((f) => (!category || f.category === category) && (!status || f.status === status));
}

/** The values to choose from: of the flags that are here, and no others. */
export function choices(flags: readonly Flag[], of: "category" | "status"): string[] {
	return [...new Set(flags.map((f) => f[of]).filter((v): v is NonNullable<typeof v> => v !== null && v !== undefined))].sort();
}
