import type { ReactNode } from "react";
import { Dialog } from "./Dialog";

const NARROW = 520;
const WIDE = 1040;

/** A thing's detail beside the page; Escape, the button, a press beside it or Back closes it. The whole screen on a phone. */
export function SidePanel({
	opened,
	onClose,
	title,
	wide = false,
	children,
}: {
	opened: boolean;
	onClose: () => void;
	title: ReactNode;
	wide?: boolean;
	children: ReactNode;
}) {
	if (!opened) return null;
	return (
		<Dialog place="side" onClose={onClose} title={title} width={wide ? WIDE : NARROW}>
			{children}
		</Dialog>
	);
}
