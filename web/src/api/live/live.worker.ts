/* The shared worker: one connection for all tabs of the browser. The portal knows it by the ".worker" in its name and gives it a policy that
 * lets it ask. */
import { openExchange } from "./line";
import type { ToTab, ToWorker } from "./messages";

/* TypeScript knows pages or workers, not both at once. */
const scope = self as unknown as { addEventListener(kind: "connect", act: (event: MessageEvent) => void): void };
const exchange = openExchange();

scope.addEventListener("connect", ({ ports }) => {
	const port = ports[0];
	if (!port) return;
	const tell = (message: ToTab) => port.postMessage(message);
	let watched = false;
	port.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
		exchange.hear(port, tell, data);
		if (data.what !== "want" || data.lock === null || watched) return;
		watched = true;
		/* A tab that dies says nothing, but its lock is free then. */
		void navigator.locks.request(data.lock, () => exchange.leave(port));
	});
	port.start();
});
