import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Dialog } from "@/ui/Dialog";
import { duration, time } from "@/ui/format";
import { useNow } from "@/ui/now";
import css from "./Warning.module.css";

/** Says that the session is about to end, with a way to stay. */
export function Warning({
	endsAt,
	final,
	onStay,
	onLeave,
}: {
	endsAt: number;
	final: boolean;
	onStay: () => void;
	onLeave: () => void;
}) {
	const { t } = useTranslation(["shell", "common"]);
	const left = Math.max(0, endsAt - useNow());
	return (
		<Dialog onClose={onStay} lightDismiss={false} closable={false} title={t("session.warning")} width={400} data-dialog="session">
			<p role="timer">{t(final ? "session.final" : "session.text", { left: duration(left), at: time(new Date(endsAt)) })}</p>
			<div className={css.buttons}>
				<Button variant="default" onClick={onLeave}>
					{t("signOff")}
				</Button>
				{!final && (
					<Button onClick={onStay} data-autofocus>
						{t("session.stay")}
					</Button>
				)}
			</div>
		</Dialog>
	);
}
