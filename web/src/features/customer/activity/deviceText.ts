import type { Schemas } from "@/api/client";
import { wordOf } from "@/ui/words";

/** "Phone, Android 15", as far as it is known; null: nothing is. */
export function deviceText({ kind, os }: Pick<Schemas["Device"], "kind" | "os">): string | null {
	return [kind && wordOf("deviceKind", kind), os].filter(Boolean).join(", ") || null;
}
