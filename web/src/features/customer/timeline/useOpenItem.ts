import { useNavigate } from "@tanstack/react-router";
import { useCallback } from "react";
import type { TimelineItem } from "@/api/timelineHead";
import { useOpen } from "@/ui/address";
import { isPageSection } from "../sections";

/** Goes to the thing itself: beside the page where it opens there, else to its section. */
export function useOpenItem(id: string): (item: TimelineItem) => void {
	const open = useOpen();
	const navigate = useNavigate();
	return useCallback(
		({ link }) => {
			if (!link) return;
			if (link.kind !== "section") open(link);
			else if (isPageSection(link.id))
				void navigate({
					to: "/customers/$id/{-$section}",
					params: { id, section: link.id },
					search: (old) => ({ ...old, open: undefined }),
				});
		},
		[id, open, navigate],
	);
}
