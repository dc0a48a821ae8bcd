import { expect, test } from "vitest";
import { ApiProblem, asProblem, problemOf } from "./problem";

function answer(body: string, status: number, headers: Record<string, string> = {}): Response {
	return new Response(body, { status, headers });
}

test("a problem keeps its kind, request id, source and error", async () => {
	const body = JSON.stringify({
		type: "/problems/source-down",
		title: "A source is down",
		status: 503,
		source: "wallet",
		error: "timeout",
	});
	const problem = await problemOf(answer(body, 503, { "X-Request-Id": "r-1" }));
	expect(problem).toMatchObject({ kind: "source-down", status: 503, requestId: "r-1", source: "wallet", sourceError: "timeout" });
});

test("an answer that is not the portal's is garbled, whatever it holds", async () => {
	for (const body of ["<html>502 Bad Gateway</html>", "", "[]", "null", '"text"', '{"type":7}'])
		expect(await problemOf(answer(body, 502))).toMatchObject({ kind: "garbled", status: 502 });
});

test("how long to wait is read as seconds, and garbage there is nothing", async () => {
	expect((await problemOf(answer("{}", 429, { "Retry-After": "7" }))).retryAfter).toBe(7);
	expect((await problemOf(answer("{}", 429, { "Retry-After": "soon" }))).retryAfter).toBeNull();
});

test("only what may pass by itself is worth another try", () => {
	expect([0, 429, 500, 503].map((s) => new ApiProblem("x", s).transient)).toEqual([true, true, true, true]);
	// The portal has tried again itself, and what isn't offered doesn't come by asking.
	expect([new ApiProblem("source-down", 503), new ApiProblem("not-offered", 501)].some((p) => p.transient)).toBe(false);
	expect([400, 401, 403, 404, 409, 422].some((s) => new ApiProblem("x", s).transient)).toBe(false);
});

test("whatever is thrown becomes a problem", () => {
	expect(asProblem(new TypeError("Failed to fetch")).kind).toBe("offline");
	expect(asProblem(new SyntaxError("Unexpected token")).kind).toBe("garbled");
	expect(asProblem("text").kind).toBe("garbled");
	const problem = new ApiProblem("not-found", 404);
	expect(asProblem(problem)).toBe(problem);
});
