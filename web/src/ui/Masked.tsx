/* A masked value: what it is, a button that reveals it for a reason, and the seconds that are left. */

import { Eye, EyeOff } from "lucide-react";
import { createContext, type ReactNode, useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRevealed } from "@/api/reveal";
import { useMay } from "@/api/session";
import { IconButton } from "./Button";
import { later } from "./later";
import css from "./Masked.module.css";
import { useNow } from "./now";

/** Whose fields, and which of them are masked (JSON Pointers of the section's answer). */
export const MaskScope = createContext<{ customerId: string; masked: readonly string[] }>({ customerId: "", masked: [] });

const RevealDialog = later(async () => (await import("./RevealDialog")).RevealDialog);

/** Draws a field; where it is masked, with the means to reveal it. @what names it ("Email"); @children draws the masked or plain value,
 * @render a revealed one. */
export function Masked({
	pointer,
	what,
	children,
	render = String,
}: {
	pointer: string;
	what: string;
	children: ReactNode;
	render?: (value: unknown) => ReactNode;
}) {
	const { customerId, masked } = useContext(MaskScope);
	const hidden = masked.some((m) => pointer === m || m.startsWith(`${pointer}/`));
	return hidden ? (
		<MaskedValue customerId={customerId} pointer={pointer} what={what} render={render}>
			{children}
		</MaskedValue>
	) : (
		children
	);
}

function MaskedValue({
	customerId,
	pointer,
	what,
	children,
	render,
}: {
	customerId: string;
	pointer: string;
	what: string;
	children: ReactNode;
	render: (value: unknown) => ReactNode;
}) {
	const { t } = useTranslation();
	const may = useMay("reveal");
	const revealed = useRevealed(customerId, pointer);
	const [asking, setAsking] = useState(false);
	if (revealed) return <Shown until={revealed.until}>{render(revealed.value)}</Shown>;
	return (
		<span className={css.masked}>
			<span title={t("masked.title", { what })}>
				<span className="sr-only">{t("masked.title", { what })}</span>
				{children}
			</span>
			{may && (
				<IconButton
					className={css.eye}
					size="small"
					aria-label={t("masked.reveal", { what })}
					title={t("masked.reveal", { what })}
					onClick={() => setAsking(true)}
				>
					<Eye size={14} aria-hidden />
				</IconButton>
			)}
			{asking && <RevealDialog customerId={customerId} pointers={[pointer]} what={what} onClose={() => setAsking(false)} />}
		</span>
	);
}

function Shown({ until, children }: { until: number; children: ReactNode }) {
	const { t } = useTranslation();
	const seconds = Math.max(0, Math.ceil((until - useNow()) / 1000));
	return (
		<span className={css.shown}>
			<bdi>{children}</bdi>
			<span className={css.left} title={t("masked.left", { count: seconds })}>
				<EyeOff size={12} aria-hidden />
				{t("masked.leftShort", { count: seconds })}
			</span>
		</span>
	);
}
