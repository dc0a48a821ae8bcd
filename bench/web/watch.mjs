// When the page has drawn what counts. The watch goes into the page before any of its own scripts and looks at every frame.
//
// A moment is that of the first task after the frame in which the thing stood in the document: what was there then has been styled, laid
// out and handed to the compositor. A screen's frames are 1/60 s apart, so figures come in steps of 17 ms.

/* Without a busy element in sight for this long, what is above the fold is drawn; the moment counted is that of the first such frame. */
const QUIET_MS = 600;
const PATIENCE_MS = 30_000;

/** Runs in the page. Sets window.benchWatch: {header, fold}, in milliseconds since the navigation began. */
function watch() {
	const seen = { header: null, fold: null };
	window.benchWatch = seen;
	const inSight = (element) => {
		const box = element.getBoundingClientRect();
		return box.width > 0 && box.height > 0 && box.top < innerHeight && box.bottom > 0 && box.left < innerWidth && box.right > 0;
	};
	const waits = (element) => (element instanceof HTMLImageElement ? !element.complete : true);
	const look = () => {
		const header = document.querySelector("[data-identity] h1 bdi");
		const cards = document.querySelector("[data-kpi]");
		const busy =
			!header || !cards || [...document.querySelectorAll("[aria-busy='true'], img")].some((e) => waits(e) && inSight(e));
		return { header: header !== null && inSight(header), busy };
	};
	const afterFrame = (then) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => then(performance.now());
		port2.postMessage(null);
	};
	const frame = () => {
		const { header, busy } = look();
		if (busy) seen.fold = null;
		if ((header && seen.header === null) || (!busy && seen.fold === null))
			afterFrame((now) => {
				if (header) seen.header ??= now;
				if (!busy) seen.fold ??= now;
			});
		requestAnimationFrame(frame);
	};
	requestAnimationFrame(frame);
}

export const WATCH = `(${watch})()`;

/** Waits until nothing above the fold is on its way any more. @return {header, fold}. */
export async function drawn(page) {
	await page.waitForFunction(
		(quiet) => {
			const { header, fold } = window.benchWatch;
			return header !== null && fold !== null && performance.now() - fold > quiet;
		},
		QUIET_MS,
		{ timeout: PATIENCE_MS },
	);
	return page.evaluate(() => ({ header: window.benchWatch.header, fold: window.benchWatch.fold }));
}
