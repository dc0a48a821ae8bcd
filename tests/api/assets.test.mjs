// The web front end as `pitboss serve` hands it out: codings, caching, the page's addresses, policies, a CDN, and what SIGHUP changes.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { assertProblem, Client, request } from "./harness/client.mjs";
import { until } from "./harness/program.mjs";
import { exchange } from "./harness/raw.mjs";
import { stage, temporary } from "./harness/stage.mjs";

const PAGE_POLICY = (also = "") =>
	[
		"default-src 'self'",
		`style-src 'self'${also}`,
		`script-src 'self'${also}`,
		`img-src 'self' data: blob:${also}`,
		`font-src 'self'${also}`,
		`connect-src 'self'${also}`,
		"worker-src 'self'",
		"manifest-src 'self'",
		"object-src 'none'",
		"base-uri 'none'",
		"form-action 'none'",
		"frame-ancestors 'none'",
	].join("; ");
const WORKER_POLICY = (also = "") =>
	`default-src 'self'; script-src 'self'${also}; font-src 'self'${also}; connect-src 'self'${also}; object-src 'none'; base-uri 'none'; frame-ancestors 'none'`;
const API_POLICY = "default-src 'none'; frame-ancestors 'none'";
const CDN = "https://cdn.example.net/pitboss/";

const SCRIPT = "console.log('pitboss');\n".repeat(3000);
const PAGE = `<!doctype html>
<html lang="en"><head><title>Front end</title>
<link rel="manifest" href="./manifest.webmanifest"><script src="./theme.js"></script>
<link rel="stylesheet" crossorigin href="./assets/index-5e6f.css">
<script type="module" crossorigin src="./assets/index-1a2b.js"></script></head><body><div id="root"></div></body></html>
`;
/** The page with its addresses where they lead. */
const led = (assets) => PAGE.replaceAll('="./assets/', `="${assets}assets/`).replaceAll('="./', '="/');

const FILES = {
	"index.html": PAGE,
	"assets/index-1a2b.js": SCRIPT,
	"assets/index-5e6f.css": "body{margin:0}",
	"assets/pdf.worker-7c8d.mjs": "self.onmessage = () => {};",
	"assets/inter-9e0f.woff2": "not a font",
	"assets/index-1a2b.js.map": "{}",
	"manifest.webmanifest": "{}",
	"sw.js": "self.addEventListener('fetch', () => {});",
	"theme.js": "document.documentElement.dataset.theme = 'dark';",
	"icon.svg": "<svg xmlns='http://www.w3.org/2000/svg'/>",
	"icons/icon-192.png": "not an image",
	"robots.txt": "User-agent: *\nDisallow: /\n",
};

function build(folder, files = FILES) {
	rmSync(folder, { recursive: true, force: true });
	for (const [name, text] of Object.entries(files)) {
		const file = join(folder, name);
		mkdirSync(join(file, ".."), { recursive: true });
		writeFileSync(file, text);
		if (!/\.(html|js|mjs|css|svg|webmanifest)$/.test(name)) continue;
		writeFileSync(`${file}.br`, brotliCompressSync(text));
		writeFileSync(`${file}.gz`, gzipSync(text));
	}
}

const site = join(temporary(), "web");
build(site);
const at = stage({
	customers: 50,
	roles: [],
	edits: [["dir: ./build/web", `dir: ${site}`]],
	directory: false,
	portal: { web: null },
});
const get = (path, headers = {}, method = "GET") => request(at.portal.port, method, path, { headers });
const coding = (answer) => answer.headers["content-encoding"] ?? "identity";

test("each coding is sent to who takes it, with a tag of its own, and the length to HEAD", async () => {
	const bytes = { br: brotliCompressSync(SCRIPT), gzip: gzipSync(SCRIPT), identity: Buffer.from(SCRIPT) };
	const tags = new Set();
	for (const [name, accept] of Object.entries({ br: "gzip, deflate, br, zstd", gzip: "gzip;q=0.5", identity: "identity" })) {
		const answer = await get("/assets/index-1a2b.js", { "accept-encoding": accept });
		assert.equal(answer.status, 200);
		assert.equal(coding(answer), name);
		assert.ok(answer.raw.equals(bytes[name]), `${name}: the bytes of the build`);
		assert.equal(answer.headers.vary, "Accept-Encoding");
		assert.match(answer.headers.etag, /^"[0-9a-f]{32}"$/);
		assert.equal(answer.headers["cache-control"], "public, max-age=31536000, immutable");
		assert.equal(answer.headers["content-type"], "text/javascript; charset=utf-8");
		assert.equal(answer.headers["x-content-type-options"], "nosniff");
		tags.add(answer.headers.etag);
		const head = await get("/assets/index-1a2b.js", { "accept-encoding": accept }, "HEAD");
		assert.equal(head.raw.length, 0);
		assert.equal(head.headers["content-length"], String(bytes[name].length));
		assert.equal(head.headers.etag, answer.headers.etag);
	}
	assert.equal(tags.size, 3);
	assertProblem(await get("/assets/index-1a2b.js", { "accept-encoding": "identity;q=0" }), 406, "not-acceptable");
});

test("every kind of file says what it is and how long it may be kept", async () => {
	const types = {
		"/assets/index-5e6f.css": ["text/css; charset=utf-8", true],
		"/assets/pdf.worker-7c8d.mjs": ["text/javascript; charset=utf-8", true],
		"/assets/inter-9e0f.woff2": ["font/woff2", true],
		"/assets/index-1a2b.js.map": ["application/json", true],
		"/manifest.webmanifest": ["application/manifest+json", false],
		"/sw.js": ["text/javascript; charset=utf-8", false],
		"/theme.js": ["text/javascript; charset=utf-8", false],
		"/icon.svg": ["image/svg+xml", false],
		"/icons/icon-192.png": ["image/png", false],
		"/robots.txt": ["text/plain; charset=utf-8", false],
		"/index.html": ["text/html; charset=utf-8", false],
	};
	for (const [path, [type, immutable]] of Object.entries(types)) {
		const answer = await get(path);
		assert.equal(answer.status, 200, path);
		assert.equal(answer.headers["content-type"], type, path);
		assert.equal(answer.headers["cache-control"], immutable ? "public, max-age=31536000, immutable" : "no-cache", path);
		if (path !== "/index.html") assert.equal(answer.text, FILES[path.slice(1)], path);
	}
});

test("what a browser has is not sent again, and not confused with another coding", async () => {
	const br = { "accept-encoding": "br" };
	for (const path of ["/assets/index-1a2b.js", "/theme.js", "/", "/customers/CUS-1"]) {
		const { etag, ...first } = (await get(path, br)).headers;
		const again = await get(path, { ...br, "if-none-match": `"other", W/${etag}` });
		assert.equal(again.status, 304, path);
		assert.equal(again.raw.length, 0);
		assert.equal(again.headers.etag, etag);
		for (const name of ["cache-control", "vary", "content-security-policy"]) assert.equal(again.headers[name], first[name], name);
	}
	const { etag } = (await get("/theme.js", br)).headers;
	assert.equal((await get("/theme.js", { "accept-encoding": "gzip", "if-none-match": etag })).status, 200);
	assert.equal((await get("/theme.js", { ...br, "if-none-match": '"other"' })).status, 200);
	assert.equal((await get("/theme.js", { ...br, "if-none-match": "*" })).status, 304);
});

test("the page answers at its own addresses, with its own policy, and nowhere else", async () => {
	for (const path of [
		"/",
		"/search?q=%zz&q=2",
		"/customers/CUS-123456/gaming",
		"/customers/CUS-123456/",
		"/nothing/of/that/name",
	]) {
		const answer = await get(path, { "accept-encoding": "br, gzip" });
		assert.equal(answer.status, 200, path);
		assert.equal(answer.text, led("/"), path);
		assert.equal(coding(answer), "identity");
		assert.equal(answer.headers["content-type"], "text/html; charset=utf-8");
		assert.equal(answer.headers["cache-control"], "no-cache");
		assert.equal(answer.headers["content-security-policy"], PAGE_POLICY());
		assert.equal(answer.headers["cross-origin-opener-policy"], "same-origin");
		assert.equal(answer.headers["set-cookie"], undefined);
		assert.equal((await get(path, {}, "HEAD")).headers["content-length"], String(led("/").length));
	}
	assert.equal((await get("/sw.js")).headers["content-security-policy"], WORKER_POLICY());
	assert.equal((await get("/assets/pdf.worker-7c8d.mjs")).headers["content-security-policy"], WORKER_POLICY());
	assert.equal((await get("/assets/index-1a2b.js")).headers["content-security-policy"], API_POLICY);
});

test("what is missing is a problem that nobody keeps", async () => {
	const missing = [
		...["/assets/index-0000.js", "/assets/", "/assets", "/assets/index-1a2b.js.br", "/favicon.ico", "/icons/none.png"],
		...["/api", "/api/", "/api/v1/nothing", "/problems/denied", "/healthz/x", "/readyz/x", "/metrics/x"],
		...["/assets/..%2findex.html", "/assets/%2e%2e/sw.js", "/assets/index-1a2b.js/", "/..%2f..%2fetc/passwd.txt"],
	];
	for (const path of missing) {
		const answer = await get(path);
		assertProblem(answer, 404, "not-found");
		assert.equal(answer.headers["cache-control"], "no-store", path);
		assert.equal(answer.headers["content-security-policy"], API_POLICY, path);
	}
	for (const path of ["/assets/index-1a2b.js", "/", "/customers/CUS-1"]) {
		const answer = await get(path, {}, "DELETE");
		assertProblem(answer, 405);
		assert.equal(answer.headers.allow, "GET, HEAD");
	}
	assertProblem(await get("/api/v1/session"), 401, "not-signed-on");
});

test("no address leads out of the folder, however it is written", async () => {
	const config = readFileSync(at.portal.config, "utf8");
	for (const target of [
		"/../config/pitboss.yaml",
		"/assets/../../config/pitboss.yaml",
		"//etc/passwd",
		"/./sw.js",
		"/assets//index-1a2b.js",
	]) {
		const raw = await exchange(at.portal.port, `GET ${target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
		assert.match(raw.text, /^HTTP\/1\.1 (200|404) /, target);
		assert.ok(!raw.text.includes(config.slice(0, 40)) && !raw.text.includes("root:"), target);
		if (raw.text.startsWith("HTTP/1.1 200")) assert.ok(raw.text.includes(led("/")), `${target}: the page`);
	}
});

test("headers that are garbage cost nothing but the coding", async () => {
	const garbage = [
		"br;q=9",
		";;;,,,",
		"gzip;q=0.0001",
		"=",
		"\u00e9",
		"*;*",
		`${"br;q=0,".repeat(1500)}gzip`,
		"q=1",
		"identity identity",
	];
	for (const accept of garbage) {
		const answer = await get("/theme.js", { "accept-encoding": accept });
		assert.equal(answer.status, 200, accept.slice(0, 20));
		assert.ok(["identity", "gzip"].includes(coding(answer)), accept.slice(0, 20));
	}
	for (const tag of ['"', "W/", ",,,", "W/W/*", '"*"', `${'"x",'.repeat(2000)}"y"`])
		assert.equal((await get("/theme.js", { "if-none-match": tag })).status, 200, tag.slice(0, 20));
	assert.equal((await get("/theme.js", { cookie: "pitboss_session=garbage", authorization: "Bearer x" })).status, 200);
});

test("files are not on the record, and counted under one route", async () => {
	const auditor = await at.portal.signOn("auditor");
	const { items } = await auditor.json("/api/v1/audit?limit=200");
	assert.ok(items.length > 0);
	for (const record of items) assert.doesNotMatch(JSON.stringify(record), /assets|theme\.js|\/\{file\}/);
	const metrics = (await get("/metrics")).text;
	const count = /^pitboss_requests_total\{method="GET",route="\/\{file\}",status="2xx"\} (\d+)$/m.exec(metrics);
	assert.ok(Number(count?.[1]) > 50, metrics.slice(0, 400));
});

/** Tells the portal to read again, and waits until its log has one more @event. */
async function reload(event) {
	const seen = () => at.portal.program.lines().filter((line) => line.event === event);
	const before = seen().length;
	process.kill(at.portal.program.pid, "SIGHUP");
	await until(event, () => seen().length > before);
	return seen().at(-1);
}
const edit = (from, to) => {
	const text = readFileSync(at.portal.config, "utf8");
	assert.ok(text.includes(from), from);
	writeFileSync(at.portal.config, text.replace(from, to));
};

test("a new build is handed out after SIGHUP, by every loop, without a request lost", async () => {
	const files = { ...FILES, "index.html": PAGE.replace("1a2b", "ffff"), "assets/index-ffff.js": "new" };
	delete files["assets/index-1a2b.js"];
	const clients = Array.from({ length: 16 }, () => new Client(at.portal.port));
	let going = true;
	const load = clients.map(async (client) => {
		const seen = new Set();
		while (going) {
			const answer = await client.get("/", { check: false });
			assert.equal(answer.status, 200);
			seen.add(answer.text);
		}
		return seen;
	});
	build(site, files);
	const told = await reload("web.reloaded");
	assert.equal(Number(told.addresses), Object.keys(files).length);
	// Connections are spread over the loops; by the time of the log's line each of them has it.
	const answers = await Promise.all(clients.map((client) => client.get("/", { check: false })));
	for (const answer of answers) assert.match(answer.text, /index-ffff\.js/);
	going = false;
	for (const seen of await Promise.all(load)) assert.ok(seen.size <= 2);
	assert.equal((await get("/assets/index-ffff.js")).text, "new");
	assertProblem(await get("/assets/index-1a2b.js"), 404, "not-found");
	for (const client of clients) client.close();
});

test("a build that is broken or gone changes nothing, and the log says why", async () => {
	rmSync(join(site, "theme.js"));
	assert.match((await reload("web.refused")).reason, /theme\.js is only there compressed/);
	assert.equal((await get("/theme.js")).status, 200);
	rmSync(site, { recursive: true });
	assert.match((await reload("web.refused")).reason, /not found/);
	assert.equal((await get("/")).status, 200);
	build(site);
	await reload("web.reloaded");
});

test("with an asset_url the page's assets come from there, and its policy follows", async () => {
	edit('asset_url: ""', `asset_url: ${CDN}`);
	await reload("web.reloaded");
	assert.equal((await get("/")).text, led(CDN));
	const page = await get("/customers/CUS-1");
	assert.equal(page.headers["content-security-policy"], PAGE_POLICY(" https://cdn.example.net"));
	assert.equal(page.headers["cross-origin-resource-policy"], "same-origin");
	assert.equal(page.headers["access-control-allow-origin"], undefined);
	const script = await get("/assets/index-1a2b.js", { "accept-encoding": "br" });
	assert.equal(coding(script), "br");
	assert.equal(script.headers["access-control-allow-origin"], "*");
	assert.equal(script.headers["cross-origin-resource-policy"], "cross-origin");
	assert.equal(
		(await get("/assets/pdf.worker-7c8d.mjs")).headers["content-security-policy"],
		WORKER_POLICY(" https://cdn.example.net"),
	);
	assert.equal((await get("/theme.js")).headers["access-control-allow-origin"], undefined);
	edit(`asset_url: ${CDN}`, "asset_url: http://cdn.example.net/");
	const refused = await reload("config.refused");
	assert.equal(refused.key, "web.asset_url");
	assert.ok(Number(refused.line) > 0);
	assert.equal((await get("/")).text, led(CDN));
	edit("asset_url: http://cdn.example.net/", 'asset_url: ""');
	await reload("web.reloaded");
});

test("without a front end there is a small page, and no address of the front end's", async () => {
	edit(`dir: ${site}`, 'dir: ""');
	await reload("config.reloaded");
	assert.match((await get("/")).text, /<h1>Pitboss<\/h1>/);
	assertProblem(await get("/customers/CUS-1"), 404, "not-found");
	assertProblem(await get("/?x=1"), 422);
	assert.equal((await get("/")).headers["content-security-policy"], API_POLICY);
});
