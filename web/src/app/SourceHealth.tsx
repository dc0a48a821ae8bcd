import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert, CircleCheck, CircleDashed, CircleHelp } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type Source, sourcesQuery } from "@/api/sources";
import { healthOf, milliseconds, stateOf } from "@/features/sources/health";
import { StateBadge } from "@/features/sources/StateBadge";
import { announce } from "@/ui/announce";
import { number } from "@/ui/format";
import { useOnline } from "@/ui/online";
import { Popover } from "@/ui/Popover";
import pill from "@/ui/pill.module.css";
import { Failed } from "@/ui/States";
import { Ago } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./SourceHealth.module.css";

const TONES = { healthy: "good", trial: "warn", failing: "bad", unknown: "warn" } as const;
const ICONS = { healthy: CircleCheck, trial: CircleDashed, failing: CircleAlert, unknown: CircleHelp } as const;

/** How the six sources are, in one pill; each of them on a press. A change is told to screen readers. */
export function SourceHealth() {
	const { t } = useTranslation("shell");
	const query = useQuery(sourcesQuery);
	const online = useOnline();
	const health = online && query.data && !query.error ? healthOf(query.data) : null;
	const worst = health?.ill[0];
	const state = !health ? "unknown" : worst ? stateOf(worst) : "healthy";
	const text = !health
		? t("sources.unknown")
		: worst
			? t("sources.ill", { count: health.ill.length })
			: t("sources.healthy", { healthy: health.healthy, count: health.total });
	const before = useRef<string | null>(null);
	useEffect(() => {
		if (query.isPending) return;
		if (before.current !== null && before.current !== text) announce(text);
		before.current = text;
	}, [text, query.isPending]);
	if (query.isPending) return null;
	const Icon = ICONS[state];
	return (
		<Popover
			width={360}
			label={t("place.sources")}
			className={css.list}
			target={(props) => (
				<button {...props} type="button" className={pill.pill} data-tone={TONES[state]} data-source-health={state} title={text}>
					<Icon size={14} aria-hidden />
					<span>{text}</span>
				</button>
			)}
		>
			{query.error && <Failed error={query.error} since={query.errorUpdatedAt} onRetry={() => void query.refetch()} compact />}
			<ul>
				{query.data?.map((source) => (
					<Row key={source.name} source={source} />
				))}
			</ul>
			<Link to="/sources">{t("sources.all")}</Link>
		</Popover>
	);
}

function Row({ source }: { source: Source }) {
	const { t } = useTranslation("shell");
	const words = useWords();
	const state = stateOf(source);
	const p95 = milliseconds(source.latencyUs.p95);
	return (
		<li className={css.row}>
			<span className={css.name}>{words("source", source.name)}</span>
			<StateBadge state={state} />
			<span className={css.detail}>
				{p95 !== null && <span>{t("sources.p95", { ms: number(p95, 1) })}</span>}
				<span>
					{source.lastSuccessAt ? (
						<>
							{t("sources.lastSuccess")} <Ago at={source.lastSuccessAt} />
						</>
					) : (
						t("sources.never")
					)}
				</span>
				{state !== "healthy" && source.lastError && <span>{words("sourceError", source.lastError)}</span>}
			</span>
		</li>
	);
}
