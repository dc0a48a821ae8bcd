import type { components } from "./schema";

type ProblemBody = components["schemas"]["Problem"];
export type SourceError = NonNullable<components["schemas"]["Meta"]["error"]>;

/** Problems that the page itself finds: nothing answered, or what answered isn't the portal. */
export type LocalProblem = "offline" | "garbled";

/** What every call of the API throws. `kind` is the last segment of the problem's type ("not-found"), or a LocalProblem. */
export class ApiProblem extends Error {
	override name = "ApiProblem";
	constructor(
		readonly kind: string,
		/** 0 when there was no answer. */
		readonly status: number,
		readonly body: Partial<ProblemBody> = {},
		/** Seconds, from Retry-After. */
		readonly retryAfter: number | null = null,
	) {
		super(body.title ?? kind);
	}

	get requestId(): string | null {
		return this.body.requestId ?? null;
	}

	get source(): string | null {
		return this.body.source ?? null;
	}

	get sourceError(): SourceError | null {
		return this.body.error ?? null;
	}

	/** Asking again at once can help. Not where the portal says that a source is down: it has tried again itself. Not what isn't offered. */
	get transient(): boolean {
		if (this.kind === "source-down" || this.status === 501) return false;
		return this.status === 0 || this.status === 429 || this.status >= 500;
	}
}

export function isProblem(e: unknown): e is ApiProblem {
	return e instanceof ApiProblem;
}

function isProblemBody(value: unknown): value is Partial<ProblemBody> {
	return typeof value === "object" && value !== null && "type" in value && typeof value.type === "string";
}

/** The problem in an answer that was not good. */
export async function problemOf(response: Response): Promise<ApiProblem> {
	const header = response.headers.get("Retry-After");
	const retryAfter = header !== null && /^\d+$/.test(header) ? Number(header) : null;
	const requestId = response.headers.get("X-Request-Id") ?? undefined;
	const body: unknown = await response.json().catch(() => null);
	if (!isProblemBody(body)) return new ApiProblem("garbled", response.status, { requestId }, retryAfter);
	const kind = body.type?.split("/").pop() || "garbled";
	return new ApiProblem(kind, response.status, { requestId, ...body }, retryAfter);
}

/** Whatever was thrown, as a problem. */
export function asProblem(e: unknown): ApiProblem {
	if (isProblem(e)) return e;
	if (e instanceof SyntaxError) return new ApiProblem("garbled", 200);
	if (e instanceof TypeError) return new ApiProblem("offline", 0);
	return new ApiProblem("garbled", 0, { detail: e instanceof Error ? e.message : undefined });
}
