// One person at the API: sign-on, cookie, CSRF token, and requests whose answers are all checked against the OpenAPI document.
import assert from "node:assert/strict";
import http from "node:http";
import { checkAnswer } from "./openapi.mjs";

export const PASSWORD = "pitboss-demo";
export const ROLES = ["agent", "support", "compliance", "vip", "mlro", "admin", "auditor"];
const TIMEOUT_MS = 30_000;

/** A request of any kind: {status, headers, raw, text, json}. Never throws for a status. */
export function request(port, method, path, { headers = {}, body, agent, timeout = TIMEOUT_MS, localAddress } = {}) {
	return new Promise((resolve, reject) => {
		const payload = body === undefined || typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
		const all = { ...headers };
		if (payload !== undefined) {
			all["content-type"] ??= "application/json";
			all["content-length"] = Buffer.byteLength(payload);
		}
		const r = http.request({ host: "127.0.0.1", port, method, path, headers: all, agent, localAddress }, (answer) => {
			const pieces = [];
			answer.on("data", (piece) => pieces.push(piece));
			answer.on("error", (error) => {
				clearTimeout(late);
				reject(error);
			});
			answer.on("end", () => {
				clearTimeout(late);
				const raw = Buffer.concat(pieces);
				resolve({
					status: answer.statusCode,
					headers: answer.headers,
					raw,
					get text() {
						return raw.toString("utf8");
					},
					get json() {
						return JSON.parse(raw.toString("utf8"));
					},
				});
			});
		});
		const late = setTimeout(() => r.destroy(new Error(`${method} ${path}: no answer within ${timeout} ms`)), timeout);
		r.on("error", (error) => {
			clearTimeout(late);
			reject(error);
		});
		r.end(payload);
	});
}

export class Client {
	constructor(port, { localAddress } = {}) {
		this.port = port;
		this.localAddress = localAddress;
		this.agent = new http.Agent({ keepAlive: true, maxSockets: 64 });
		this.headers = {};
	}

	async signOn(username, password = PASSWORD) {
		const answer = await this.post("/api/v1/session", { username, password });
		assert.equal(answer.status, 200, `${username} signs on: ${answer.text}`);
		const [cookie] = answer.headers["set-cookie"];
		this.headers = { cookie: cookie.split(";")[0], "x-csrf-token": answer.json.csrfToken };
		this.session = answer.json;
		return this;
	}

	bearer(token) {
		this.headers = { authorization: `Bearer ${token}` };
		return this;
	}

	async send(method, path, { headers = {}, check = true, ...options } = {}) {
		const answer = await request(this.port, method, path, {
			agent: this.agent,
			localAddress: this.localAddress,
			...options,
			headers: { ...this.headers, ...headers },
		});
		if (check) checkAnswer(method, path, answer);
		return answer;
	}

	get(path, options) {
		return this.send("GET", path, options);
	}

	post(path, body, options) {
		return this.send("POST", path, { ...options, body });
	}

	put(path, body, options) {
		return this.send("PUT", path, { ...options, body });
	}

	delete(path, options) {
		return this.send("DELETE", path, options);
	}

	/** The body of a 200. */
	async json(path) {
		const answer = await this.get(path);
		assert.equal(answer.status, 200, `GET ${path}: ${answer.text.slice(0, 500)}`);
		return answer.json;
	}

	view(id) {
		return this.json(`/api/v1/customers/${id}`);
	}

	async search(query) {
		const answer = await this.post("/api/v1/customers/search", query);
		assert.equal(answer.status, 200, answer.text.slice(0, 500));
		return answer.json;
	}

	reveal(id, fields, reason = "the customer asked on the phone") {
		return this.post(`/api/v1/customers/${id}/reveal`, { fields, reason });
	}

	close() {
		this.agent.destroy();
	}
}

/** A problem document with what every one has. */
export function assertProblem(answer, status, type) {
	assert.equal(answer.status, status, answer.text.slice(0, 500));
	assert.equal(answer.headers["content-type"], "application/problem+json");
	const problem = answer.json;
	assert.equal(problem.status, status);
	if (type) assert.equal(problem.type, `/problems/${type}`);
	assert.match(problem.type, /^\/problems\/[a-z-]+$/);
	assert.match(problem.requestId, /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	assert.ok(problem.title.length > 3);
	return problem;
}
