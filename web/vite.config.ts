import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const portal = process.env.PITBOSS_URL ?? "http://127.0.0.1:8360";

/* Addresses in the built page are relative ("./assets/…"): the portal, or the folder of a CDN, is put in front when the page is served,
 * and chunks then find each other relative to themselves. */
export default defineConfig({
	base: "./",
	plugins: [react()],
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
	},
	server: {
		host: "127.0.0.1",
		proxy: {
			"/api": {
				target: portal,
				/* The portal refuses writes from any origin but its own. */
				configure: (proxy) =>
					proxy.on("proxyReq", (request) => request.hasHeader("origin") && request.setHeader("origin", portal)),
			},
		},
	},
});
