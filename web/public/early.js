/* Asks what the page will ask first, while its script is still being fetched: who is signed on, and, where the last session in this browser might see
 * customers, the sections of the one in the address. web/src/api/early.ts takes the answers over; what nobody takes is dropped. */
(() => {
	const DROP_MS = 10_000;
	const asked = new Map();
	const ask = (path) => {
		const control = new AbortController();
		const answer = fetch(path, { credentials: "same-origin", cache: "no-store", signal: control.signal });
		answer.catch(() => undefined);
		asked.set(location.origin + path, { answer, control });
	};
	let mayView = false;
	try {
		mayView = localStorage.getItem("pitboss.early") === "customer_view";
	} catch {
		/* Storage is forbidden: the page asks in its own time. */
	}
	ask("/api/v1/session");
	const customer = /^\/customers\/([^/]+)/.exec(location.pathname)?.[1];
	if (mayView && customer) ask(`/api/v1/stream?customers=${customer}&topics=sections`);
	window.pitbossEarly = asked;
	setTimeout(() => {
		for (const { control } of asked.values()) control.abort();
		asked.clear();
	}, DROP_MS);
})();
