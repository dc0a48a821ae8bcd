/* Section 3: what goes on now. Play and logins come from two sources; each panel depends on its own and survives the other. */
import { useTranslation } from "react-i18next";
import { useSection } from "@/api/sections";
import { useOpen, useOpened } from "@/ui/address";
import { later } from "@/ui/later";
import { Panel } from "@/ui/Panel";
import type { SectionProps } from "../CustomerPage";
import { metaOf, useDatum } from "../header/datum";
import css from "./Activity.module.css";
import { BetsInPlay } from "./BetsInPlay";
import { Devices } from "./Devices";
import { OpenSessions } from "./OpenSessions";
import { RecentLogins } from "./RecentLogins";

const AllLogins = later(async () => (await import("./AllLogins")).AllLogins);

export function Activity({ id }: SectionProps) {
	const { t } = useTranslation(["activity", "header"]);
	const query = useSection(id, "activity");
	const open = useOpen();
	const allLogins = useOpened("logins") !== null;
	/* Play names no currency of its own: it is the customer's, which the wallet knows too. */
	const profile = useDatum(id, "profile", "profile").view?.currency;
	const wallet = useDatum(id, "financial", "wallet").view?.financial?.currency;
	const currency = profile ?? wallet ?? null;
	return (
		<div className={css.activity}>
			<h2 className={css.heading}>{t("header:section.activity")}</h2>
			<Panel title={t("sessions.title")} name="open-sessions" query={query} meta={metaOf("activity", "play")} lines={3}>
				{(view) => <OpenSessions sessions={view.activeSessions} devices={view.devices} currency={currency} />}
			</Panel>
			<Panel title={t("bets.title")} name="bets-in-play" query={query} meta={metaOf("activity", "play")} lines={3}>
				{(view) => <BetsInPlay bets={view.betsInPlay} currency={currency} />}
			</Panel>
			<Panel
				title={t("logins.title")}
				name="recent-logins"
				query={query}
				meta={metaOf("activity", "logins")}
				lines={9}
				actions={
					<button type="button" className={css.all} onClick={() => open({ kind: "logins", id: "all" })}>
						{t("logins.all")}
					</button>
				}
			>
				{(view) => <RecentLogins logins={view.recentLogins} />}
			</Panel>
			<Panel title={t("devices.title")} name="devices" query={query} meta={metaOf("activity", "logins")} lines={4}>
				{(view) => <Devices devices={view.devices} />}
			</Panel>
			{allLogins && <AllLogins id={id} onClose={() => open(null)} />}
		</div>
	);
}
