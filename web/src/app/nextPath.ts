/** Where to go on after signing on: a path of this page, or "/". Whatever a browser might read as another origin is refused. */
export function nextPath(wanted: string | undefined): string {
	/* "//host" and "/\host" are other hosts; browsers drop tabs and line ends in the midst of an address before they look at it. */
	if (!wanted || !/^\/(?![/\\])/.test(wanted) || hasControls(wanted)) return "/";
	let url: URL;
	try {
		url = new URL(wanted, location.origin);
	} catch {
		return "/";
	}
	/* Signing on leads to anywhere but to itself, and an answer of the API is no page. */
	/* "/.//host" only becomes "//host" when it is resolved. */
	if (url.pathname.startsWith("//")) return "/";
	if (url.origin !== location.origin || /^\/(sign-on|api)(\/|$)/.test(url.pathname)) return "/";
	return url.pathname + url.search + url.hash;
}

function hasControls(text: string): boolean {
	return [...text].some((c) => c < " " || c === "\u007f");
}
