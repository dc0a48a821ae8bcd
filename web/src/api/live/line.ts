import { Exchange } from "./exchange";
import { Link } from "./link";

/** An exchange with a connection of its own, in a worker or in a page. */
export function openExchange(): Exchange {
	const exchange = new Exchange();
	exchange.attach(
		new Link({
			fetch: (url, init) => fetch(new URL(url, location.origin), init),
			random: Math.random,
			now: Date.now,
			csrf: () => exchange.csrf(),
			tell: (message) => exchange.tell(message),
		}),
	);
	return exchange;
}
