// tools/lint-web.mjs - checks every import of the web front end against the table of its folders in ARCHITECTURE.md. A row:
// | `web/src/ui` | holds | may use |. "–" is nothing, names are folders, "all" every one. Each folder below features is one of its own: it may
// use itself and what the row of features says, never another feature. Tests may use whatever they need.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { fileURLToPath } from "node:url";

const ROW = /^\|\s*`web\/src\/([a-z0-9]+)\/?`\s*\|.*\|([^|]*)\|\s*$/;
const IMPORT = /(?:\bfrom\s*|\bimport\s*\(\s*|^\s*import\s+)["']([^"']+)["']/gm;

/** The rows of the table: folder → Set of the folders that it may use. */
export function readTable(markdown) {
	const rows = new Map();
	for (const line of markdown.split("\n")) {
		const match = ROW.exec(line);
		if (match) rows.set(match[1], match[2].trim());
	}
	const table = new Map();
	for (const [name, text] of rows) {
		const used =
			text === "all" ? [...rows.keys()] : text === "–" ? [] : text.split(",").map((u) => u.trim().replace(/^`|`$/g, ""));
		for (const u of used)
			if (!rows.has(u)) throw new Error(`ARCHITECTURE.md: the row of web/src/${name} may use "${u}", which has no row`);
		table.set(name, new Set(used));
	}
	return table;
}

/** "ui/Panel.tsx" is of "ui", "features/search/Palette.tsx" of "features/search", "main.tsx" of "". */
function folderOf(path) {
	const [first, second] = path.split("/");
	if (!path.includes("/")) return "";
	return first === "features" ? `features/${second}` : first;
}

/** Sentences about imports of one file (@path relative to web/src) that the table does not allow. */
export function checkFile(path, text, table) {
	const found = [];
	const mine = folderOf(path);
	if (mine === "") return found;
	const may = table.get(mine.split("/")[0]);
	for (const match of text.matchAll(IMPORT)) {
		const name = match[1];
		if (!name.startsWith("@/") && !name.startsWith(".")) continue;
		const target = name.startsWith("@/") ? name.slice(2) : normalize(join(dirname(path), name));
		const used = table.has(target) ? target : folderOf(target);
		if (used === mine) continue;
		const where = `web/src/${path}:${text.slice(0, match.index).split("\n").length}`;
		if (!may) found.push(`${where}: ARCHITECTURE.md's table has no row for ${mine}`);
		else if (!may.has(used.split("/")[0])) found.push(`${where}: ${mine} may not use ${used || target}`);
	}
	return found;
}

export function checkTree(root) {
	const table = readTable(readFileSync(join(root, "ARCHITECTURE.md"), "utf8"));
	if (table.size === 0) return ["ARCHITECTURE.md has no table of the web's folders"];
	const base = join(root, "web/src");
	const files = readdirSync(base, { recursive: true, withFileTypes: true })
		.filter((f) => f.isFile() && /\.tsx?$/.test(f.name) && !/\.(d|test)\.tsx?$/.test(f.name))
		.map((f) => relative(base, join(f.parentPath ?? f.path, f.name)));
	return files.sort().flatMap((path) => checkFile(path, readFileSync(join(base, path), "utf8"), table));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const root = fileURLToPath(new URL("..", import.meta.url));
	const found = existsSync(join(root, "web/src")) ? checkTree(root) : [];
	for (const sentence of found) console.error(sentence);
	process.exit(found.length ? 1 : 0);
}
