import { Link } from "@tanstack/react-router";
import { RotateCw, Search, WifiOff } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLive } from "@/api/live/store";
import { useMay } from "@/api/session";
import { withWords } from "@/i18n";
import { later } from "@/ui/later";
import { useOnline } from "@/ui/online";
import css from "./Bar.module.css";
import { Keys } from "./Keys";
import { Mark } from "./Mark";
import { PersonMenu } from "./PersonMenu";
import { loadPalette, openPalette } from "./palette";
import { SourceHealth } from "./SourceHealth";

/* By then what the first picture needs has come; on a customer's page the live connection is earlier. */
const ALERTS_AFTER_MS = 3_000;

const LiveBar = later(
	withWords(async () => (await import("./live/LiveBar")).LiveBar),
	null,
	<NotLive />,
);

/** What is always there: home, search, the health of the sources, who is signed on. */
export function Bar({ onHelp }: { onHelp: () => void }) {
	const { t } = useTranslation("shell");
	const maySearch = useMay("customer_search");
	const maySources = useMay("sources_view");
	const online = useOnline();
	const live = useLive((l) => l.state !== "off" || l.alerts.length > 0);
	const mayAlerts = useMay("alerts_view");
	const [settled, setSettled] = useState(false);
	useEffect(() => {
		const timer = setTimeout(() => setSettled(true), ALERTS_AFTER_MS);
		return () => clearTimeout(timer);
	}, []);
	const preload = () => void loadPalette();
	return (
		<header className={css.bar}>
			<Link to="/" className={css.brand} aria-label={t("brandHome")}>
				<Mark />
				<span>Pitboss</span>
			</Link>
			{maySearch && (
				<button type="button" className={css.search} onClick={openPalette} onPointerEnter={preload} onFocus={preload} data-search>
					<Search size={15} aria-hidden />
					<span className={css.hint}>{t("search")}</span>
					<span className={css.keys} aria-hidden>
						<Keys keys="mod+k" />
					</span>
				</button>
			)}
			<div className={css.rest}>
				{!online && (
					<span className={css.offline} role="status">
						<WifiOff size={14} aria-hidden />
						<span>{t("offline.mark")}</span>
					</span>
				)}
				{(live || (settled && mayAlerts)) && <LiveBar />}
				{maySources && <SourceHealth />}
				<PersonMenu onHelp={onHelp} />
			</div>
		</header>
	);
}

/* What would say so did not come, and only a new page fetches it again. */
function NotLive() {
	const { t } = useTranslation("shell");
	return (
		<button type="button" className={`${css.offline} ${css.again}`} onClick={() => location.reload()} data-live="missing">
			<RotateCw size={14} aria-hidden />
			<span>{t("notLive")}</span>
		</button>
	);
}
