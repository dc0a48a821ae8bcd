import { ActionIcon, Modal } from "@mantine/core";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { GoTo } from "./options";
import css from "./Palette.module.css";
import { SearchBox } from "./SearchBox";

export type { GoTo } from "./options";

/** Ctrl/Cmd K: customers, whom one opened last, and the places that @goTo names. */
export function Palette({ opened, onClose, goTo }: { opened: boolean; onClose: () => void; goTo?: readonly GoTo[] }) {
	const { t } = useTranslation(["search", "common"]);
	return (
		<Modal
			opened={opened}
			onClose={onClose}
			withCloseButton={false}
			centered={false}
			size="min(740px, 100vw)"
			padding={0}
			transitionProps={{ duration: 0 }}
			attributes={{ content: { "aria-label": t("palette.title") } }}
			classNames={{ inner: css.inner, content: css.content, body: css.body }}
		>
			<SearchBox
				goTo={goTo}
				offers
				autoFocus
				onDone={onClose}
				end={
					<ActionIcon color="gray" className={css.close} aria-label={t("common:close")} onClick={onClose}>
						<X size={18} aria-hidden />
					</ActionIcon>
				}
			/>
			<Keys />
		</Modal>
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
