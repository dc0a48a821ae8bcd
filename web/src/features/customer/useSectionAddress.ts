import { useEffect, useRef } from "react";
import { anchorOf, type PageSection } from "./sections";

/** Scrolls to the section that the address names, and moves the focus there: keys and screen readers go on from it. */
export function useSectionAddress(id: string, wanted: PageSection | null): void {
	const first = useRef(true);
	// biome-ignore lint/correctness/useExhaustiveDependencies: another customer under the same section is another place to go to
	useEffect(() => {
		const atStart = first.current;
		first.current = false;
		if (!wanted) {
			if (!atStart) document.getElementById("main")?.focus({ preventScroll: true });
			return;
		}
		const place = document.getElementById(anchorOf(wanted));
		place?.scrollIntoView({ block: "start" });
		place?.focus({ preventScroll: true });
	}, [id, wanted]);
}
