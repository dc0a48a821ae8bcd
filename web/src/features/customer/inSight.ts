/* Which section of the customer's page is in sight: the tabs and the rail mark it. */
import { useEffect, useSyncExternalStore } from "react";
import { anchorOf, PAGE_SECTIONS, type PageSection } from "./sections";

const listeners = new Set<() => void>();
let inSight: PageSection | null = null;

function set(section: PageSection | null): void {
	if (section === inSight) return;
	inSight = section;
	for (const listener of listeners) listener();
}

/** The section in sight; null where no customer's page is. */
export function useInSight(): PageSection | null {
	return useSyncExternalStore(
		(listener) => {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
		() => inSight,
	);
}

/** The one that counts as in sight: the first of those that are; what has just left the band stays until another comes in. */
export function sectionOfSight(visible: ReadonlySet<PageSection>, before: PageSection | null): PageSection | null {
	return PAGE_SECTIONS.find((s) => visible.has(s.name))?.name ?? before;
}

/* A band below the bar and the identity header; a section is in sight when it reaches into it. */
const BAND = "-140px 0px -55% 0px";

/** Watches the sections of the page that is drawn. */
export function useWatchSections(id: string): void {
	// biome-ignore lint/correctness/useExhaustiveDependencies: another customer's page has elements of its own
	useEffect(() => {
		const visible = new Set<PageSection>();
		const names = new Map<Element, PageSection>();
		const observer = new IntersectionObserver(
			(entries) => {
				for (const entry of entries) {
					const name = names.get(entry.target);
					if (!name) continue;
					if (entry.isIntersecting) visible.add(name);
					else visible.delete(name);
				}
				set(sectionOfSight(visible, inSight));
			},
			{ rootMargin: BAND },
		);
		for (const { name } of PAGE_SECTIONS) {
			const element = document.getElementById(anchorOf(name));
			if (!element) continue;
			names.set(element, name);
			observer.observe(element);
		}
		return () => {
			observer.disconnect();
			set(null);
		};
	}, [id]);
}

/** Goes to a section that the address names already: no change of the address would do it. */
export function scrollToSection(section: PageSection): void {
	const place = document.getElementById(anchorOf(section));
	place?.scrollIntoView({ block: "start" });
	place?.focus({ preventScroll: true });
}
