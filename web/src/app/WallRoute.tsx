import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { type Source, sourcesQuery } from "@/api/sources";
import { healthOf, milliseconds, stateOf } from "@/features/sources/health";
import { StateBadge } from "@/features/sources/StateBadge";
import { WallPage } from "@/features/wall/WallPage";
import { number } from "@/ui/format";
import { useWords } from "@/ui/words";
import css from "./SourceHealth.module.css";

/** The wall, and on it how the sources are. */
export function WallRoute() {
	const may = useMay("sources_view");
	const { data } = useQuery({ ...sourcesQuery, enabled: may });
	const health = may && data ? healthOf(data) : null;
	const sources = health && data ? { up: health.healthy, total: health.total, list: <Sources sources={data} /> } : null;
	return <WallPage sources={sources} />;
}

function Sources({ sources }: { sources: readonly Source[] }) {
	const { t } = useTranslation("shell");
	const words = useWords();
	return (
		<ul data-list="sources">
			{sources.map((source) => {
				const state = stateOf(source);
				const p95 = milliseconds(source.latencyUs.p95);
				return (
					<li key={source.name} className={css.row} data-source={source.name} data-state={state}>
						<span className={css.name}>{words("source", source.name)}</span>
						<StateBadge state={state} />
						<span className={css.detail}>
							{p95 !== null && <span>{t("sources.p95", { ms: number(p95, 1) })}</span>}
							{state !== "healthy" && source.lastError && <span>{words("sourceError", source.lastError)}</span>}
						</span>
					</li>
				);
			})}
		</ul>
	);
}
