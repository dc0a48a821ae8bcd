// Senders who keep count: what was acknowledged to them, what they sent at all, and what of it the portal shows and has written down.
import assert from "node:assert/strict";
import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { event, send } from "../api/harness/events.mjs";

const BATCH = 20;
const AHEAD_MS = 240_000;

/** Rounds of one customer's only session, each with a higher stake: the state's stake tells how many are in effect. */
export class Player {
	constructor(at, customer, currency) {
		Object.assign(this, { at, customer, currency, next: 1, acknowledged: 0, clock: 0 });
	}

	static async of(at) {
		const customer = await at.sim.fresh();
		const { financial } = await at.agent.json(`/api/v1/customers/${customer}/sections/financial`);
		return new Player(at, customer, financial.currency);
	}

	/** A little in the future: what is older than a look at the gaming service is that service's to tell, and it knows nothing of this. */
	#moment() {
		this.clock = Math.max(this.clock + 1, Date.now() + AHEAD_MS);
		return new Date(this.clock).toISOString();
	}

	id(n) {
		return `${this.customer}-${n}`;
	}

	#batch() {
		this.pending ??= Array.from({ length: BATCH }, () => {
			const n = this.next++;
			return event(
				"round.played",
				this.customer,
				{ betId: `R${n}`, sessionId: "S", game: "G", stake: n, payout: 0, currency: this.currency },
				{ id: this.id(n), time: this.#moment() },
			);
		});
		return this.pending;
	}

	async send() {
		const answer = await send(this.at.portal.port, this.#batch(), { timeout: 8000 });
		assert.equal(answer.status, 200, answer.text);
		const { accepted, repeated } = answer.json;
		assert.equal(accepted + repeated, BATCH);
		this.acknowledged += BATCH;
		this.pending = undefined;
	}

	/** Sends until the portal is gone. What was not acknowledged is sent again, by the next portal too. */
	async play() {
		for (;;) await this.send();
	}

	async #stake() {
		const { activeSessions } = await this.at.agent.json(`/api/v1/customers/${this.customer}/sections/activity`);
		return activeSessions.find(({ sessionId }) => sessionId === "S")?.currentBet ?? 0;
	}

	/** What was acknowledged is in effect, and nothing that was never sent. */
	async check(when) {
		const stake = await this.#stake();
		assert.ok(stake >= this.acknowledged, `${when}: ${stake} of ${this.acknowledged} in effect`);
		assert.ok(stake < this.next, `${when}: ${stake} was never sent`);
	}

	async finish() {
		if (this.pending) await this.send();
		assert.equal(await this.#stake(), this.next - 1);
	}
}

/** Plays until the portal is gone for whatever reason; @end resolves or rejects. */
export async function playUntil(players, end) {
	const playing = Promise.allSettled(players.map((player) => player.play()));
	await end;
	for (const { reason } of await playing)
		assert.ok(["ECONNRESET", "ECONNREFUSED", "EPIPE"].includes(reason.code) || /aborted|socket/.test(reason.message), reason);
}

/** Each event is in the journal once, and every one that was acknowledged is there. */
export async function checkJournal(at, players) {
	const seen = new Set();
	const folder = join(at.portal.data, "journal");
	for (const name of readdirSync(folder).filter((one) => one.endsWith(".log")))
		for await (const line of createInterface({ input: createReadStream(join(folder, name), "latin1") })) {
			if (!line.startsWith("{")) continue; // the zeros behind the last record
			const { id } = JSON.parse(line).event;
			assert.ok(!seen.has(id), `${id} is there twice`);
			seen.add(id);
		}
	for (const player of players)
		for (let n = 1; n <= player.acknowledged; n++)
			assert.ok(seen.has(player.id(n)), `${player.id(n)} was acknowledged and is lost`);
	return seen.size;
}
