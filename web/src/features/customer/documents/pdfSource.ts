/* A PDF as pages to draw, by pdf.js: in a chunk of its own, loaded when the first PDF is opened. Scripts in it don't run, forms are pictures,
 * nothing of it is fetched from anywhere. */
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, VerbosityLevel } from "pdfjs-dist/legacy/build/pdf.mjs";
import workerFile from "pdfjs-dist/legacy/build/pdf.worker.min.mjs?url";
import { DocumentFault } from "./judge";
import { affordable, type PageSource, turned } from "./pages";

/* A worker starts from the page's own origin only, even where the rest of the assets comes from elsewhere. */
GlobalWorkerOptions.workerSrc = import.meta.env.DEV ? workerFile : `/assets/${workerFile.slice(workerFile.lastIndexOf("/") + 1)}`;

/* A PDF's unit is 1/72 inch, a CSS pixel 1/96. */
const CSS_UNITS = 96 / 72;

function faultOf(e: unknown): DocumentFault {
	const name = e instanceof Error ? e.name : "";
	return new DocumentFault(name === "PasswordException" ? "encrypted" : "damaged", "application/pdf", "application/pdf");
}

async function load(bytes: Uint8Array<ArrayBuffer>, complete: boolean): Promise<PDFDocumentProxy> {
	const task = getDocument({
		data: bytes,
		isEvalSupported: false,
		useWasm: false,
		enableXfa: false,
		useWorkerFetch: false,
		verbosity: VerbosityLevel.ERRORS,
	});
	try {
		return await task.promise;
	} catch (e) {
		await task.destroy();
		const fault = faultOf(e);
		throw fault.kind === "damaged" && !complete ? new DocumentFault("truncated", fault.says, fault.is) : fault;
	}
}

export async function openPdf(bytes: Uint8Array<ArrayBuffer>, complete: boolean): Promise<PageSource> {
	const pdf = await load(bytes, complete);
	if (pdf.numPages < 1) {
		await pdf.loadingTask.destroy();
		throw new DocumentFault("no-pages", "application/pdf", "application/pdf");
	}
	return {
		pages: pdf.numPages,
		complete,
		async size(number) {
			const page = await pdf.getPage(number).catch((e) => Promise.reject(faultOf(e)));
			const { width, height } = page.getViewport({ scale: CSS_UNITS });
			return { width, height };
		},
		async draw(number, canvas, { scale, rotation }, signal) {
			const page = await pdf.getPage(number).catch((e) => Promise.reject(faultOf(e)));
			const upright = page.getViewport({ scale: CSS_UNITS });
			const viewport = page.getViewport({
				scale: CSS_UNITS * affordable(turned(upright, rotation), scale),
				rotation: (page.rotate + rotation) % 360,
			});
			/* Drawn out of sight and shown at once: what is on the screen stays until then. */
			const draft = document.createElement("canvas");
			draft.width = Math.max(1, Math.round(viewport.width));
			draft.height = Math.max(1, Math.round(viewport.height));
			const task = page.render({ canvas: draft, viewport });
			const cancel = () => task.cancel();
			signal.addEventListener("abort", cancel);
			try {
				await task.promise;
				signal.throwIfAborted();
				canvas.width = draft.width;
				canvas.height = draft.height;
				canvas.getContext("2d")?.drawImage(draft, 0, 0);
			} catch (e) {
				signal.throwIfAborted();
				throw faultOf(e);
			} finally {
				signal.removeEventListener("abort", cancel);
				draft.width = 0;
				page.cleanup();
			}
		},
		close: () => void pdf.loadingTask.destroy(),
	};
}
