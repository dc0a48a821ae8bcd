import { Table2 } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { extremes } from "@/ui/ChartModel";
import { money, number, time } from "@/ui/format";
import { later } from "@/ui/later";
import { PHONE, useMedia } from "@/ui/media";
import { Loading } from "@/ui/States";
import { useZone } from "@/ui/Time";
import { type Picture, pictureOf } from "./picture";
import css from "./Replay.module.css";
import type { Replay } from "./steps";
import type { Player } from "./usePlayer";

const ReplayCanvas = later(async () => (await import("./ReplayCanvas")).ReplayCanvas, <Loading height="100%" />);

const HEIGHT = 300;
const HEIGHT_PHONE = 220;

interface Props {
	replay: Replay;
	player: Player;
	asTable: boolean;
	onAsTable: (asTable: boolean) => void;
	/** The table, in the picture's place. */
	children: ReactNode;
}

/** Balance, stakes and what fell among the rounds, on the axis of time; where the clock stands the shade begins. */
export function ReplayChart({ replay, player, asTable, onAsTable, children }: Props) {
	const { t } = useTranslation(["replay", "chart"]);
	const zone = useZone();
	const height = useMedia(PHONE) ? HEIGHT_PHONE : HEIGHT;
	const [hidden, setHidden] = useState<ReadonlySet<string>>(() => new Set());
	const whole = useMemo(() => pictureOf(replay), [replay]);
	const picture = useMemo(() => without(whole, hidden), [whole, hidden]);
	const toggle = (key: string) => setHidden((old) => new Set(old.has(key) ? [...old].filter((k) => k !== key) : [...old, key]));
	return (
		<figure className={css.figure}>
			<div className={css.tools}>
				<Legend picture={whole} hidden={hidden} onToggle={toggle} />
				<button type="button" className={css.key} aria-pressed={asTable} onClick={() => onAsTable(!asTable)} data-action="table">
					<Table2 size={13} aria-hidden />
					{t("chart:asTable")}
				</button>
			</div>
			{asTable ? (
				children
			) : (
				<div className={css.plot} dir="ltr" role="img" aria-label={summary()} style={{ height }}>
					<ReplayCanvas picture={picture} zone={zone} height={height} head={player.head} onMoment={player.goToMoment} />
				</div>
			)}
		</figure>
	);

	function summary(): string {
		const { min, max, last } = extremes(replay.rounds.map((r) => r.round.balance));
		const count = replay.rounds.length;
		const rounds = t("summary", {
			count,
			formatted: number(count),
			from: time(new Date(replay.from), zone, true),
			to: time(new Date(replay.to), zone, true),
		});
		if (!min || !max || !last) return rounds;
		const [low, high, end] = [min, max, last].map(({ value }) => money(value, replay.currency));
		return `${rounds} ${t("summaryBalance", { low, high, end })}`;
	}
}

const KINDS = ["balance", "won", "lost", "deposit", "declined", "marker"] as const;
type Kind = (typeof KINDS)[number];

function isIn(picture: Picture, kind: Kind): boolean {
	if (kind === "balance" || kind === "won" || kind === "lost") return picture[kind].some((v) => v !== null && v !== undefined);
	return picture.marks.some((m) => m.kind === kind);
}

/* The axes stay as they are: what is hidden may come back to where it was. */
function without(picture: Picture, hidden: ReadonlySet<string>): Picture {
	if (hidden.size === 0) return picture;
	const kept = <V,>(kind: Kind, values: V[]) => (hidden.has(kind) ? values.map(() => null) : values);
	return {
		...picture,
		balance: kept("balance", picture.balance),
		won: kept("won", picture.won),
		lost: kept("lost", picture.lost),
		marks: picture.marks.filter((m) => !hidden.has(m.kind)),
	};
}

function Legend({
	picture,
	hidden,
	onToggle,
}: {
	picture: Picture;
	hidden: ReadonlySet<string>;
	onToggle: (kind: Kind) => void;
}) {
	const { t } = useTranslation("replay");
	return (
		<div className={css.legend}>
			{KINDS.filter((kind) => isIn(picture, kind)).map((kind) => (
				<button
					key={kind}
					type="button"
					className={css.key}
					aria-pressed={!hidden.has(kind)}
					onClick={() => onToggle(kind)}
					data-series={kind}
				>
					<Sign kind={kind} />
					{t(`legend.${kind}`)}
				</button>
			))}
		</div>
	);
}

/** What stands for it in the picture. */
export function Sign({ kind }: { kind: Kind }) {
	return (
		<svg className={css.sign} viewBox="0 0 12 12" width={12} height={12} data-kind={kind} aria-hidden="true">
			{kind === "balance" && <path d="M0 8h6V4h6" fill="none" strokeWidth={2} />}
			{(kind === "won" || kind === "lost") && <path d="M3 2h6v10H3z" stroke="none" />}
			{(kind === "deposit" || kind === "declined") && <path d="M6 1.5 10.5 10h-9z" />}
			{kind === "marker" && <path d="M6 1l5 5-5 5-5-5z" />}
		</svg>
	);
}
