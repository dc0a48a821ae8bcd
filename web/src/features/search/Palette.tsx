import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import type { GoTo } from "./options";
import css from "./Palette.module.css";
import { SearchBox } from "./SearchBox";

export type { GoTo } from "./options";

/** Ctrl/Cmd K: customers, whom one opened last, and the places that @goTo names. */
export function Palette({ opened, onClose, goTo }: { opened: boolean; onClose: () => void; goTo?: readonly GoTo[] }) {
	const { t } = useTranslation(["search", "common"]);
	if (!opened) return null;
	return (
		<Dialog onClose={onClose} place="top" bare title={t("palette.title")} width={740} className={css.palette}>
			<SearchBox
				goTo={goTo}
				offers
				autoFocus
				onDone={onClose}
				end={
					<IconButton className={css.close} aria-label={t("common:close")} onClick={onClose}>
						<X size={18} aria-hidden />
					</IconButton>
				}
			/>
			<Keys />
		</Dialog>
	);
}

const MAC = /^(Mac|iP)/.test(navigator.platform);

/** The keys that work in the palette, for those who have some. */
function Keys() {
	const { t } = useTranslation("search");
	return (
		<p className={css.keys} aria-hidden>
			<span>
				<kbd>↑</kbd> <kbd>↓</kbd> {t("palette.move")}
			</span>
			<span>
				<kbd>↵</kbd> {t("palette.open")}
			</span>
			<span>
				<kbd>{MAC ? "⌘" : t("palette.ctrl")}</kbd> <kbd>↵</kbd> {t("palette.newTab")}
			</span>
			<span>
				<kbd>Esc</kbd> {t("palette.close")}
			</span>
		</p>
	);
}
