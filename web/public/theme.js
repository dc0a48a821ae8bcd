/* Runs before the first paint, so that a dark screen never flashes white. A file of its own: the content policy knows no inline script. */
(() => {
	const root = document.documentElement;
	let settings = {};
	try {
		settings = JSON.parse(localStorage.getItem("pitboss.settings") ?? "{}") ?? {};
	} catch {
		/* Storage is forbidden or holds garbage: the defaults do. */
	}
	const dark = settings.theme === "dark" || (settings.theme !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
	root.dataset.theme = dark ? "dark" : "light";
	root.dataset.density = settings.density === "comfortable" ? "comfortable" : "compact";
})();
