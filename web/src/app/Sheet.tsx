import type { ReactNode } from "react";
import { Dialog } from "@/ui/Dialog";
import css from "./Sheet.module.css";

/** A sheet that comes up from the bottom of a phone's screen. */
export function Sheet({ onClose, title, children }: { onClose: () => void; title: string; children: ReactNode }) {
	return (
		<Dialog onClose={onClose} place="bottom" title={title} width={767} className={css.sheet}>
			{children}
		</Dialog>
	);
}
