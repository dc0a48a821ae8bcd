import { useEffect, useState } from "react";
import { createPortal } from "react-dom";
import { useTranslation } from "react-i18next";
import { type Alert, isLoud, withAlert } from "@/api/live/alerts";
import { useLive } from "@/api/live/store";
import { Toasts } from "@/ui/Toasts";
import { AlertLine } from "./AlertLine";

/* More would cover what they are about; the others are in the list of alerts. */
const SHOWN_MAX = 4;

/** Critical and high alerts, as they come. */
export function LiveToasts() {
	const { t } = useTranslation("live");
	const newest = useLive((l) => l.alerts[0]);
	const [shown, setShown] = useState<readonly Alert[]>([]);
	useEffect(() => {
		if (newest === undefined) setShown([]);
		else if (isLoud(newest)) setShown((before) => withAlert(before, newest).slice(0, SHOWN_MAX));
	}, [newest]);
	const toasts = shown.map((alert) => ({
		key: alert.key,
		urgent: alert.severity === "critical",
		content: <AlertLine alert={alert} />,
	}));
	return createPortal(
		<Toasts
			label={t("alerts.title")}
			toasts={toasts}
			onDismiss={(key) => setShown((before) => before.filter((alert) => alert.key !== key))}
		/>,
		document.body,
	);
}
