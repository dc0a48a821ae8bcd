import { X } from "lucide-react";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";
import css from "./Toasts.module.css";

export interface Toast {
	/** The same toast, however often it is raised. */
	key: string;
	/** Interrupts a screen reader, and stays until it is dismissed. */
	urgent: boolean;
	content: ReactNode;
}

/* Long enough to be read twice. What comes here is kept elsewhere as well. */
const LASTS_MS = 12_000;

/** What should be seen wherever somebody looks, above the page, at its end. Takes neither the focus nor the room of anything. */
export function Toasts({
	label,
	toasts,
	onDismiss,
}: {
	label: string;
	toasts: readonly Toast[];
	onDismiss: (key: string) => void;
}) {
	return (
		<section className={css.toasts} aria-label={label} data-toasts>
			{toasts.map((toast) => (
				<One key={toast.key} toast={toast} onDismiss={onDismiss} />
			))}
		</section>
	);
}

function One({ toast: { key, urgent, content }, onDismiss }: { toast: Toast; onDismiss: (key: string) => void }) {
	const { t } = useTranslation();
	return (
		<div className={css.toast} data-urgent={urgent || undefined} data-toast={key}>
			<div className={css.content} role={urgent ? "alert" : "status"}>
				{content}
			</div>
			<IconButton aria-label={t("dismiss")} onClick={() => onDismiss(key)}>
				<X size={16} aria-hidden />
			</IconButton>
			{!urgent && <Ending key={key} onEnd={() => onDismiss(key)} />}
		</div>
	);
}

/* Not while the pointer or the focus is there. */
function Ending({ onEnd }: { onEnd: () => void }) {
	// biome-ignore lint/correctness/useExhaustiveDependencies: the time counts from when the toast came
	useEffect(() => {
		let timer: ReturnType<typeof setTimeout>;
		const look = () => {
			if (document.querySelector("[data-toasts]:is(:hover, :focus-within)")) timer = setTimeout(look, 1_000);
			else onEnd();
		};
		timer = setTimeout(look, LASTS_MS);
		return () => clearTimeout(timer);
	}, []);
	return null;
}
