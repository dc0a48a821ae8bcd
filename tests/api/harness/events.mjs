// Events as the operator's systems send them: CloudEvents with the simulator's tokens.
import { request } from "./client.mjs";

const SOURCE = "urn:simulated-operator:";
export const SENDER_OF = {
	session: "gaming",
	round: "gaming",
	bet: "gaming",
	balance: "wallet",
	deposit: "wallet",
	withdrawal: "wallet",
	login: "customer",
	limit: "risk",
	exclusion: "risk",
	fraud: "risk",
	kyc: "kyc",
	ticket: "support",
	chat: "support",
};
let count = 0;

/** An event of @type about @customer. */
export function event(type, customer, data, more = {}) {
	return {
		specversion: "1.0",
		id: `test-${process.pid}-${++count}`,
		source: SOURCE + SENDER_OF[type.split(".")[0]],
		type: `pitboss.${type}`,
		subject: customer,
		time: new Date().toISOString(),
		data,
		...more,
	};
}

export const tokenOf = (sender) => `sim-${sender}-events-token`;

/** @body: an event, a list of them, or text. */
export function send(port, body, { sender, token, type, headers = {}, ...options } = {}) {
	const first = Array.isArray(body) ? body[0] : body;
	const name = sender ?? first?.source?.slice(SOURCE.length) ?? "gaming";
	return request(port, "POST", "/api/v1/events", {
		body: typeof body === "string" ? body : JSON.stringify(body),
		headers: { authorization: `Bearer ${token ?? tokenOf(name)}`, "content-type": type ?? "application/json", ...headers },
		...options,
	});
}
