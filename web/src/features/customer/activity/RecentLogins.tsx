import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { Unknown } from "@/ui/Money";
import { PlainTable } from "@/ui/PlainTable";
import { Empty } from "@/ui/States";
import { Time } from "@/ui/Time";
import css from "./Activity.module.css";
import { Outcome } from "./Outcome";
import { placeText } from "./placeText";

/* All of them open beside the page. */
const ROWS = 10;

export function RecentLogins({ logins }: { logins: Schemas["Login"][] | null }) {
	const { t } = useTranslation("activity");
	if (!logins) return <Unknown />;
	if (logins.length === 0) return <Empty>{t("logins.empty")}</Empty>;
	return (
		<PlainTable className={css.table}>
			<thead>
				<tr>
					<th scope="col">{t("logins.at")}</th>
					<th scope="col">{t("logins.outcome")}</th>
					<th scope="col">{t("logins.place")}</th>
					<th scope="col">{t("logins.ip")}</th>
					<th scope="col">{t("logins.device")}</th>
				</tr>
			</thead>
			<tbody>
				{logins.slice(0, ROWS).map((login, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: logins have no id, and several may fall into one moment
					<tr key={`${login.at} ${i}`} data-outcome={login.outcome}>
						<td data-label={t("logins.at")}>
							<Time at={login.at} />
						</td>
						<td data-label={t("logins.outcome")}>
							<Outcome of={login.outcome} />
						</td>
						<Cell label={t("logins.place")} text={placeText(login)} />
						<Cell label={t("logins.ip")} text={login.ip} />
						<Cell label={t("logins.device")} text={login.device ?? login.deviceId} />
					</tr>
				))}
			</tbody>
		</PlainTable>
	);
}

function Cell({ label, text }: { label: string; text: string | null }) {
	return (
		<td data-label={label} title={text ?? undefined}>
			{text ? <bdi>{text}</bdi> : <Unknown />}
		</td>
	);
}
