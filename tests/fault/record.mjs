// The record's files, read without the portal: what stands in them is what counts.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Segments of one chain, oldest first, without the preallocated zeros behind the last record. */
export function segments(data, instance = "serve") {
	const folder = join(data, "audit", instance);
	return readdirSync(folder)
		.filter((name) => /^\d{20}\.log$/.test(name))
		.sort()
		.map((name) => {
			const bytes = readFileSync(join(folder, name));
			const zero = bytes.indexOf(0);
			return { file: join(folder, name), bytes: zero < 0 ? bytes : bytes.subarray(0, zero) };
		});
}

export function records(data, instance) {
	return segments(data, instance).flatMap(({ bytes }) =>
		bytes
			.toString("utf8")
			.split("\n")
			.filter(Boolean)
			.map((line) => JSON.parse(line)),
	);
}

export const requestOf = (record) => record.request ?? record.requestId;
