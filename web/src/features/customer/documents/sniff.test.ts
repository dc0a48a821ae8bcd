import { describe, expect, it } from "vitest";
import { DocumentFault, judge, PIXELS_MAX } from "./judge";
import { sniff } from "./sniff";

const text = (s: string) => new TextEncoder().encode(s);

function bytes(...parts: (number[] | string | Uint8Array)[]): Uint8Array {
	const all = parts.flatMap((p) => (typeof p === "string" ? [...text(p)] : [...p]));
	return new Uint8Array(all);
}

const u32 = (n: number) => [(n >>> 24) & 255, (n >>> 16) & 255, (n >>> 8) & 255, n & 255];
const u16 = (n: number) => [(n >> 8) & 255, n & 255];
const le16 = (n: number) => [n & 255, (n >> 8) & 255];
const le32 = (n: number) => [...le16(n), ...le16(n >>> 16)];

const chunk = (kind: string, body: number[]) => bytes(u32(body.length), kind, body, [0, 0, 0, 0]);
const png = (width = 3, height = 2) =>
	bytes(
		[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
		chunk("IHDR", [...u32(width), ...u32(height), 8, 2, 0, 0, 0]),
		chunk("IDAT", [1, 2, 3]),
		chunk("IEND", []),
	);
const jpeg = () =>
	bytes(
		/* The thumbnail in the first segment has an end of its own. */
		[0xff, 0xd8, 0xff, 0xe1, ...u16(6), 0xff, 0xd8, 0xff, 0xd9],
		[0xff, 0xc4, ...u16(3), 0],
		[0xff, 0xc2, ...u16(8), 8, ...u16(20), ...u16(30), 0],
		[0xff, 0xda, ...u16(2), 1, 2, 0xff, 0x00, 3, 0xff, 0xd9],
	);
const gif = () => bytes("GIF89a", le16(7), le16(5), [0, 0, 0, 0x2c, 0, 0x3b]);
const webp = (kind: string, body: number[]) => bytes("RIFF", le32(4 + 8 + body.length), "WEBP", kind, le32(body.length), body);
const vp8x = () => webp("VP8X", [0, 0, 0, 0, 99, 0, 0, 49, 0, 0]);
const vp8l = () => webp("VP8L", [0x2f, ...le32((39 << 14) | 79), 0, 0, 0, 0, 0]);
const vp8 = () => webp("VP8 ", [0, 0, 0, 0x9d, 0x01, 0x2a, ...le16(64), ...le16(48)]);
const pdf = () => bytes("%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n");

function faultOf(content: Uint8Array, declared: string): string {
	try {
		judge(content, declared);
	} catch (e) {
		if (e instanceof DocumentFault) return e.kind;
		throw e;
	}
	return "none";
}

describe("what a file is", () => {
	it("is told by its first bytes, with the size of its picture", () => {
		expect(sniff(png())).toEqual({ type: "image/png", complete: true, size: { width: 3, height: 2 } });
		expect(sniff(jpeg())).toEqual({ type: "image/jpeg", complete: true, size: { width: 30, height: 20 } });
		expect(sniff(gif())).toEqual({ type: "image/gif", complete: true, size: { width: 7, height: 5 } });
		expect(sniff(pdf())).toEqual({ type: "application/pdf", complete: true, size: null });
	});

	it("is told for each of WebP's three layouts", () => {
		expect(sniff(vp8x())).toEqual({ type: "image/webp", complete: true, size: { width: 100, height: 50 } });
		expect(sniff(vp8l())).toEqual({ type: "image/webp", complete: true, size: { width: 80, height: 40 } });
		expect(sniff(vp8())).toEqual({ type: "image/webp", complete: true, size: { width: 64, height: 48 } });
	});

	it("is a page or a drawing behind white space, comments and declarations", () => {
		expect(sniff(text("  \n<!DOCTYPE html><p>hi")).type).toBe("text/html");
		expect(sniff(text("<!-- x --><ScRiPt>alert(1)</script>")).type).toBe("text/html");
		expect(sniff(text('<?xml version="1.0"?>\n<!-- a --><svg onload="x()"/>')).type).toBe("image/svg+xml");
		expect(sniff(text("\ufeff<svg>")).type).toBe("image/svg+xml");
	});

	it("is unknown for anything else, and empty for nothing", () => {
		expect(sniff(text("hello")).type).toBe("unknown");
		expect(sniff(bytes([0, 1, 2])).type).toBe("unknown");
		expect(sniff(bytes()).type).toBe("empty");
	});

	it("is incomplete wherever it is cut", () => {
		for (const whole of [png(), jpeg(), gif(), vp8x(), pdf()]) {
			const { type } = sniff(whole);
			for (let n = 12; n < whole.length - (type === "application/pdf" ? 1 : 0); n++) {
				expect(sniff(whole.subarray(0, n)).complete, `${type} at ${n}`).toBe(false);
			}
		}
	});

	it("may have bytes after its end, as pictures of phones do", () => {
		expect(sniff(bytes(jpeg(), "MotionPhoto")).complete).toBe(true);
		expect(sniff(bytes(png(), [0, 0])).complete).toBe(true);
	});

	it("never reads past the end, whatever the lengths in it say", () => {
		for (const head of [png(), jpeg(), vp8x(), vp8l(), gif()])
			for (let n = 0; n < head.length; n++) expect(() => sniff(head.subarray(0, n))).not.toThrow();
		expect(sniff(bytes([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff])).complete).toBe(false);
		expect(sniff(bytes([0xff, 0xd8, 0xff, 0xe1, 0, 0, 0, 0])).complete).toBe(false);
	});
});

describe("judging a document", () => {
	it("takes what is what it says", () => {
		for (const [content, type] of [
			[png(), "image/png"],
			[jpeg(), "image/jpeg"],
			[pdf(), "application/pdf"],
		] as const)
			expect(judge(content, type)).toEqual({ type, complete: true });
	});

	it("refuses what isn't, even where both could be shown", () => {
		expect(faultOf(jpeg(), "image/png")).toBe("mismatch");
		expect(faultOf(pdf(), "image/png")).toBe("mismatch");
		expect(faultOf(text("<html>"), "image/png")).toBe("mismatch");
	});

	it("refuses drawings and pages under their own names too", () => {
		expect(faultOf(text("<svg/>"), "image/svg+xml")).toBe("not-shown");
		expect(faultOf(text("<html>"), "text/html")).toBe("not-shown");
		expect(faultOf(text("hello"), "")).toBe("not-shown");
	});

	it("refuses the empty, the cut off and the huge before anything is decoded", () => {
		expect(faultOf(bytes(), "image/png")).toBe("empty");
		expect(faultOf(png().subarray(0, 40), "image/png")).toBe("truncated");
		expect(faultOf(png(Math.ceil(Math.sqrt(PIXELS_MAX)) + 1, Math.ceil(Math.sqrt(PIXELS_MAX))), "image/png")).toBe("too-large");
		expect(faultOf(png(0, 5), "image/png")).toBe("damaged");
	});

	it("lets a PDF without its end be tried, and says so", () => {
		expect(judge(text("%PDF-1.7 and then nothing"), "application/pdf")).toEqual({ type: "application/pdf", complete: false });
	});
});
