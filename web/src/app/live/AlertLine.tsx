import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { AlertRow } from "@/api/alerts";
import { number } from "@/ui/format";
import { Severity } from "@/ui/Severity";
import { useWords } from "@/ui/words";
import css from "./AlertLine.module.css";

type Shown = Pick<AlertRow, "customerId" | "flagId" | "severity" | "kind" | "text" | "evidence">;

/* What an own rule found, in the reader's language; what a service says is in its own words. */
function useFound(): (alert: Shown) => string | null {
	const { t, i18n } = useTranslation("live");
	return ({ kind, text, evidence }) => {
		const key = `live:evidence.${kind}`;
		const { value, threshold } = evidence;
		if (typeof value !== "number" || typeof threshold !== "number" || !i18n.exists(key)) return text;
		return String(t(key as never, { value: number(value, 1), threshold: number(threshold, 1) } as never));
	};
}

/** One alert: how bad, what, whose. It leads to the flag on the customer's page. */
export function AlertLine({ alert }: { alert: Shown }) {
	const words = useWords();
	const found = useFound()(alert);
	return (
		<div className={css.alert}>
			<Severity level={alert.severity} />
			<span className={css.what}>
				<bdi>{alert.kind ? words("alertKind", alert.kind) : alert.text}</bdi>
				{alert.kind && found && (
					<bdi dir="auto" className={css.found}>
						{found}
					</bdi>
				)}
				<Link
					to="/customers/$id/{-$section}"
					params={{ id: alert.customerId, section: "risk" }}
					search={(alert.flagId ? { "risk.flag": alert.flagId } : {}) as never}
				>
					<bdi>{alert.customerId}</bdi>
				</Link>
			</span>
		</div>
	);
}
