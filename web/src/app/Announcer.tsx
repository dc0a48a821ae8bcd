import { useEffect, useState } from "react";
import { onAnnouncement } from "@/ui/announce";

/** The page's live region. The same text twice is said twice. */
export function Announcer() {
	const [said, setSaid] = useState({ text: "", count: 0 });
	useEffect(() => onAnnouncement((text) => setSaid(({ count }) => ({ text, count: count + 1 }))), []);
	return (
		<div className="sr-only" role="status" aria-live="polite">
			<span key={said.count}>{said.text}</span>
		</div>
	);
}
