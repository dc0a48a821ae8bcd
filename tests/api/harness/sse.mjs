// Server-Sent Events as they come: a list of {event, id, data}, comments counted, and waiting for what is still to come.
import http from "node:http";

export class Stream {
	constructor(status, headers) {
		Object.assign(this, { status, headers, events: [], comments: 0, over: false, waiting: [] });
	}

	#feed(block) {
		const event = { event: "message", data: "", at: performance.now() };
		for (const line of block.split("\n")) {
			if (line.startsWith(":")) this.comments++;
			const [, name, value] = /^(event|id|data): ?(.*)$/.exec(line) ?? [];
			if (name === "data") event.data += value;
			else if (name) event[name] = value;
		}
		if (!event.data) return;
		event.json = JSON.parse(event.data);
		this.events.push(event);
	}

	take(text) {
		this.rest = (this.rest ?? "") + text;
		const blocks = this.rest.split("\n\n");
		this.rest = blocks.pop();
		for (const block of blocks) this.#feed(block);
		this.#tell();
	}

	end() {
		this.over = true;
		this.#tell();
	}

	#tell() {
		for (const look of this.waiting) look();
	}

	/** Resolves when @fn of the stream is true; rejects when it isn't in time. */
	async when(fn, what = "an event", ms = 10_000) {
		if (fn(this)) return this;
		return new Promise((resolve, reject) => {
			const done = (settle, value) => {
				clearTimeout(late);
				this.waiting = this.waiting.filter((one) => one !== look);
				settle(value);
			};
			const look = () => fn(this) && done(resolve, this);
			const names = () => this.events.map((e) => e.json.section ?? e.event).join();
			const late = setTimeout(() => done(reject, new Error(`${what}: not within ${ms} ms; so far ${names()}`)), ms);
			this.waiting.push(look);
		});
	}

	of(name) {
		return this.events.filter((event) => event.event === name);
	}

	complete(count = 1) {
		return this.when((stream) => stream.of("complete").length >= count, `${count} complete`);
	}

	sections(customer) {
		const all = this.of("section").map((event) => event.json);
		return customer ? all.filter((section) => section.view.customerId === customer) : all;
	}

	close() {
		this.request.destroy();
	}
}

/** Opens a stream as @client; an error's body is in .text. */
export function openStream(client, path, headers = {}) {
	return new Promise((resolve, reject) => {
		const request = http.get(
			{ host: "127.0.0.1", port: client.port, path, headers: { ...client.headers, ...headers }, agent: false },
			(answer) => {
				const stream = new Stream(answer.statusCode, answer.headers);
				stream.request = request;
				answer.setEncoding("utf8");
				let text = "";
				answer.on("data", (piece) => {
					if (answer.statusCode === 200) stream.take(piece);
					else text += piece;
				});
				answer.on("error", () => stream.end());
				answer.on("close", () => {
					stream.text = text;
					stream.end();
					if (answer.statusCode !== 200) resolve(stream);
				});
				if (answer.statusCode === 200) resolve(stream);
			},
		);
		request.on("error", reject);
	});
}
