import { Bell } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { setLive, useLive } from "@/api/live/store";
import { number } from "@/ui/format";
import { Popover } from "@/ui/Popover";
import { Empty } from "@/ui/States";
import { Ago } from "@/ui/Time";
import { AlertLine } from "./AlertLine";
import css from "./AlertNews.module.css";

/* What a badge of this size can say. */
const SAID_MAX = 99;

/** The alerts that came while this tab was open, and how many of them nobody has looked at. */
export function AlertNews() {
	const { t } = useTranslation("live");
	const alerts = useLive((l) => l.alerts);
	const unread = useLive((l) => l.unread);
	const formatted = unread > SAID_MAX ? `${number(SAID_MAX)}+` : number(unread);
	const name = unread > 0 ? t("alerts.unread", { count: unread, formatted }) : t("alerts.title");
	return (
		<Popover
			width={380}
			label={t("alerts.title")}
			className={css.box}
			target={(props) => (
				<button
					{...props}
					type="button"
					className={css.bell}
					aria-label={name}
					title={name}
					data-alerts={alerts.length}
					data-unread={unread || undefined}
				>
					<Bell size={16} aria-hidden />
					{unread > 0 && <span aria-hidden>{formatted}</span>}
				</button>
			)}
		>
			<Seen />
			<h2 className={css.title}>{t("alerts.title")}</h2>
			{alerts.length === 0 ? (
				<Empty>{t("alerts.none")}</Empty>
			) : (
				<ul className={css.list}>
					{alerts.map((alert) => (
						<li key={alert.key} className={css.row}>
							<AlertLine alert={alert} />
							<span className="dim">
								<Ago at={alert.at} />
							</span>
						</li>
					))}
				</ul>
			)}
		</Popover>
	);
}

/* Whoever has the list open has seen what comes onto it. */
function Seen() {
	const unread = useLive((l) => l.unread);
	useEffect(() => {
		if (unread > 0) setLive({ unread: 0 });
	}, [unread]);
	return null;
}
