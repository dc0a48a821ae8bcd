import { RefreshCw, WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { useOnline } from "@/ui/online";
import css from "./Banners.module.css";
import { takeNewVersion, useNewVersion } from "./version";

/** What concerns the page as a whole: no network, a new version. */
export function Banners() {
	const { t } = useTranslation("shell");
	const online = useOnline();
	const fresh = useNewVersion();
	return (
		<div role="status">
			{!online && (
				<p className={css.banner} data-banner="offline">
					<WifiOff size={16} aria-hidden />
					<span>{t("offline.banner")}</span>
				</p>
			)}
			{fresh && (
				<p className={css.banner} data-banner="version">
					<RefreshCw size={16} aria-hidden />
					<span>{t("version.banner")}</span>
					<Button variant="default" onClick={takeNewVersion}>
						{t("version.reload")}
					</Button>
				</p>
			)}
		</div>
	);
}
