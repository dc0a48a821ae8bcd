/* The dialog that asks why a masked value is to be shown. In a file of its own, since it is wanted rarely. */

import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useReveal } from "@/api/reveal";
import { announce } from "./announce";
import { Button } from "./Button";
import { Dialog } from "./Dialog";
import css from "./Masked.module.css";
import { Failed } from "./States";
import { TextField } from "./TextField";

const REASON_MIN = 5;
const REASON_MAX = 500;

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
		<Dialog onClose={onClose} title={t("masked.dialog", { what })} width={440}>
			<form className={css.form} onSubmit={submit}>
				<p className="dim">{t("masked.recorded")}</p>
				<TextField
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
		</Dialog>
	);
}
