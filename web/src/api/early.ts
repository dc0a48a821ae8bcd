/* Answers that were asked for before the page's script was there (public/early.js). Each is taken once. */
interface Asked {
	answer: Promise<Response>;
	control: AbortController;
}

declare global {
	interface Window {
		/** By address. */
		pitbossEarly?: Map<string, Asked>;
	}
}

const HINT = "pitboss.early";

/** The answer to @request that is under way already; null: there is none. Ends with the request's signal. */
export function takeEarly(request: Request): Promise<Response> | null {
	const asked = request.method === "GET" ? window.pitbossEarly?.get(request.url) : undefined;
	if (!asked) return null;
	window.pitbossEarly?.delete(request.url);
	if (request.signal.aborted) asked.control.abort();
	else request.signal.addEventListener("abort", () => asked.control.abort(), { once: true });
	return asked.answer;
}

/** Notes for the next start in this browser what may be asked for before it is known who is signed on. */
export function hintEarly(permissions: readonly string[]): void {
	try {
		if (permissions.includes("customer_view")) localStorage.setItem(HINT, "customer_view");
		else localStorage.removeItem(HINT);
	} catch {
		/* Storage is forbidden or full: the next start asks in its own time. */
	}
}
