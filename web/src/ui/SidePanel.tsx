import { Drawer } from "@mantine/core";
import { type ReactNode, useRef } from "react";
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
	const inside = useRef<HTMLDivElement>(null);
	/* Escape reaches every dialog that is open: it is meant for the one on top. */
	const close = () => {
		const mine = inside.current?.closest('[role="dialog"]');
		if (!mine || mine === [...document.querySelectorAll('[role="dialog"]')].at(-1)) onClose();
	};
	return (
		<Drawer
			opened={opened}
			onClose={close}
			position="right"
			title={title}
			size={wide ? "min(1040px, 100vw)" : "min(520px, 100vw)"}
			overlayProps={{ backgroundOpacity: 0.25 }}
			transitionProps={{ duration: 120 }}
			closeButtonProps={{ "aria-label": t("close") }}
			classNames={{ content: css.content, header: css.header, title: css.title, body: css.body }}
		>
			<div ref={inside}>{children}</div>
		</Drawer>
	);
}
