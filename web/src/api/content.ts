/* The bytes of a document. They are held in memory by whoever shows them and nowhere else: no cache of the browser, none of queries. */
import { useEffect, useState } from "react";
import { send } from "./client";
import { ApiProblem } from "./problem";
import { type Revealed, useRevealed } from "./reveal";

/** Larger documents are not shown. */
export const CONTENT_BYTES_MAX = 48 * 1024 * 1024;

export interface Content {
	/** What the answer says that it is. */
	declared: string;
	bytes: Uint8Array<ArrayBuffer>;
}

async function gather(response: Response): Promise<Uint8Array<ArrayBuffer>> {
	const length = Number(response.headers.get("Content-Length") ?? 0);
	if (length > CONTENT_BYTES_MAX) throw new ApiProblem("content-too-large", response.status);
	const pieces: Uint8Array[] = [];
	let total = 0;
	const reader = response.body?.getReader();
	for (;;) {
		const piece = await reader?.read();
		if (!piece || piece.done) break;
		total += piece.value.length;
		if (total > CONTENT_BYTES_MAX) {
			await reader?.cancel();
			throw new ApiProblem("content-too-large", response.status);
		}
		pieces.push(piece.value);
	}
	const bytes = new Uint8Array(total);
	let at = 0;
	for (const piece of pieces) {
		bytes.set(piece, at);
		at += piece.length;
	}
	return bytes;
}

/** Fetches a document. Throws ApiProblem; "content-truncated" when the answer broke off, "content-too-large". */
export async function fetchContent(id: string, documentId: string, grant: string | null, signal: AbortSignal): Promise<Content> {
	const path = `/api/v1/customers/${encodeURIComponent(id)}/documents/${encodeURIComponent(documentId)}/content`;
	const url = new URL(path, location.origin);
	if (grant !== null) url.searchParams.set("grant", grant);
	const response = await send(new Request(url, { signal, cache: "no-store", credentials: "same-origin" }));
	const declared = (response.headers.get("Content-Type") ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
	try {
		return { declared, bytes: await gather(response) };
	} catch (e) {
		if (signal.aborted || e instanceof ApiProblem) throw e;
		throw new ApiProblem("content-truncated", response.status);
	}
}

/** Where a document's content is revealed: the value is a grant to read it. */
export function contentPointer(documentId: string): string {
	return `/documents/${documentId}/content`;
}

type Grant = { state: "none" } | { state: "granted"; grant: string; until: number } | { state: "expired" };

/** What the last reveal is worth now. */
export function grantOf(last: Revealed | null, now: number): Grant {
	if (last === null || typeof last.value !== "string") return { state: "none" };
	return last.until > now ? { state: "granted", grant: last.value, until: last.until } : { state: "expired" };
}

/** The grant to read a document, and that there was one: draws anew when its time is up. */
export function useGrant(id: string, documentId: string): Grant {
	const revealed = useRevealed(id, contentPointer(documentId));
	const [last, setLast] = useState<Revealed | null>(revealed ?? null);
	const [, setOver] = useState(0);
	if (revealed && revealed !== last) setLast(revealed);
	useEffect(() => {
		if (!last) return;
		const timer = setTimeout(() => setOver(last.until), Math.max(0, last.until - Date.now()));
		return () => clearTimeout(timer);
	}, [last]);
	return grantOf(revealed ?? last, Date.now());
}
