// A browser and its push service, as RFC 8030, 8188, 8291 and 8292 have them, written from those alone: it takes messages, judges their
// heads and signatures, and opens them with the browser's half of the keys.
import assert from "node:assert/strict";
import { createDecipheriv, createECDH, createHash, createPublicKey, hkdfSync, randomBytes, verify } from "node:crypto";
import { createServer } from "node:http";
import { until } from "./program.mjs";

const POINT = 65;
const SALT = 16;
const TAG = 16;

const hkdf = (secret, salt, info, length) => Buffer.from(hkdfSync("sha256", secret, salt, info, length));
const labelled = (name) => Buffer.from(`Content-Encoding: ${name}\0`);

/** One record of aes128gcm to its text (RFC 8291, 3.4; RFC 8188, 2). */
export function open(body, { ecdh, auth }) {
	const salt = body.subarray(0, SALT);
	const size = body.readUInt32BE(SALT);
	assert.equal(body[SALT + 4], POINT, "the key's id is the sender's point");
	const sender = body.subarray(SALT + 5, SALT + 5 + POINT);
	const sealed = body.subarray(SALT + 5 + POINT);
	assert.ok(sealed.length <= size && body.length <= 4096, "one record, of a size that every service takes");
	const info = Buffer.concat([Buffer.from("WebPush: info\0"), ecdh.getPublicKey(), sender]);
	const secret = hkdf(ecdh.computeSecret(sender), auth, info, 32);
	const cipher = createDecipheriv(
		"aes-128-gcm",
		hkdf(secret, salt, labelled("aes128gcm"), 16),
		hkdf(secret, salt, labelled("nonce"), 12),
	);
	cipher.setAuthTag(sealed.subarray(-TAG));
	const padded = Buffer.concat([cipher.update(sealed.subarray(0, -TAG)), cipher.final()]);
	const end = padded.findLastIndex((byte) => byte !== 0);
	assert.equal(padded[end], 2, "the delimiter of the last record");
	return padded.subarray(0, end).toString("utf8");
}

/** The claims of a good "vapid t=…, k=…" (RFC 8292). */
export function judge(authorization, origin) {
	const [, token, key] =
		/^vapid t=([\w-]+\.[\w-]+\.[\w-]+), k=([\w-]{87})$/.exec(authorization ?? "") ?? assert.fail(authorization);
	const [head, claims, signature] = token.split(".");
	const point = Buffer.from(key, "base64url");
	const publicKey = createPublicKey({
		format: "jwk",
		key: { kty: "EC", crv: "P-256", x: point.subarray(1, 33).toString("base64url"), y: point.subarray(33).toString("base64url") },
	});
	const signed = { key: publicKey, dsaEncoding: "ieee-p1363" };
	assert.ok(
		verify("sha256", Buffer.from(`${head}.${claims}`), signed, Buffer.from(signature, "base64url")),
		"the signature holds",
	);
	assert.deepEqual(JSON.parse(Buffer.from(head, "base64url")), { typ: "JWT", alg: "ES256" });
	const said = JSON.parse(Buffer.from(claims, "base64url"));
	assert.equal(said.aud, origin);
	const ahead = said.exp - Date.now() / 1000;
	assert.ok(ahead > 0 && ahead <= 86400, "for a day at most");
	return { ...said, key };
}

export class PushService {
	async start() {
		this.browsers = new Map();
		this.failures = [];
		this.server = createServer((request, response) => this.#take(request, response));
		await new Promise((resolve) => this.server.listen(0, "127.0.0.1", resolve));
		this.origin = `http://127.0.0.1:${this.server.address().port}`;
		return this;
	}

	/** A browser of somebody: {body: for POST /push/subscriptions, messages, answer}. @answer(): {status, headers}. */
	browser(label = "a browser") {
		const ecdh = createECDH("prime256v1");
		const keys = { p256dh: ecdh.generateKeys("base64url"), auth: randomBytes(16).toString("base64url") };
		const path = `/wpush/v2/${randomBytes(24).toString("base64url")}`;
		const endpoint = this.origin + path;
		const browser = {
			ecdh,
			auth: Buffer.from(keys.auth, "base64url"),
			body: { endpoint, keys, label },
			hash: createHash("sha256").update(endpoint).digest("base64url"),
			messages: [],
			requests: 0,
			answer: () => ({ status: 201 }),
			/** The messages that @fit, as soon as there are @count. */
			when(what, fit = () => true, { count = 1, ms } = {}) {
				return until(
					what,
					() => {
						const found = browser.messages.filter(fit);
						return found.length >= count && found;
					},
					{ ms },
				);
			},
		};
		this.browsers.set(path, browser);
		return browser;
	}

	async #take(request, response) {
		const pieces = [];
		for await (const piece of request) pieces.push(piece);
		const browser = this.browsers.get(request.url);
		if (!browser) return response.writeHead(404).end();
		browser.requests++;
		const { status, headers } = browser.answer();
		try {
			if (status === 201) browser.messages.push(this.#message(request, Buffer.concat(pieces), browser));
		} catch (error) {
			this.failures.push(error);
		}
		response.writeHead(status, headers).end();
	}

	#message(request, body, browser) {
		assert.equal(request.method, "POST");
		assert.equal(request.headers["content-encoding"], "aes128gcm");
		assert.match(request.headers.ttl, /^[0-9]+$/);
		assert.match(request.headers.topic ?? "", /^[\w-]{1,32}$/);
		assert.match(request.headers.urgency, /^(very-low|low|normal|high)$/);
		return {
			...JSON.parse(open(body, browser)),
			bytes: body.length,
			ttl: Number(request.headers.ttl),
			urgency: request.headers.urgency,
			topic: request.headers.topic,
			vapid: judge(request.headers.authorization, this.origin),
			came: Date.now(),
		};
	}

	/** Throws what was wrong with any message. */
	check() {
		if (this.failures.length > 0) throw this.failures[0];
	}

	stop() {
		this.server.closeAllConnections();
		this.server.close();
	}
}
