// precompress.mjs FOLDER: beside every file that can be made smaller its brotli and gzip forms (.br, .gz), at their best: done once here
// instead of with every answer.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const folder = process.argv[2];
const COMPRESSIBLE = /\.(html|js|mjs|css|svg|json|webmanifest|txt)$/;
/* Smaller files are not worth a second form: they fit in one packet as they are. */
const SMALLEST = 512;
/* A form that saves less than this share isn't kept. */
const SAVING = 0.05;

const brotli = promisify(brotliCompress);
const gz = promisify(gzip);

async function compress(file) {
	const plain = readFileSync(file);
	if (plain.length < SMALLEST) return;
	const forms = {
		br: await brotli(plain, {
			params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
		}),
		gz: await gz(plain, { level: 9 }),
	};
	for (const [ending, form] of Object.entries(forms))
		if (form.length < plain.length * (1 - SAVING)) writeFileSync(`${file}.${ending}`, form);
}

const files = readdirSync(folder, { recursive: true, withFileTypes: true })
	.filter((f) => f.isFile() && COMPRESSIBLE.test(f.name))
	.map((f) => join(f.parentPath ?? f.path, f.name));
await Promise.all(files.map(compress));
