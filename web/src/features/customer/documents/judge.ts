import { isShown, type Shown, sniff } from "./sniff";

/** Why a document is not shown. */
type FaultKind = "empty" | "mismatch" | "not-shown" | "truncated" | "too-large" | "damaged" | "encrypted" | "no-pages";

export class DocumentFault extends Error {
	override name = "DocumentFault";
	constructor(
		readonly kind: FaultKind,
		/** What the service says that the file is, and what it is. */
		readonly says = "",
		readonly is = "",
	) {
		super(kind);
	}
}

/** Four bytes a pixel: 64 million are a quarter of a gigabyte. The largest cameras of phones make fifty. */
export const PIXELS_MAX = 64_000_000;

/** What the bytes are, once they are found fit to be drawn. Throws DocumentFault otherwise: nothing is decoded before. */
export function judge(bytes: Uint8Array, declared: string): { type: Shown; complete: boolean } {
	const { type, complete, size } = sniff(bytes);
	if (type === "empty") throw new DocumentFault("empty");
	if (!isShown(type))
		throw isShown(declared) ? new DocumentFault("mismatch", declared, type) : new DocumentFault("not-shown", declared, type);
	if (type !== declared) throw new DocumentFault("mismatch", declared, type);
	if (type === "application/pdf") return { type, complete };
	/* Half a picture looks like a whole one of something else. */
	if (!complete || size === null) throw new DocumentFault("truncated", declared, type);
	if (size.width === 0 || size.height === 0) throw new DocumentFault("damaged", declared, type);
	if (size.width * size.height > PIXELS_MAX) throw new DocumentFault("too-large", declared, type);
	return { type, complete };
}
