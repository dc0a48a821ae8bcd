import { Drawer } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./SidePanel.module.css";

/** A thing's detail beside the page; Escape, the button or Back closes it. The whole screen on a phone. */
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
	const { t } = useTranslation();
	return (
		<Drawer
			opened={opened}
			onClose={onClose}
			position="right"
			title={title}
			size={wide ? "min(1040px, 100vw)" : "min(520px, 100vw)"}
			overlayProps={{ backgroundOpacity: 0.25 }}
			transitionProps={{ duration: 120 }}
			closeButtonProps={{ "aria-label": t("close") }}
			classNames={{ content: css.content, header: css.header, title: css.title, body: css.body }}
		>
			{children}
		</Drawer>
	);
}
