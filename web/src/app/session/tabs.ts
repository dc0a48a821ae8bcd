/* What the tabs of one browser tell each other: they share the session's cookie, but nothing else. Nothing of a customer is ever said. */

type TabNews =
	/** Somebody signed on: the cookie may belong to another person now. */
	| { what: "on"; username: string }
	| { what: "off" }
	/** The same session, alive for longer. */
	| { what: "renewed"; username: string; endsAt: number };

export function isTabNews(value: unknown): value is TabNews {
	if (typeof value !== "object" || value === null || !("what" in value)) return false;
	if (value.what === "off") return true;
	if (!("username" in value) || typeof value.username !== "string") return false;
	return value.what === "on" || (value.what === "renewed" && "endsAt" in value && typeof value.endsAt === "number");
}

let channel: BroadcastChannel | null = null;

function open(): BroadcastChannel | null {
	if (typeof BroadcastChannel === "undefined") return null;
	channel ??= new BroadcastChannel("pitboss.session");
	return channel;
}

export function tellTabs(news: TabNews): void {
	open()?.postMessage(news);
}

/** @param listener hears what other tabs say, never this one's own. */
export function onTabNews(listener: (news: TabNews) => void): () => void {
	const from = open();
	if (!from) return () => undefined;
	const hear = (event: MessageEvent<unknown>) => {
		if (isTabNews(event.data)) listener(event.data);
	};
	from.addEventListener("message", hear);
	return () => from.removeEventListener("message", hear);
}
