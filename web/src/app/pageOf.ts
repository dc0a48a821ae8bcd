export type PageAddress = { kind: "customer"; id: string; section: string | null } | { kind: "place"; path: string };

function plain(text: string): string {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}

/** What page a path is of. */
export function pageOf(path: string): PageAddress {
	const [, first, id, section] = path.split("/");
	if (first === "customers" && id) return { kind: "customer", id: plain(id), section: section ? plain(section) : null };
	return { kind: "place", path: path.length > 1 ? path.replace(/\/+$/, "") : path };
}
