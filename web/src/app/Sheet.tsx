import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./Sheet.module.css";

/** A sheet that comes up from the bottom of a phone's screen. */
export function Sheet({ onClose, title, children }: { onClose: () => void; title: string; children: ReactNode }) {
	const { t } = useTranslation();
	return (
		<Drawer
			opened
			onClose={onClose}
			position="bottom"
			title={title}
			size="auto"
			transitionProps={{ duration: 120 }}
			closeButtonProps={{ "aria-label": t("close"), size: 40 }}
			classNames={{ content: css.content, header: css.header, title: css.title, body: css.body }}
		>
			{children}
		</Drawer>
	);
}
