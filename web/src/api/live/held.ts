/* What came while a person holds the page: of each section the latest, of what happened only how much. */
import type { QueryClient } from "@tanstack/react-query";
import { SECTION_NAMES, type SectionName } from "../sections";

interface Arrived {
	customerId: string;
	section: string;
	view: object;
}

/** Puts a section that the stream brought in the place of the one that was fetched; what is the same in both stays the same object. */
export function applySection(client: QueryClient, { customerId, section, view }: Arrived): void {
	if (!(SECTION_NAMES as readonly string[]).includes(section)) return;
	client.setQueryData(["customer", customerId, "section", section as SectionName], view);
}

export class Held {
	#sections = new Map<string, Arrived>();
	#changes = 0;

	/** How many things happened; where the stream tells only sections, how many of those are new. */
	get count(): number {
		return this.#changes || this.#sections.size;
	}

	section(arrived: Arrived): void {
		this.#sections.set(`${arrived.customerId} ${arrived.section}`, arrived);
	}

	change(): void {
		this.#changes++;
	}

	/** What no page shows any more needn't be held. */
	keepOnly(customers: readonly string[]): void {
		for (const [key, { customerId }] of this.#sections) if (!customers.includes(customerId)) this.#sections.delete(key);
		if (customers.length === 0) this.#changes = 0;
	}

	/** Lets go of everything; whether anything happened besides the sections. */
	release(apply: (arrived: Arrived) => void): boolean {
		const sections = [...this.#sections.values()];
		const happened = this.#changes > 0;
		this.#sections = new Map();
		this.#changes = 0;
		for (const arrived of sections) apply(arrived);
		return happened;
	}
}
