import { FileWarning } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/ui/Button";
import { Failed } from "@/ui/States";
import css from "./DocumentPanel.module.css";
import { DocumentFault } from "./judge";

/** Why a document isn't shown: what is wrong with the file itself, or with fetching it. */
export function Fault({ error, since, onAgain }: { error: unknown; since: number; onAgain: () => void }) {
	const { t } = useTranslation(["documents", "common"]);
	if (!(error instanceof DocumentFault)) return <Failed error={error} since={since} onRetry={onAgain} />;
	const is = error.is === "unknown" ? t("fault.something") : error.is;
	return (
		<div className={css.notice} role="alert" data-fault={error.kind}>
			<FileWarning size={28} aria-hidden />
			<p className={css.noticeTitle}>{t(`fault.${error.kind}.title`)}</p>
			<p className="dim">
				{error.kind === "mismatch" ? t("fault.mismatch.text", { says: error.says, is }) : t(`fault.${error.kind}.text`)}
			</p>
			<Button variant="default" onClick={onAgain}>
				{t("common:retry")}
			</Button>
		</div>
	);
}
