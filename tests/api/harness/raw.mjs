// A bare socket, for what no well-behaved client sends.
import { once } from "node:events";
import net from "node:net";

export class Raw {
	static async open(port, options = {}) {
		const raw = new Raw();
		raw.socket = net.connect({ port, host: "127.0.0.1", allowHalfOpen: true, ...options });
		raw.text = "";
		raw.ended = false;
		raw.socket.on("data", (piece) => {
			raw.text += piece.toString("latin1");
		});
		const over = () => {
			raw.ended = true;
		};
		raw.socket.on("end", over);
		raw.socket.on("close", over);
		// A reset is an end like any other here.
		raw.socket.on("error", over);
		await once(raw.socket, "connect");
		return raw;
	}

	write(text) {
		return new Promise((resolve) => this.socket.write(text, resolve));
	}

	/** Waits until @fn(text) or the end. */
	async until(fn, ms = 15_000) {
		const end = Date.now() + ms;
		while (!this.ended && !fn(this.text)) {
			if (Date.now() > end) throw new Error(`nothing came within ${ms} ms; so far ${JSON.stringify(this.text.slice(0, 300))}`);
			await new Promise((resolve) => setTimeout(resolve, 5));
		}
		return this.text;
	}

	/** Everything up to the end. */
	async all(ms) {
		await this.until(() => false, ms);
		return this.text;
	}

	statuses() {
		return [...this.text.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map((m) => Number(m[1]));
	}

	close() {
		this.socket.destroy();
	}
}

/** Sends @text, waits for the end or @count answers. */
export async function exchange(port, text, { count = 1, ms } = {}) {
	const raw = await Raw.open(port);
	await raw.write(text);
	await raw.until(() => raw.statuses().length >= count && /\r\n\r\n/.test(raw.text), ms);
	raw.close();
	return raw;
}
