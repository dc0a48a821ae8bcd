/* A masked value: what it is, a button that reveals it for a reason, and the seconds that are left. */
import { ActionIcon, Button, Modal, TextInput } from "@mantine/core";
import { Eye, EyeOff } from "lucide-react";
import { createContext, type FormEvent, type ReactNode, useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { useReveal, useRevealed } from "@/api/reveal";
import { useMay } from "@/api/session";
import { announce } from "./announce";
import css from "./Masked.module.css";
import { useNow } from "./now";
import { Failed } from "./States";

/** Whose fields, and which of them are masked (JSON Pointers of the section's answer). */
export const MaskScope = createContext<{ customerId: string; masked: readonly string[] }>({ customerId: "", masked: [] });

const REASON_MIN = 5;
const REASON_MAX = 500;

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
				<ActionIcon
					size={24}
					color="gray"
					aria-label={t("masked.reveal", { what })}
					title={t("masked.reveal", { what })}
					onClick={() => setAsking(true)}
				>
					<Eye size={14} aria-hidden />
				</ActionIcon>
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

/** Asks for the reason, which goes into the record, and reveals. @onDone is called with what was revealed being in the cache. */
export function RevealDialog({
	customerId,
	pointers,
	what,
	onClose,
	onDone,
}: {
	customerId: string;
	pointers: string[];
	what: string;
	onClose: () => void;
	onDone?: () => void;
}) {
	const { t } = useTranslation();
	const reveal = useReveal(customerId);
	const [reason, setReason] = useState("");
	const length = reason.trim().length;
	const submit = (event: FormEvent) => {
		event.preventDefault();
		if (length < REASON_MIN) return;
		reveal.mutate(
			{ fields: pointers, reason: reason.trim() },
			{
				onSuccess: () => {
					announce(t("masked.done", { what }));
					onDone?.();
					onClose();
				},
			},
		);
	};
	return (
		<Modal
			opened
			onClose={onClose}
			title={t("masked.dialog", { what })}
			closeButtonProps={{ "aria-label": t("close") }}
			size={440}
		>
			<form className={css.form} onSubmit={submit}>
				<p className="dim">{t("masked.recorded")}</p>
				<TextInput
					label={t("masked.reason")}
					description={t("masked.reasonHint", { count: REASON_MIN })}
					value={reason}
					onChange={(e) => setReason(e.currentTarget.value)}
					maxLength={REASON_MAX}
					data-autofocus
					required
				/>
				{reveal.error && <Failed error={reveal.error} compact />}
				<div className={css.buttons}>
					<Button variant="default" onClick={onClose}>
						{t("cancel")}
					</Button>
					<Button type="submit" loading={reveal.isPending} disabled={length < REASON_MIN}>
						{t("masked.doReveal")}
					</Button>
				</div>
			</form>
		</Modal>
	);
}
