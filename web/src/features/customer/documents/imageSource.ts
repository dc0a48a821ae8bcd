/* A picture as the viewer's one page. Decoded in memory: from the bytes themselves where the browser can (ImageDecoder), else from a Blob of
 * a size that browsers keep in memory, and no blob: address is ever made. */
import { DocumentFault } from "./judge";
import { affordable, type PageSource, type Rotation, type Size, turned } from "./pages";
import type { Shown } from "./sniff";

/* Larger Blobs may be kept on disk by browsers. */
const BLOB_BYTES_MAX = 16 * 1024 * 1024;

async function decode(bytes: Uint8Array<ArrayBuffer>, type: Shown): Promise<ImageBitmap> {
	if (typeof ImageDecoder !== "undefined" && (await ImageDecoder.isTypeSupported(type))) {
		const decoder = new ImageDecoder({ data: bytes, type, preferAnimation: false });
		try {
			const { image } = await decoder.decode();
			try {
				return await createImageBitmap(image);
			} finally {
				image.close();
			}
		} finally {
			decoder.close();
		}
	}
	if (bytes.length > BLOB_BYTES_MAX) throw new DocumentFault("too-large");
	return createImageBitmap(new Blob([bytes], { type }));
}

function paint(bitmap: ImageBitmap, canvas: HTMLCanvasElement, scale: number, rotation: Rotation): void {
	const drawn: Size = { width: Math.round(bitmap.width * scale), height: Math.round(bitmap.height * scale) };
	const size = turned(drawn, rotation);
	canvas.width = Math.max(1, size.width);
	canvas.height = Math.max(1, size.height);
	const context = canvas.getContext("2d");
	if (!context) throw new DocumentFault("damaged");
	context.imageSmoothingQuality = "high";
	context.translate(canvas.width / 2, canvas.height / 2);
	context.rotate((rotation * Math.PI) / 180);
	context.drawImage(bitmap, -drawn.width / 2, -drawn.height / 2, drawn.width, drawn.height);
}

export async function openImage(bytes: Uint8Array<ArrayBuffer>, type: Shown): Promise<PageSource> {
	let bitmap: ImageBitmap;
	try {
		bitmap = await decode(bytes, type);
	} catch (e) {
		throw e instanceof DocumentFault ? e : new DocumentFault("damaged", type, type);
	}
	const size = { width: bitmap.width, height: bitmap.height };
	return {
		pages: 1,
		complete: true,
		size: async () => size,
		/* More pixels than it has show nothing more. */
		draw: async (_page, canvas, { scale, rotation }) => paint(bitmap, canvas, affordable(size, Math.min(1, scale)), rotation),
		close: () => bitmap.close(),
	};
}
