import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { Button } from "@/ui/Button";
import { number } from "@/ui/format";
import { ProblemText } from "@/ui/States";
import { useWords } from "@/ui/words";
import css from "./Replay.module.css";
import { type ReplayData, ROUNDS_MAX } from "./useReplay";

/** What the replay lacks, and why. */
export function ReplayNotes({ data }: { data: ReplayData }) {
	const { t } = useTranslation(["replay", "common"]);
	const words = useWords();
	const { query, replay, more, cut, pageFailed, deposits, markers, session, facts } = data;
	const missing = markers.data?.missing ?? [];
	const depositsMissing = deposits.data?.meta.state === "missing";
	return (
		<div className={css.notes}>
			{more && !pageFailed && <Note name="loading">{t("note.loading", { count: number(replay.rounds.length) })}</Note>}
			{pageFailed && (
				<Note name="page-failed" warn retry={() => void query.fetchNextPage()}>
					{t("note.pageFailed", { count: number(replay.rounds.length) })} <ProblemText problem={asProblem(query.error)} />
				</Note>
			)}
			{cut && <Note name="cut">{t("note.cut", { count: number(ROUNDS_MAX) })}</Note>}
			{!facts.isPending && session === null && (
				<Note name="facts" warn={facts.error !== null} retry={facts.error ? () => void facts.refetch() : undefined}>
					{t("note.facts")}
				</Note>
			)}
			{(deposits.error || depositsMissing) && (
				<Note name="deposits" warn retry={() => void deposits.refetch()}>
					{t("note.deposits")} {deposits.error && <ProblemText problem={asProblem(deposits.error)} />}
				</Note>
			)}
			{deposits.data?.nextCursor && (
				<Note name="deposits-cut">{t("note.depositsCut", { count: deposits.data.items.length })}</Note>
			)}
			{(markers.error || missing.length > 0) && (
				<Note name="markers" warn retry={() => void markers.refetch()}>
					{missing.length > 0
						? t("note.markersOf", { sources: missing.map((s) => words("source", s)).join(t("comma")) })
						: t("note.markers")}{" "}
					{markers.error && <ProblemText problem={asProblem(markers.error)} />}
				</Note>
			)}
			{markers.data?.cut && <Note name="markers-cut">{t("note.markersCut")}</Note>}
		</div>
	);
}

function Note({
	name,
	warn = false,
	retry,
	children,
}: {
	name: string;
	warn?: boolean;
	retry?: () => void;
	children: ReactNode;
}) {
	const { t } = useTranslation();
	return (
		<p className={css.note} data-warn={warn || undefined} data-replay-note={name}>
			<span>{children}</span>
			{retry && (
				<Button variant="subtle" onClick={retry}>
					{t("retry")}
				</Button>
			)}
		</p>
	);
}
