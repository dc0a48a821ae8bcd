/* Between the one connection and whoever wants to hear of it: joins the wishes, and tells each only what it asked for. */
import type { LinkState, ToTab, ToWorker, Wish } from "./messages";

interface Line {
	want: (wish: Wish) => void;
	now: () => void;
	readonly state: LinkState;
}

interface Tab {
	tell: (message: ToTab) => void;
	wish: Wish;
}

const NOTHING: Wish = { customers: [], topics: [] };

/* What the wall tells of everybody is for those who look at it. */
function concerns(message: ToTab, { customers, topics }: Wish): boolean {
	if (message.what === "section") return customers.includes(message.customerId);
	if (message.what === "change") return customers.includes(message.change.customerId) || topics.includes("wall");
	if (message.what !== "picture") return true;
	const about = message.data.customerId;
	return topics.includes(message.picture) && (typeof about !== "string" || customers.includes(about));
}

export class Exchange {
	/* The one that wished last comes last. */
	readonly #tabs = new Map<object, Tab>();
	#csrf: string | null = null;
	#line: Line | null = null;

	attach(line: Line): void {
		this.#line = line;
	}

	get tabs(): number {
		return this.#tabs.size;
	}

	csrf(): string | null {
		return this.#csrf;
	}

	hear(from: object, tell: (message: ToTab) => void, message: ToWorker): void {
		if (message.what === "want") {
			this.#csrf = message.csrf;
			this.#tabs.delete(from);
			this.#tabs.set(from, { tell, wish: message.wish });
			this.#ask();
			tell({ what: "state", state: this.#line?.state ?? "off" });
		} else if (message.what === "now") this.#line?.now();
		else this.leave(from);
	}

	leave(from: object): void {
		if (this.#tabs.delete(from)) this.#ask();
	}

	tell(message: ToTab): void {
		for (const { tell, wish } of this.#tabs.values()) if (concerns(message, wish)) tell(message);
		/* Who signs on next says anew what is wanted. */
		if (message.what === "ended") for (const tab of this.#tabs.values()) tab.wish = NOTHING;
	}

	/* The latest wishes first: there is a bound. */
	#ask(): void {
		const wishes = [...this.#tabs.values()].reverse().map((tab) => tab.wish);
		const seen = new Set(wishes.flatMap((w) => w.customers.filter((id) => !w.unseen?.includes(id))));
		const customers = wishes.flatMap((w) => w.customers);
		this.#line?.want({
			customers,
			topics: wishes.flatMap((w) => w.topics),
			unseen: customers.filter((id) => !seen.has(id)),
		});
	}
}
