/* What tabs and the one connection of their browser say to each other. */

/** Where the connection stands. paused is a tab's own: what comes is held back there. */
export type LinkState = "connecting" | "live" | "reconnecting" | "off";

/** What one tab wants to hear of. No customers and no topics: nothing. */
export interface Wish {
	customers: readonly string[];
	topics: readonly string[];
	/** Of the customers, those whose page nobody has looked at for a while: nobody is shown as being there. */
	unseen?: readonly string[];
}

/** What is told whole each time it changes: who else is here, the operations wall, how the sources are. */
export const PICTURES = ["presence", "wall", "sources"] as const;
export type Picture = (typeof PICTURES)[number];

/** What happened, as the stream tells it. Its data differ by type. */
export interface Change {
	type: string;
	customerId: string;
	at: string;
	data: Readonly<Record<string, unknown>>;
}

export type ToWorker =
	| { what: "want"; wish: Wish; csrf: string | null; lock: string | null }
	/** The network is back, or somebody looks: no reason to wait any longer. */
	| { what: "now" }
	| { what: "leave" };

export type ToTab =
	| { what: "state"; state: LinkState }
	| { what: "section"; customerId: string; section: string; view: object }
	| { what: "change"; change: Change }
	| { what: "picture"; picture: Picture; data: Readonly<Record<string, unknown>> }
	/** Something was missed: what was fetched may be out of date. */
	| { what: "reset" }
	/** Nobody is signed on any more. */
	| { what: "ended" };
