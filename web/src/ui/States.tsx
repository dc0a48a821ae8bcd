/* The states that a panel can be in when it has nothing to show, each drawn differently: loading, empty, empty by filter, failed. */

import { CircleAlert, FilterX, Inbox } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type ApiProblem, asProblem } from "@/api/problem";
import { Button } from "./Button";
import { dateTimeZone } from "./format";
import css from "./States.module.css";
import { useWords } from "./words";

/** Grey lines of the size that the data will have. @lines of a row's height each. */
export function Loading({ lines = 4, height }: { lines?: number; height?: number | "100%" }) {
	const { t } = useTranslation();
	return (
		<div className={css.loading} role="status" aria-busy style={height === undefined ? undefined : { height }}>
			<span className="sr-only">{t("loading")}</span>
			{height === undefined ? (
				Array.from({ length: lines }, (_, i) => (
					// biome-ignore lint/suspicious/noArrayIndexKey: lines are alike
					<span key={i} className={css.bone} style={{ inlineSize: `${92 - ((i * 17) % 40)}%` }} aria-hidden />
				))
			) : (
				<span className={css.block} aria-hidden />
			)}
		</div>
	);
}

/** There is nothing, and that is known. */
export function Empty({ children, action }: { children: ReactNode; action?: ReactNode }) {
	return (
		<div className={css.state}>
			<Inbox size={18} aria-hidden />
			<p>{children}</p>
			{action}
		</div>
	);
}

/** There is something, but not what the filter asks for. */
export function EmptyByFilter({ onClear, children }: { onClear: () => void; children?: ReactNode }) {
	const { t } = useTranslation();
	return (
		<div className={css.state}>
			<FilterX size={18} aria-hidden />
			<p>{children ?? t("emptyByFilter")}</p>
			<Button variant="default" onClick={onClear}>
				{t("clearFilter")}
			</Button>
		</div>
	);
}

/** What went wrong, since when, and whether it's worth another try. */
export function Failed({
	error,
	since,
	onRetry,
	compact = false,
}: {
	error: unknown;
	since?: number;
	onRetry?: () => void;
	compact?: boolean;
}) {
	const { t } = useTranslation();
	const problem = asProblem(error);
	return (
		<div className={css.state} data-failed data-compact={compact || undefined} role="alert">
			<CircleAlert size={18} aria-hidden />
			<div>
				<p className={css.what}>
					<ProblemText problem={problem} />
				</p>
				{since !== undefined && since > 0 && <p className="dim">{t("failed.since", { at: dateTimeZone(new Date(since)) })}</p>}
				{problem.requestId && (
					<p className="dim">
						{t("failed.request")} <code>{problem.requestId}</code>
					</p>
				)}
			</div>
			{onRetry && (
				<Button variant="default" onClick={onRetry}>
					{t("retry")}
				</Button>
			)}
		</div>
	);
}

/** A problem in a sentence. The server's own words are shown only where the page has none for the kind. */
export function ProblemText({ problem }: { problem: ApiProblem }) {
	const { t, i18n } = useTranslation();
	const words = useWords();
	if (problem.source && problem.sourceError)
		return (
			<>{t("freshness.because", { source: words("source", problem.source), error: words("sourceError", problem.sourceError) })}</>
		);
	const key = `problem.${problem.kind}`;
	if (i18n.exists(key)) return <>{String(t(key as never, { status: problem.status } as never))}</>;
	return <>{problem.body.title ?? t("problem.garbled", { status: problem.status })}</>;
}
