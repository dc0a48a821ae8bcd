// Builds the web front end into a folder of the bench's own, as tools/build-web.sh does, and says how long that took.
import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";

/** @return milliseconds. Types are generated before, since nothing that is built follows from them. */
export function build(folder, root) {
	rmSync(folder, { recursive: true, force: true });
	const options = { cwd: `${root}web`, stdio: ["ignore", "ignore", "inherit"] };
	const begin = performance.now();
	execFileSync("npx", ["--no-install", "vite", "build", "--logLevel", "error", "--outDir", folder, "--emptyOutDir"], options);
	execFileSync(process.execPath, [`${root}tools/precompress.mjs`, folder], options);
	return performance.now() - begin;
}
