import type { Schemas } from "@/api/client";

interface ConsentMatrix {
	products: string[];
	channels: string[];
	/** undefined: never asked, or not told. */
	at: (product: string, channel: string) => Schemas["Consent"] | undefined;
}

/** Consents as products × channels, both in the order in which the source first names them. Of several for one cell the latest counts. */
export function consentMatrix(consents: readonly Schemas["Consent"][]): ConsentMatrix {
	const cells = new Map<string, Schemas["Consent"]>();
	const key = (product: string, channel: string) => JSON.stringify([product, channel]);
	for (const consent of consents) {
		const before = cells.get(key(consent.product, consent.channel));
		if (!before || (consent.at ?? "") >= (before.at ?? "")) cells.set(key(consent.product, consent.channel), consent);
	}
	return {
		products: [...new Set(consents.map((c) => c.product))],
		channels: [...new Set(consents.map((c) => c.channel))],
		at: (product, channel) => cells.get(key(product, channel)),
	};
}
