/* What a file is by its own first bytes, whatever its name or the answer's header say, how large its picture is, and whether its end is there.
 * Signatures and layouts: PNG specification 3rd edition, 5 and 11.2.1; ITU-T T.81 B.1 and B.2.2; GIF89a 17, 18 and 27; RFC 9649 (WebP);
 * ISO 32000-1, 7.5. */

export type Shown = "image/png" | "image/jpeg" | "image/gif" | "image/webp" | "application/pdf";

interface Sniffed {
	type: Shown | "image/svg+xml" | "text/html" | "unknown" | "empty";
	/** The end of the file is there. */
	complete: boolean;
	/** Of a picture; null where its head is cut off or it has none. */
	size: { width: number; height: number } | null;
}

/* Text that begins like a page may have as much white space, comments and declarations before it. */
const TEXT_HEAD = 1024;
/* ISO 32000-1, H.3, 18: readers look for the end of a PDF in its last 1024 bytes. */
const PDF_TAIL = 1024;

function startsWith(bytes: Uint8Array, ...magic: number[]): boolean {
	return bytes.length >= magic.length && magic.every((b, i) => bytes[i] === b);
}

function ascii(bytes: Uint8Array, from: number, to: number): string {
	return String.fromCharCode(...bytes.subarray(Math.max(0, from), to));
}

function view(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function png(bytes: Uint8Array): Sniffed {
	const data = view(bytes);
	const size = bytes.length >= 24 ? { width: data.getUint32(16), height: data.getUint32(20) } : null;
	let at = 8;
	let complete = false;
	while (at + 12 <= bytes.length) {
		const next = at + 12 + data.getUint32(at);
		if (next > bytes.length) break;
		if (ascii(bytes, at + 4, at + 8) === "IEND") {
			complete = true;
			break;
		}
		at = next;
	}
	return { type: "image/png", complete, size };
}

/* C4, C8 and CC are tables and an extension, the other C0 to CF begin a frame. */
function isFrame(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/* Whether an end-of-image marker follows the scan that begins at @at: in it, FF is always followed by 00 or a restart marker. */
function hasEnd(bytes: Uint8Array, at: number): boolean {
	for (let i = at; i + 1 < bytes.length; i++) if (bytes[i] === 0xff && bytes[i + 1] === 0xd9) return true;
	return false;
}

function jpeg(bytes: Uint8Array): Sniffed {
	const data = view(bytes);
	const found: Sniffed = { type: "image/jpeg", complete: false, size: null };
	let at = 2;
	while (at + 4 <= bytes.length && bytes[at] === 0xff) {
		const marker = bytes[at + 1] ?? 0;
		if (marker === 0xff) {
			at++;
			continue;
		}
		if (isFrame(marker) && at + 9 <= bytes.length) found.size = { width: data.getUint16(at + 7), height: data.getUint16(at + 5) };
		if (marker === 0xda) {
			found.complete = hasEnd(bytes, at + 4);
			break;
		}
		at += 2 + data.getUint16(at + 2);
	}
	return found;
}

function gif(bytes: Uint8Array): Sniffed {
	const data = view(bytes);
	const size = bytes.length >= 10 ? { width: data.getUint16(6, true), height: data.getUint16(8, true) } : null;
	return { type: "image/gif", complete: bytes.at(-1) === 0x3b, size };
}

function webpSize(bytes: Uint8Array): Sniffed["size"] {
	const data = view(bytes);
	if (bytes.length < 30) return null;
	const kind = ascii(bytes, 12, 16);
	if (kind === "VP8X")
		return {
			width: 1 + (data.getUint32(24, true) & 0xffffff),
			height: 1 + data.getUint16(27, true) + ((bytes[29] ?? 0) << 16),
		};
	if (kind === "VP8L") {
		const bits = data.getUint32(21, true);
		return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >> 14) & 0x3fff) };
	}
	return { width: data.getUint16(26, true) & 0x3fff, height: data.getUint16(28, true) & 0x3fff };
}

function webp(bytes: Uint8Array): Sniffed {
	return { type: "image/webp", complete: bytes.length >= 8 + view(bytes).getUint32(4, true), size: webpSize(bytes) };
}

function text(bytes: Uint8Array): Sniffed["type"] {
	const head = new TextDecoder()
		.decode(bytes.subarray(0, TEXT_HEAD))
		.replaceAll(/<!--[\s\S]*?(-->|$)|<\?[\s\S]*?(\?>|$)/g, "")
		.trimStart()
		.toLowerCase();
	if (/^(<!doctype\s+svg|<svg\b)/.test(head)) return "image/svg+xml";
	return /^<(!doctype\s+html|html|head|body|script|iframe|div|p|a|h1|table|style|title|meta|img|br|b)\b/.test(head)
		? "text/html"
		: "unknown";
}

export function sniff(bytes: Uint8Array): Sniffed {
	if (bytes.length === 0) return { type: "empty", complete: false, size: null };
	if (startsWith(bytes, 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)) return png(bytes);
	if (startsWith(bytes, 0xff, 0xd8, 0xff)) return jpeg(bytes);
	if (/^GIF8[79]a/.test(ascii(bytes, 0, 6))) return gif(bytes);
	if (ascii(bytes, 0, 4) === "RIFF" && ascii(bytes, 8, 12) === "WEBP") return webp(bytes);
	if (ascii(bytes, 0, 5) === "%PDF-") {
		const complete = ascii(bytes, bytes.length - PDF_TAIL, bytes.length).includes("%%EOF");
		return { type: "application/pdf", complete, size: null };
	}
	return { type: text(bytes), complete: true, size: null };
}

const SHOWN: readonly string[] = ["image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"] satisfies Shown[];

export function isShown(type: string): type is Shown {
	return SHOWN.includes(type);
}
