// Free ports of this machine: blocks of eight, one for the portal and seven for the simulator (control and six services).
import { once } from "node:events";
import { createServer } from "node:net";

const FIRST = Number(process.env.PITBOSS_TEST_PORTS ?? 8750);
const BLOCK = 8;
const BLOCKS = Number(process.env.PITBOSS_TEST_PORT_BLOCKS ?? 18);

async function isFree(port) {
	const server = createServer();
	server.listen(port, "127.0.0.1");
	try {
		await once(server, "listening");
	} catch {
		return false;
	}
	server.close();
	await once(server, "close");
	return true;
}

let next = process.pid % BLOCKS;

/** The first port of a block that nobody listens on. */
export async function freeBlock() {
	for (let i = 0; i < BLOCKS; i++) {
		const first = FIRST + BLOCK * (next++ % BLOCKS);
		const free = await Promise.all(Array.from({ length: BLOCK }, (_, port) => isFree(first + port)));
		if (free.every(Boolean)) return first;
	}
	throw new Error(`no free ports from ${FIRST} on`);
}
