import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { useOpen } from "@/ui/address";
import { dateTimeZone, duration, moment } from "@/ui/format";
import { Money, Unknown } from "@/ui/Money";
import { useNow } from "@/ui/now";
import { PlainTable, RowButton } from "@/ui/PlainTable";
import css from "./Activity.module.css";
import { deviceText } from "./deviceText";
import { Rows } from "./Rows";

/** Sessions that are open, with the time that they have been running, ageing by itself. */
export function OpenSessions({
	sessions,
	devices,
	currency,
}: {
	sessions: Schemas["OpenSession"][] | null;
	devices: Schemas["Device"][] | null;
	currency: string | null;
}) {
	const { t } = useTranslation("activity");
	const open = useOpen();
	if (!sessions) return <Unknown />;
	return (
		<Rows rows={sessions} idOf={(session) => session.sessionId} empty={t("sessions.empty")}>
			{(shown) => (
				<PlainTable className={css.table}>
					<thead>
						<tr>
							<th scope="col">{t("sessions.game")}</th>
							<th scope="col">{t("sessions.running")}</th>
							<th scope="col" className={css.end}>
								{t("sessions.bet")}
							</th>
							<th scope="col" className={css.end}>
								{t("sessions.balance")}
							</th>
							<th scope="col">{t("sessions.device")}</th>
						</tr>
					</thead>
					<tbody>
						{shown.map(({ row: session, gone }) => (
							<tr key={session.sessionId} data-gone={gone || undefined}>
								<td data-label={t("sessions.game")}>
									<RowButton title={session.sessionId} onClick={() => open({ kind: "session", id: session.sessionId })}>
										<bdi>{session.game}</bdi>
									</RowButton>
								</td>
								<td data-label={t("sessions.running")}>
									{gone ? <span className="dim">{t("sessions.ended")}</span> : <Running since={session.startedAt} />}
								</td>
								<td data-label={t("sessions.bet")} className={css.end}>
									<Money amount={session.currentBet} currency={currency} />
								</td>
								<td data-label={t("sessions.balance")} className={css.end}>
									<Money amount={session.sessionBalance} currency={currency} />
								</td>
								<td data-label={t("sessions.device")}>
									<DeviceName of={session.deviceId} among={devices} />
								</td>
							</tr>
						))}
					</tbody>
				</PlainTable>
			)}
		</Rows>
	);
}

function Running({ since }: { since: string }) {
	const { t } = useTranslation("activity");
	const now = useNow();
	const start = moment(since);
	if (!start) return <bdi>{since}</bdi>;
	const ahead = start.getTime() > now;
	return (
		<span className={css.running} title={dateTimeZone(start)}>
			<span className={css.dot} aria-hidden />
			{ahead ? t("sessions.future") : <span className="num">{duration(now - start.getTime())}</span>}
		</span>
	);
}

function DeviceName({ of: deviceId, among }: { of: string | null; among: Schemas["Device"][] | null }) {
	if (!deviceId) return <Unknown />;
	const device = among?.find((d) => d.deviceId === deviceId);
	const text = (device && deviceText(device)) ?? deviceId;
	return <bdi title={deviceId}>{text}</bdi>;
}
