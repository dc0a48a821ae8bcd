import { Link } from "@tanstack/react-router";
import type { Alert } from "@/api/live/alerts";
import { Severity } from "@/ui/Severity";
import { useWords } from "@/ui/words";
import css from "./AlertLine.module.css";

/** One alert: how bad, what, whose. */
export function AlertLine({ alert }: { alert: Alert }) {
	const words = useWords();
	const what = alert.kind ? words("alertKind", alert.kind) : alert.text;
	return (
		<div className={css.alert}>
			<Severity level={alert.severity} />
			<span className={css.what}>
				<bdi title={alert.text ?? undefined}>{what}</bdi>
				<Link to="/customers/$id/{-$section}" params={{ id: alert.customerId, section: "risk" }} search={{}}>
					<bdi>{alert.customerId}</bdi>
				</Link>
			</span>
		</div>
	);
}
