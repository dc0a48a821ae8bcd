/* How old what a panel shows is, and where it is from. Ages by itself. */
import { CircleAlert, CircleCheck, Clock, Radio, WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { useLive } from "@/api/live/store";
import css from "./Freshness.module.css";
import { dateTimeZone, duration, moment } from "./format";
import { useNow } from "./now";
import { useOnline } from "./online";
import { Popover } from "./Popover";
import { useWords } from "./words";

export type Meta = Schemas["Meta"] & {
	breakerOpen?: boolean;
	parts?: Partial<Record<string, Schemas["Meta"] & { breakerOpen?: boolean }>>;
};

/** When the answer came here: its age goes on counting from there, by this machine's clock alone. */
export function ageMs(meta: Meta, receivedAt: number, now: number): number | null {
	return meta.ageMs === null ? null : Math.max(0, meta.ageMs + now - receivedAt);
}

const ICONS = { live: Radio, fresh: CircleCheck, stale: Clock, missing: CircleAlert, offline: WifiOff, lost: Clock } as const;

/** "12 s ago", "stale, 3 min: wallet timed out". A press says by part where it is from and when it was fetched. */
export function Freshness({ meta, receivedAt }: { meta: Meta; receivedAt: number }) {
	const { t } = useTranslation();
	const text = useAgeText(meta, receivedAt);
	const state = useShownState(meta);
	const Icon = ICONS[state];
	return (
		<Popover
			width={320}
			side="start"
			label={t("provenance.title")}
			className={css.origin}
			target={(props) => (
				<button
					{...props}
					type="button"
					className={css.freshness}
					data-state={state}
					data-freshness
					aria-label={t("freshness.name", { text })}
				>
					<Icon size={13} aria-hidden />
					<span>{text}</span>
				</button>
			)}
		>
			<Provenance meta={meta} receivedAt={receivedAt} />
		</Popover>
	);
}

/* While the stream is gone nothing is live, and what is fresh grows old without anybody hearing of it. */
function useShownState(meta: Meta): keyof typeof ICONS {
	const online = useOnline();
	const lost = useLive((l) => l.lost);
	if (!online) return "offline";
	return lost && (meta.state === "live" || meta.state === "fresh") ? "lost" : meta.state;
}

function useAgeText(meta: Meta, receivedAt: number): string {
	const { t } = useTranslation();
	const words = useWords();
	const state = useShownState(meta);
	const age = ageMs(meta, receivedAt, useNow());
	const ageText = age === null ? "" : duration(age);
	const reason = meta.error
		? t("freshness.because", { source: words("source", meta.source), error: words("sourceError", meta.error) })
		: "";
	if (state === "offline") return t("freshness.offline", { age: ageText });
	if (state === "live") return t("freshness.live");
	if (meta.state === "missing") return reason || t("freshness.missing", { source: words("source", meta.source) });
	if (meta.state === "stale") return t(reason ? "freshness.staleBecause" : "freshness.stale", { age: ageText, reason });
	return t("freshness.fresh", { age: ageText });
}

/** Source, time of fetching and state, for each part of what is shown. */
function Provenance({ meta, receivedAt }: { meta: Meta; receivedAt: number }) {
	const { t } = useTranslation();
	const words = useWords();
	const now = useNow();
	const parts = Object.entries(meta.parts ?? { [meta.source]: meta });
	return (
		<dl className={css.parts}>
			{parts.map(([name, part]) => {
				if (!part) return null;
				const fetched = moment(part.fetchedAt);
				const age = ageMs(part, receivedAt, now);
				return (
					<div key={name}>
						<dt>{words("part", name)}</dt>
						<dd>{t("provenance.source", { source: words("source", part.source), state: words("state", part.state) })}</dd>
						{fetched && age !== null && <dd>{t("provenance.fetched", { at: dateTimeZone(fetched), age: duration(age) })}</dd>}
						{part.error && <dd>{words("sourceError", part.error)}</dd>}
						{part.breakerOpen && <dd>{t("provenance.breakerOpen")}</dd>}
					</div>
				);
			})}
		</dl>
	);
}
