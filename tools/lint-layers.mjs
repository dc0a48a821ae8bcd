// tools/lint-layers.mjs - checks every #include against the table "who may use whom" in ARCHITECTURE.md, so that the document and the
// code can't diverge. A row: | `src/base` | holds | may use |. "–" is nothing, names are folders, "all above" is every row above,
// "all" every row. Everybody may use itself and base. A folder without a row, and a row without sense, fail too.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROW = /^\|\s*`(src\/[a-z0-9_]+|sim)\/?`\s*\|.*\|([^|]*)\|\s*$/;
const INCLUDE = /^\s*#\s*include\s+"([^"]+)"/;

/** "src/base" and "base" are both the layer base; "sim/" is sim. */
function layerName(text) {
	return text
		.trim()
		.replace(/^`|`$/g, "")
		.replace(/\/$/, "")
		.replace(/^src\//, "");
}

/** The rows of the table, in order: [{ name, may: Set }]. */
export function readTable(markdown) {
	const rows = [];
	for (const line of markdown.split("\n")) {
		const match = ROW.exec(line);
		if (match) rows.push({ name: layerName(match[1]), text: match[2].trim() });
	}
	const names = new Set(rows.map((row) => row.name));
	return rows.map(({ name, text }, index) => {
		const may = new Set([name, "base"]);
		if (text === "all" || text === "all above") {
			for (const row of text === "all" ? rows : rows.slice(0, index)) may.add(row.name);
			may.delete("sim");
			may.add(name);
		} else if (text !== "–") {
			for (const used of text.split(",").map(layerName)) {
				if (!names.has(used)) throw new Error(`ARCHITECTURE.md: the row of ${name} may use "${used}", which has no row`);
				may.add(used);
			}
		}
		return { name, may };
	});
}

function* sourceFiles(folder) {
	for (const entry of readdirSync(folder).sort()) {
		const path = join(folder, entry);
		if (statSync(path).isDirectory()) yield* sourceFiles(path);
		else if (/\.[ch]$/.test(entry)) yield path;
	}
}

/** Sentences about includes that the table does not allow. */
export function checkFile(path, text, layer, layers) {
	const found = [];
	text.split("\n").forEach((line, index) => {
		const match = INCLUDE.exec(line);
		if (!match) return;
		const used = match[1].split("/")[0];
		const where = `${path}:${index + 1}`;
		if (!match[1].includes("/")) found.push(`${where}: write "${match[1]}" with its folder`);
		else if (!layers.has(used)) found.push(`${where}: "${used}" is no folder of the table`);
		else if (!layer.may.has(used)) found.push(`${where}: ${layer.name} may not use ${used}`);
	});
	return found;
}

export function checkTree(root) {
	const table = readTable(readFileSync(join(root, "ARCHITECTURE.md"), "utf8"));
	if (table.length === 0) return ["ARCHITECTURE.md has no table of who may use whom"];
	const layers = new Map(table.map((layer) => [layer.name, layer]));
	const found = [];
	const folders = readdirSync(join(root, "src")).filter((name) => statSync(join(root, "src", name)).isDirectory());
	for (const name of [...folders, "sim"]) {
		const layer = layers.get(name);
		if (!layer) {
			found.push(`src/${name}: ARCHITECTURE.md's table has no row for it`);
			continue;
		}
		const folder = name === "sim" ? "sim" : join("src", name);
		for (const path of sourceFiles(join(root, folder))) {
			found.push(...checkFile(path.slice(root.length + 1), readFileSync(path, "utf8"), layer, layers));
		}
	}
	return found;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
	const found = checkTree(process.cwd());
	for (const sentence of found) console.error(sentence);
	process.exit(found.length ? 1 : 0);
}
