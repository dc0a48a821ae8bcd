import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { Unknown } from "@/ui/Money";
import { PlainTable } from "@/ui/PlainTable";
import { Time } from "@/ui/Time";
import css from "./Activity.module.css";
import { Outcome } from "./Outcome";
import { placeText } from "./placeText";
import { Rows } from "./Rows";

/* All of them open beside the page. */
const ROWS = 10;

export function RecentLogins({ logins }: { logins: Schemas["Login"][] | null }) {
	const { t } = useTranslation("activity");
	if (!logins) return <Unknown />;
	return (
		<Rows rows={named(logins)} idOf={(login) => login.id} empty={t("logins.empty")}>
			{(shown) => (
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
						{shown.map(({ row: { id, login } }) => (
							<tr key={id} data-outcome={login.outcome}>
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
			)}
		</Rows>
	);
}

/* Logins have no id, and several may fall into one moment: those of a moment are told apart by their order, oldest first. */
function named(logins: readonly Schemas["Login"][]): { id: string; login: Schemas["Login"] }[] {
	const count = new Map<string, number>();
	return logins
		.toReversed()
		.map((login) => {
			const before = count.get(login.at) ?? 0;
			count.set(login.at, before + 1);
			return { id: `${login.at} ${before}`, login };
		})
		.reverse()
		.slice(0, ROWS);
}

function Cell({ label, text }: { label: string; text: string | null }) {
	return (
		<td data-label={label} title={text ?? undefined}>
			{text ? <bdi>{text}</bdi> : <Unknown />}
		</td>
	);
}
