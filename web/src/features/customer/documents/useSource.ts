import { useEffect, useState } from "react";
import { fetchContent } from "@/api/content";
import { isProblem } from "@/api/problem";
import { openImage } from "./imageSource";
import { DocumentFault, judge } from "./judge";
import type { PageSource } from "./pages";

type Opening =
	| { state: "loading" }
	| { state: "ready"; source: PageSource }
	| { state: "failed"; error: unknown; at: number; again: () => void };

async function open(id: string, documentId: string, grant: string | null, signal: AbortSignal): Promise<PageSource> {
	const { declared, bytes } = await fetchContent(id, documentId, grant, signal);
	const { type, complete } = judge(bytes, declared);
	if (type !== "application/pdf") return openImage(bytes, type);
	const { openPdf } = await import("./pdfSource");
	signal.throwIfAborted();
	return openPdf(bytes, complete);
}

/* What the answer of the portal means for a document. */
function faultIn(error: unknown): unknown {
	if (!isProblem(error)) return error;
	if (error.kind === "content-too-large") return new DocumentFault("too-large");
	if (error.kind === "content-truncated") return new DocumentFault("truncated");
	if (error.kind === "document-invalid") return new DocumentFault("not-shown");
	return error;
}

/** A document, fetched and ready to be drawn; its memory is given back when it is closed or another is opened. Each opening is a look on the
 * record. */
export function useSource(id: string, documentId: string, grant: string | null): Opening {
	const [attempt, setAttempt] = useState(0);
	const [opening, setOpening] = useState<Opening>({ state: "loading" });
	// biome-ignore lint/correctness/useExhaustiveDependencies: another attempt is a reason to open it again
	useEffect(() => {
		const control = new AbortController();
		let source: PageSource | null = null;
		setOpening({ state: "loading" });
		open(id, documentId, grant, control.signal).then(
			(opened) => {
				if (control.signal.aborted) return opened.close();
				source = opened;
				setOpening({ state: "ready", source });
			},
			(error: unknown) => {
				if (control.signal.aborted) return;
				setOpening({ state: "failed", error: faultIn(error), at: Date.now(), again: () => setAttempt((n) => n + 1) });
			},
		);
		return () => {
			control.abort();
			source?.close();
		};
	}, [id, documentId, grant, attempt]);
	return opening;
}
