import type { Schemas } from "@/api/client";
import { country } from "@/ui/format";

/** "Toronto, Canada", as far as it is known; null: nothing is. */
export function placeText({ city, country: code }: Pick<Schemas["Login"], "city" | "country">): string | null {
	return [city, code && country(code)].filter(Boolean).join(", ") || null;
}
