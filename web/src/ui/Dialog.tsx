/* What stands above the page and wants an answer first: the browser's own modal dialog. It keeps the focus, makes the rest inert, closes on
 * Escape (only the one on top), and gives the focus back. */
import { X } from "lucide-react";
import {
	type CSSProperties,
	type KeyboardEvent,
	type MouseEvent,
	type ReactNode,
	useEffect,
	useId,
	useLayoutEffect,
	useRef,
} from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";
import css from "./Dialog.module.css";

interface DialogProps {
	/** Drawn as its heading; with `bare` only said. */
	title: ReactNode;
	onClose: () => void;
	/** In the middle, beside the page, up from its bottom, or a box at the top. */
	place?: "middle" | "side" | "bottom" | "top";
	/** Pixels; never more than the window has. */
	width: number;
	/** No heading and no button to close: the content has its own. Needs a title that is text. */
	bare?: boolean;
	/** A press beside it closes. */
	lightDismiss?: boolean;
	closable?: boolean;
	className?: string;
	children: ReactNode;
	"data-dialog"?: string;
}

/** Open for as long as it is drawn. What has data-autofocus inside gets the focus. */
export function Dialog({
	title,
	onClose,
	place = "middle",
	width,
	bare = false,
	lightDismiss = true,
	closable = true,
	className,
	children,
	...data
}: DialogProps) {
	const { t } = useTranslation();
	const dialog = useRef<HTMLDialogElement>(null);
	const heading = useId();
	const close = useRef(onClose);
	close.current = onClose;
	useLayoutEffect(() => {
		const element = dialog.current;
		if (!element) return;
		element.showModal?.();
		element.querySelector<HTMLElement>("[data-autofocus]")?.focus();
		return () => element.close?.();
	}, []);
	useEffect(() => {
		const element = dialog.current;
		/* The browser asks; whoever drew the dialog answers by not drawing it any more. */
		const cancelled = (event: Event) => {
			event.preventDefault();
			if (event.target === element) close.current();
		};
		element?.addEventListener("cancel", cancelled);
		return () => element?.removeEventListener("cancel", cancelled);
	}, []);
	/* Escape and the page's own keys are not for the page while this is open. */
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.key === "Escape") event.stopPropagation();
	};
	const onMouseDown = (event: MouseEvent) => {
		if (lightDismiss && event.target === dialog.current) onClose();
	};
	return createPortal(
		<dialog
			{...data}
			ref={dialog}
			className={[css.dialog, className].filter(Boolean).join(" ")}
			data-place={place}
			style={{ "--width": `${width}px` } as CSSProperties}
			{...(bare ? { "aria-label": String(title) } : { "aria-labelledby": heading })}
			onKeyDown={onKeyDown}
			onMouseDown={onMouseDown}
		>
			<div className={css.content}>
				{!bare && (
					<header className={css.head}>
						<h2 id={heading} className={css.title}>
							{title}
						</h2>
						{closable && (
							<IconButton size="touch" aria-label={t("close")} onClick={onClose}>
								<X size={18} aria-hidden />
							</IconButton>
						)}
					</header>
				)}
				<div className={bare ? css.bare : css.body}>{children}</div>
			</div>
		</dialog>,
		document.body,
	);
}
