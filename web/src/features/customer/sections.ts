/* The sections of a customer's page, in their order: addresses, anchors, keys and the rail go by this table. */
export const PAGE_SECTIONS = [
	{ name: "summary", key: "1" },
	{ name: "overview", key: "2" },
	{ name: "activity", key: "3" },
	{ name: "gaming", key: "4" },
	{ name: "finance", key: "5" },
	{ name: "compliance", key: "6" },
	{ name: "risk", key: "7" },
	{ name: "support", key: "8" },
	{ name: "documents", key: "9" },
	{ name: "timeline", key: "0" },
] as const;

export type PageSection = (typeof PAGE_SECTIONS)[number]["name"];

export function isPageSection(name: string | undefined): name is PageSection {
	return PAGE_SECTIONS.some((s) => s.name === name);
}

/** The element that a section starts with. */
export function anchorOf(section: PageSection): string {
	return `section-${section}`;
}
