import { Button, Modal } from "@mantine/core";
import { useTranslation } from "react-i18next";
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
		<Modal
			opened
			onClose={onStay}
			closeOnClickOutside={false}
			withCloseButton={false}
			title={t("session.warning")}
			size={400}
			data-dialog="session"
		>
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
		</Modal>
	);
}
