// A proxy before the portal that passes on everything, and can add to the streams of changes, count and break them.
import { Agent, createServer, request } from "node:http";

/** @return {origin, streams, opened, say(event, data, id), breakOff(), refuse, close()} */
export async function streamProxy(portalPort) {
	const agent = new Agent({ keepAlive: true });
	const portal = `http://127.0.0.1:${portalPort}`;
	const proxy = { streams: new Set(), opened: [], changes: [], refuse: false };
	const server = createServer((incoming, answer) => {
		const url = new URL(incoming.url, portal);
		// The first picture's stream asks for sections alone; it is not the one that goes on.
		const lasting =
			incoming.method === "GET" && url.pathname === "/api/v1/stream" && /bets/.test(url.searchParams.get("topics") ?? "");
		if (lasting && proxy.refuse) {
			incoming.socket.destroy();
			return;
		}
		const headers = { ...incoming.headers, host: `127.0.0.1:${portalPort}` };
		if (headers.origin) headers.origin = portal;
		const outgoing = request(
			{ host: "127.0.0.1", port: portalPort, method: incoming.method, path: incoming.url, headers, agent },
			(response) => {
				answer.writeHead(response.statusCode, response.headers);
				if (lasting && response.statusCode === 200) {
					const stream = { answer, customers: url.searchParams.get("customers"), lastEventId: incoming.headers["last-event-id"] };
					proxy.opened.push(stream);
					proxy.streams.add(stream);
					answer.on("close", () => proxy.streams.delete(stream));
				}
				response.on("data", (bytes) => answer.write(bytes));
				response.on("end", () => answer.end());
				response.on("error", () => answer.destroy());
			},
		);
		outgoing.on("error", () => answer.destroy());
		answer.on("close", () => outgoing.destroy());
		if (incoming.method === "PUT" && url.pathname.startsWith("/api/v1/stream/")) {
			const pieces = [];
			incoming.on("data", (piece) => pieces.push(piece));
			incoming.on("end", () => proxy.changes.push(JSON.parse(Buffer.concat(pieces).toString())));
		}
		incoming.pipe(outgoing);
	});
	await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
	proxy.origin = `http://127.0.0.1:${server.address().port}`;
	proxy.say = (event, data, id) => {
		for (const { answer } of proxy.streams)
			answer.write(`event: ${event}\n${id ? `id: ${id}\n` : ""}data: ${JSON.stringify(data)}\n\n`);
	};
	proxy.breakOff = () => {
		for (const { answer } of proxy.streams) answer.destroy();
	};
	proxy.close = () => {
		server.closeAllConnections();
		server.close();
		agent.destroy();
	};
	return proxy;
}
