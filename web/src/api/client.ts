import createClient, { type Middleware } from "openapi-fetch";
import { takeEarly } from "./early";
import { quoteLongNumbers } from "./exact";
import { ApiProblem, asProblem, problemOf } from "./problem";
import type { components, paths } from "./schema";

export type Schemas = components["schemas"];

/** Answers larger than this are not the portal's. */
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;

let csrfToken: string | null = null;
let whenSignedOff: () => void = () => {};

/** The token that every write carries; null when signed off. */
export function setCsrfToken(token: string | null): void {
	csrfToken = token;
}

/** For requests that are not sent from here. */
export function csrf(): string | null {
	return csrfToken;
}

/** @param listener is told when an answer says that nobody is signed on any more. */
export function onSignedOff(listener: () => void): void {
	whenSignedOff = listener;
}

/* Its 401 says that the password is wrong, not that a session has ended. */
function isSignOn(request: Request): boolean {
	return request.method === "POST" && new URL(request.url).pathname === "/api/v1/session";
}

/** Sends a request of the API and throws an ApiProblem for everything but a good answer. For what is not JSON: streams, images. */
export async function send(request: Request): Promise<Response> {
	if (request.method !== "GET" && csrfToken !== null) request.headers.set("X-CSRF-Token", csrfToken);
	let response: Response;
	try {
		response = await (takeEarly(request) ?? fetch(request));
	} catch (e) {
		if (request.signal.aborted) throw e;
		throw new ApiProblem("offline", 0);
	}
	if (response.ok || response.status === 304) return response;
	const problem = await problemOf(response);
	if (problem.status === 401 && !isSignOn(request)) whenSignedOff();
	throw problem;
}

/* JSON must be JSON, and its long numbers must survive it. */
const exactJson: Middleware = {
	async onResponse({ response }) {
		if (response.status === 204) return response;
		if (!/\bjson\b/.test(response.headers.get("Content-Type") ?? "")) throw new ApiProblem("garbled", response.status);
		if (Number(response.headers.get("Content-Length") ?? 0) > ANSWER_BYTES_MAX) throw new ApiProblem("garbled", response.status);
		let text: string;
		try {
			text = await response.text();
		} catch (e) {
			if (e instanceof DOMException && e.name === "AbortError") throw e;
			throw new ApiProblem("offline", 0);
		}
		return new Response(quoteLongNumbers(text), { status: response.status, headers: response.headers });
	},
};

/** The typed client: api.GET("/api/v1/…", { params }). Its promises reject with ApiProblem only (or AbortError). */
export const api = createClient<paths>({ baseUrl: location.origin, fetch: send, credentials: "same-origin" });
api.use(exactJson);

/** The data of an answer; everything else is thrown, as an ApiProblem or an AbortError. */
export async function dataOf<T>(answer: Promise<{ data?: T }>): Promise<T> {
	try {
		const { data } = await answer;
		/* Every answer of the portal is an object. */
		if (typeof data === "object" && data !== null) return data;
	} catch (e) {
		if (e instanceof DOMException && e.name === "AbortError") throw e;
		throw asProblem(e);
	}
	throw new ApiProblem("garbled", 0);
}
