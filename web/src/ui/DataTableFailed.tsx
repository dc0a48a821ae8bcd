import { useTranslation } from "react-i18next";
import type { FailedPage } from "@/api/pages";
import { asProblem } from "@/api/problem";
import { Button } from "./Button";
import css from "./DataTable.module.css";
import { ProblemText } from "./States";

/** A page of a list that couldn't be read, in its place. */
export function PageFailed({ failed }: { failed: FailedPage }) {
	const { t } = useTranslation(["table", "common"]);
	return (
		<div className={css.failed} role="alert">
			<span>
				{t("pageFailed")} <ProblemText problem={asProblem(failed.error)} />
			</span>
			<Button variant="default" onClick={failed.retry}>
				{t("common:retry")}
			</Button>
		</div>
	);
}
