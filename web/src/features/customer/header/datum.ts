/* One section's state, for places smaller than a panel: a badge, a figure. What is missing is said there, with its reason. */
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { partMeta, type SectionMeta, type SectionName, type SectionViews, sectionMeta, useSection } from "@/api/sections";
import type { Meta } from "@/ui/Freshness";
import { duration } from "@/ui/format";
import { useWords } from "@/ui/words";

export type PartName = keyof NonNullable<SectionMeta["parts"]>;

export interface Datum<N extends SectionName> {
	/** null: not known (yet). */
	view: SectionViews[N] | null;
	loading: boolean;
	/** Why it is not known, or why what is shown is old; null: all is well. */
	why: string | null;
	/** Old, with or without a failure behind it. */
	stale: boolean;
	/** A failure is behind it. */
	trouble: boolean;
	/** Where it is from; for the age of it. */
	meta: Meta | null;
	receivedAt: number;
}

/** Where an answer says how old a section is and where from, or the part of it that a value is read from. */
export function metaOf(name: SectionName, part?: PartName) {
	return (view: { meta?: object } | undefined): Meta | null => {
		const meta = sectionMeta(view, name);
		return part ? partMeta(meta, part) : meta;
	};
}

/** @part: the source, of a section that reads two, that the value depends on. */
export function useDatum<N extends SectionName>(id: string, name: N, part?: PartName): Datum<N> {
	const query = useSection(id, name);
	const why = useWhy();
	const data = query.data as SectionViews[N] | undefined;
	const meta = metaOf(name, part)(data);
	const missing = meta?.state === "missing";
	return {
		view: data === undefined || missing ? null : data,
		loading: query.isPending,
		why: data === undefined ? (query.error ? why.problem(query.error) : null) : why.meta(meta),
		stale: data !== undefined && (meta?.state === "stale" || query.error !== null),
		trouble: query.error !== null || meta?.error != null,
		meta,
		receivedAt: query.dataUpdatedAt,
	};
}

function useWhy() {
	const { t, i18n } = useTranslation(["header", "common"]);
	const words = useWords();
	const because = (source: string, error: string) =>
		t("common:freshness.because", { source: words("source", source), error: words("sourceError", error) });
	return {
		meta(meta: Meta | null): string | null {
			if (meta?.error) return because(meta.source, meta.error);
			if (meta?.state === "stale") return t("common:freshness.stale", { age: duration(meta.ageMs ?? 0) });
			return meta?.state === "missing" ? t("common:freshness.missing", { source: words("source", meta.source) }) : null;
		},
		problem(error: unknown): string {
			const problem = asProblem(error);
			if (problem.source && problem.sourceError) return because(problem.source, problem.sourceError);
			const key = `common:problem.${problem.kind}`;
			if (i18n.exists(key)) return String(t(key as never, { status: problem.status } as never));
			return problem.body.title ?? t("common:problem.garbled", { status: problem.status });
		},
	};
}
