import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const portal = process.env.PITBOSS_URL ?? "http://127.0.0.1:8360";

/* What every page stands on; not words with markup in them, which are below the fold. */
const VENDOR =
	/node_modules[\\/](react|react-dom|scheduler|i18next|react-i18next(?!.*[\\/]Trans)|openapi-fetch|use-sync-external-store|@tanstack[\\/](react-router|router-core|react-query|query-core|store|react-store|history))[\\/]/;
/* Small pieces that this many chunks use come together; not those that bring a library along, or that only dialogs and lists need. */
const SHARED =
	/[\\/]web[\\/]src[\\/](ui[\\/](?!Chart|DataTable|DateRange|dateRanges|Heat|BarBand|Dialog|RevealDialog|SameHeight|SidePanel|TextField|Check|rowKeys|Meter|ValidUntil|onScreen|plot)|api[\\/](?!pages|pageBook|lists|details|content|statistics|span|timeline(?!Head)|search|recentHits|live[\\/](?!store|useFollow|useLately))).*\.tsx?$/;
const SHARED_BY = 3;

/* Asked for with the page, not once the script or the styles have come: the font, and the customer's page, which most addresses lead to. */
function preloadFirst(): Plugin {
	return {
		name: "pitboss-preload-first",
		transformIndexHtml: {
			order: "post",
			handler(html, { bundle = {} }) {
				const font = Object.keys(bundle).find((name) => /inter-latin-wght-normal-[\w-]+\.woff2$/.test(name));
				const page = Object.values(bundle).find((file) => file.type === "chunk" && file.name === "CustomerPage");
				if (!font || page?.type !== "chunk") return [];
				const code = [page.fileName, ...page.imports];
				const styles = code.flatMap((name) => {
					const file = bundle[name];
					return file?.type === "chunk" ? [...(file.viteMetadata?.importedCss ?? [])] : [];
				});
				const link = (attrs: Record<string, string>) => ({ tag: "link", attrs, injectTo: "head" as const });
				return [
					link({ rel: "preload", as: "font", type: "font/woff2", href: `./${font}`, crossorigin: "" }),
					...code.map((name) => link({ rel: "modulepreload", href: `./${name}`, crossorigin: "" })),
					...styles.map((name) => link({ rel: "preload", as: "style", href: `./${name}`, crossorigin: "" })),
				].filter(({ attrs }) => (attrs.rel === "preload" && attrs.as === "font" ? true : !html.includes(attrs.href ?? "")));
			},
		},
	};
}

/* A version of the worker for each build: browsers compare its bytes to find out that there is a new one. */
function versionWorker(): Plugin {
	return {
		name: "pitboss-version-worker",
		enforce: "post",
		generateBundle(_options, bundle) {
			const worker = bundle["sw.js"];
			if (worker?.type !== "chunk" || worker.imports.length > 0) throw new Error("sw.js must be one file");
			const version = createHash("sha256").update(Object.keys(bundle).sort().join("\n")).digest("hex").slice(0, 12);
			worker.code = worker.code.replace("%PITBOSS_VERSION%", version);
		},
	};
}

/* Addresses in the built page are relative ("./assets/…"): the portal, or the folder of a CDN, is put in front when the page is served,
 * and chunks then find each other relative to themselves. */
export default defineConfig({
	base: "./",
	plugins: [react(), preloadFirst(), versionWorker()],
	resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
	build: {
		outDir: fileURLToPath(new URL("../build/web", import.meta.url)),
		emptyOutDir: true,
		target: ["chrome111", "firefox114", "safari16.4"],
		sourcemap: false,
		/* A file that is inlined as a data: address would need an exception in the content policy. */
		assetsInlineLimit: 0,
		cssMinify: true,
		chunkSizeWarningLimit: 700,
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
		rolldownOptions: {
			input: {
				index: fileURLToPath(new URL("./index.html", import.meta.url)),
				sw: fileURLToPath(new URL("./src/app/worker/sw.ts", import.meta.url)),
			},
			/* The worker's address is known to browsers and must not change. */
			output: {
				entryFileNames: ({ name }) => (name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
				/* Few chunks for the first picture: every one is a request, and small ones compress badly. What only a later one needs stays apart. */
				codeSplitting: {
					groups: [
						{ name: "vendor", test: VENDOR, priority: 2 },
						{ name: "shared", test: SHARED, minShareCount: SHARED_BY, priority: 1 },
					],
				},
			},
		},
	},
	/* The portal tells workers by their names. */
	worker: { format: "es", rolldownOptions: { output: { entryFileNames: "assets/[name]-[hash].js" } } },
	server: {
		host: "127.0.0.1",
		proxy: {
			"/api": {
				target: portal,
				changeOrigin: true,
				/* The portal refuses writes from any origin but its own: host and origin are the portal's. */
				configure: (proxy) =>
					proxy.on("proxyReq", (request) => request.hasHeader("origin") && request.setHeader("origin", portal)),
			},
		},
	},
});
