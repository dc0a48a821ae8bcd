// A hundred thousand bets under the wheel: how long frames take, and whether the page grows.
import { line, mb, round } from "./numbers.mjs";
import { BARE } from "./paint.mjs";

/* A brisk hand: this many pixels with each frame. */
const STEP_PX = 240;
const FIRST_ROWS = 5000;
const LATE_MS = 50;
/* How many rows to pass: all of them take some minutes. */
const ROWS = process.env.BENCH_SCROLL_ROWS === "all" ? Number.POSITIVE_INFINITY : Number(process.env.BENCH_SCROLL_ROWS ?? 20_000);
/* Nothing moved for so long: the end, or a list that gave up. */
const STALL_MS = 5000;

const TABLE = "[data-table=bets]";

/* The peer: plain rows in a box, so many that the wheel has a while to turn. */
const PLAIN = "#plain";
const PLAIN_ROWS = 4000;

/** Runs in a bare page: a box of rows without anything in them but a number. */
function plainRows({ id, count }) {
	const place = document.createElement("div");
	place.id = id;
	const box = document.createElement("section");
	Object.assign(box.style, { height: "480px", overflow: "auto" });
	box.style.setProperty("--table-row", "28px");
	for (let i = 0; i < count; i++) {
		const row = document.createElement("div");
		row.textContent = String(i);
		row.style.height = "28px";
		row.setAttribute("aria-rowindex", String(i + 2));
		box.append(row);
	}
	place.append(box);
	document.body.append(place);
}

/** Runs in the page: turns the wheel until @rows have passed or the list ends. @return how long each frame took, and how far it came. */
function turn({ selector, step, rows, stall }) {
	const box = document.querySelector(`${selector} section`);
	const rowPx = Number.parseFloat(box.style.getPropertyValue("--table-row"));
	const lastRow = () =>
		Math.max(...[...box.querySelectorAll("[aria-rowindex]")].map((r) => Number(r.getAttribute("aria-rowindex")))) - 1;
	const frames = [];
	const busy = [];
	const observer = new PerformanceObserver((list) => busy.push(...list.getEntries().map((e) => e.duration)));
	observer.observe({ type: "long-animation-frame" });
	return new Promise((resolve) => {
		let last = null;
		let moved = performance.now();
		let highest = -1;
		const over = (end) => {
			observer.disconnect();
			resolve({ frames, busy, row: lastRow(), end });
		};
		// Read before written: nothing is laid out on account of the measuring.
		const frame = (now) => {
			if (last !== null) frames.push(now - last);
			last = now;
			const top = box.scrollTop;
			if (top > highest) moved = now;
			highest = top;
			const stuck = now - moved > stall;
			if (top >= rows * rowPx || stuck) return over(stuck && document.querySelector(`${selector} [data-complete]`) !== null);
			box.scrollTop = top + step;
			requestAnimationFrame(frame);
		};
		requestAnimationFrame(frame);
	});
}

async function heap(session) {
	await session.send("HeapProfiler.collectGarbage");
	const { usedSize } = await session.send("Runtime.getHeapUsage");
	const { nodes } = await session.send("Memory.getDOMCounters");
	return { usedSize, nodes };
}

const tell = ({ usedSize, nodes }) => `${mb(usedSize)}, ${nodes.toLocaleString("en")} nodes`;

const tellFrames = (frames) =>
	`${frames.length}, worst ${round(Math.max(...frames))} ms, ${frames.filter((f) => f > LATE_MS).length} above ${LATE_MS} ms`;

export async function scroll({ browser, origin, cookie, sim, viewport }) {
	const [id] = await sim.ids("high_volume", 1);
	const context = await browser.newContext({ viewport, serviceWorkers: "block" });
	await context.addCookies([cookie]);
	const page = await context.newPage();
	await page.goto(`${origin}/customers/${id}/gaming`);
	const table = page.locator(TABLE);
	await table.locator("tbody [data-row]").first().waitFor();
	await table.scrollIntoViewIfNeeded();
	const session = await context.newCDPSession(page);
	const sizes = [await heap(session)];
	const first = await page.evaluate(turn, { selector: TABLE, step: STEP_PX, rows: FIRST_ROWS, stall: STALL_MS });
	sizes.push(await heap(session));
	const second = await page.evaluate(turn, { selector: TABLE, step: STEP_PX, rows: ROWS, stall: STALL_MS });
	sizes.push(await heap(session));
	await page.goto(`${origin}/${BARE}`);
	await page.evaluate(plainRows, { id: PLAIN.slice(1), count: PLAIN_ROWS });
	const plain = await page.evaluate(turn, { selector: PLAIN, step: STEP_PX, rows: PLAIN_ROWS / 2, stall: STALL_MS });
	await context.close();

	const frames = [...first.frames, ...second.frames];
	const busy = [...first.busy, ...second.busy];
	const whole = second.end ? "to its end" : "of a list that goes on (BENCH_SCROLL_ROWS=all)";
	console.log(`\nscrolling ${second.row.toLocaleString("en")} bets of ${id}, ${STEP_PX} px a frame, ${whole}`);
	line(`  frames (reach: none above ${LATE_MS} ms)`, tellFrames(frames));
	line("  the same over plain rows of a bare page", tellFrames(plain.frames));
	line(
		"  of these the page's own work (long animation frames)",
		`${busy.length}${busy.length ? `, worst ${round(Math.max(...busy))} ms` : ""}`,
	);
	line("  heap before", tell(sizes[0]));
	line(`  after ${first.row.toLocaleString("en")} rows`, tell(sizes[1]));
	line(`  after ${second.row.toLocaleString("en")} rows`, tell(sizes[2]));
}
