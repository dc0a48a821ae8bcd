// What the disk gives: a durable figure says nothing without it.
import { closeSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { median } from "../web/numbers.mjs";

/** Milliseconds of appending 4 KB and fsync, the median of 50. */
export function fsyncMs(folder) {
	const file = join(folder, "fsync");
	const fd = openSync(file, "w");
	const block = Buffer.alloc(4096, 1);
	const took = Array.from({ length: 50 }, () => {
		const start = performance.now();
		writeSync(fd, block);
		fsyncSync(fd);
		return performance.now() - start;
	});
	closeSync(fd);
	rmSync(file);
	return median(took);
}
