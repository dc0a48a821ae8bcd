import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { useOpen } from "@/ui/address";
import { Badge } from "@/ui/Badge";
import { Button } from "@/ui/Button";
import { Panel } from "@/ui/Panel";
import { Empty } from "@/ui/States";
import { Happenings } from "./Happenings";
import css from "./Replay.module.css";
import { ReplayChart } from "./ReplayChart";
import { Now, SoFar } from "./ReplayFacts";
import { ReplayNotes } from "./ReplayNotes";
import { ReplayTable } from "./ReplayTable";
import { Said } from "./Said";
import { Transport } from "./Transport";
import { type Player, usePlayer } from "./usePlayer";
import { type ReplayData, useReplay } from "./useReplay";

const LOADING_HEIGHT = 420;
const PAGE_STEPS = 10;

export function ReplayOf({ id, sid }: { id: string; sid: string }) {
	const { t } = useTranslation("replay");
	const open = useOpen();
	const data = useReplay(id, sid);
	const player = usePlayer(data.replay, data.running);
	return (
		// The keys belong to the whole: wherever in it the focus is, they play and step.
		// biome-ignore lint/a11y/useSemanticElements: a group of more than form fields
		<div
			className={css.replay}
			role="group"
			aria-label={t("name")}
			aria-describedby="replay-keys"
			tabIndex={-1}
			data-autofocus
			data-replay={sid}
			onKeyDown={(e) => onKey(e, player)}
		>
			<p id="replay-keys" className="sr-only">
				{t("keys")}
			</p>
			<Panel
				title={t("rounds")}
				name="replay"
				query={data.query}
				meta={(d) => d.pages[0]?.meta}
				height={LOADING_HEIGHT}
				actions={
					<>
						{data.running && <Badge tone="info">{t("running")}</Badge>}
						<Button variant="subtle" onClick={() => open({ kind: "session", id: sid })} data-action="session">
							{t("toSession")}
						</Button>
					</>
				}
			>
				{() =>
					data.replay.rounds.length === 0 && !data.more ? (
						<Empty>{t(data.running ? "emptyRunning" : "empty")}</Empty>
					) : (
						<Body data={data} player={player} />
					)
				}
			</Panel>
		</div>
	);
}

/* What has its own use for a key keeps it: fields all, buttons the space bar, what scrolls the keys to its ends. */
function onKey(event: KeyboardEvent, player: Player): void {
	if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey || event.defaultPrevented) return;
	const target = event.target as HTMLElement;
	const slider = target.matches("[data-replay-slider]");
	if (target.matches("input, select, textarea") && !(slider && event.key === " ")) return;
	if (event.key === " " && target.closest("button, a, summary")) return;
	if (/^(Home|End|Page(Up|Down))$/.test(event.key) && target.closest("[data-table], [data-scrolls]")) return;
	const keys: Record<string, () => void> = {
		" ": player.toggle,
		ArrowRight: () => player.step(1),
		ArrowLeft: () => player.step(-1),
		PageUp: () => player.step(PAGE_STEPS),
		PageDown: () => player.step(-PAGE_STEPS),
		Home: () => player.goTo(-1),
		End: player.goToEnd,
	};
	const run = keys[event.key];
	if (!run) return;
	event.preventDefault();
	run();
}

function Body({ data, player }: { data: ReplayData; player: Player }) {
	const { replay, whole } = data;
	const [asTable, setAsTable] = useState(false);
	const step = replay.steps[player.index];
	return (
		<div className={css.body} data-index={player.index} data-playing={player.playing} data-steps={replay.steps.length}>
			<div className={css.main}>
				<ReplayChart replay={replay} player={player} asTable={asTable} onAsTable={setAsTable}>
					{asTable && <ReplayTable replay={replay} player={player} whole={whole} />}
				</ReplayChart>
				<Transport replay={replay} player={player} whole={whole} />
			</div>
			<div className={css.facts}>
				<Now data={data} step={step} at={player.at} />
				<SoFar replay={replay} step={step} whole={whole} />
			</div>
			<div className={css.more}>
				<ReplayNotes data={data} />
				<Happenings replay={replay} player={player} />
			</div>
			<Said replay={replay} player={player} whole={whole} />
		</div>
	);
}
