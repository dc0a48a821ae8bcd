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

/** That more of a list couldn't be read, at its foot; @text says of what. */
export function MoreFailed({
	text,
	failed,
	className,
}: {
	text: string;
	failed: Pick<FailedPage, "error" | "retry">;
	className?: string;
}) {
	const { t } = useTranslation();
	return (
		<span className={className} role="alert">
			{text} <ProblemText problem={asProblem(failed.error)} />
			<Button variant="default" onClick={failed.retry}>
				{t("retry")}
			</Button>
		</span>
	);
}
