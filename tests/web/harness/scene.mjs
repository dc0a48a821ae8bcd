// A simulator and a portal outside of a test, for what measures and what photographs: the same programs, ports and ends as in the tests.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PASSWORD, request } from "../../api/harness/client.mjs";
import { freeBlock } from "../../api/harness/ports.mjs";
import { PITBOSS_SIM, run, until } from "../../api/harness/program.mjs";
import { Portal, SEED, Simulator, temporary } from "../../api/harness/stage.mjs";

/* A million customers take a minute to make and some more to be read into the search directory. */
const MAKING_MS = 600_000;

/** What stands in the cookie header for somebody of that role. */
async function cookieOf(port, role) {
	const answer = await request(port, "POST", "/api/v1/session", { body: { username: role, password: PASSWORD } });
	assert.equal(answer.status, 200, `signing on as ${role}: ${answer.text}`);
	const [name, value] = answer.headers["set-cookie"][0].split(";")[0].split("=");
	return { name, value };
}

/** @return {sim, portal, origin, cookie(role), close()}; @web is the folder of the built front end. */
export async function scene({ customers, web, rate = 0, seed = SEED }) {
	assert.ok(existsSync(join(web, "index.html")), `${web} holds no built front end: tools/build-web.sh`);
	const folder = temporary("pitboss-scene-");
	const port = await freeBlock();
	const data = join(folder, "sim");
	const made = run(["generate", "--data", data, "--customers", String(customers), "--seed", String(seed)], {
		file: PITBOSS_SIM,
		timeout: MAKING_MS,
	});
	assert.equal(made.code, 0, made.err);
	const sim = await new Simulator(port + 1, data).start({ customers, seed, rate });
	const portal = new Portal({ port, simPort: port + 1, data: join(folder, "data"), web });
	portal.launch();
	await until(
		"the portal and its search directory are ready",
		async () => {
			portal.program.assertRunning();
			const answer = await request(port, "GET", "/readyz").catch(() => null);
			return answer?.status === 200 && answer.json.directory.ready;
		},
		{ ms: MAKING_MS },
	);
	return {
		...{ sim, portal, origin: `http://127.0.0.1:${port}` },
		cookie: async (role) => ({ ...(await cookieOf(port, role)), url: `http://127.0.0.1:${port}` }),
		close: async () => {
			await portal.stop();
			await sim.program.stop();
		},
	};
}
