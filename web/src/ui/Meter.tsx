import css from "./Meter.module.css";

export type MeterTone = "ok" | "near" | "reached" | "over";

/** How much of something is used, as a bar with its sentence: the bar alone says nothing that the words don't.
 * @share is of one and may exceed it; null: not known, no bar is filled. */
export function Meter({ label, text, share, tone }: { label: string; text: string; share: number | null; tone: MeterTone }) {
	const filled = share === null ? 0 : Math.min(1, Math.max(0, share));
	const percent = share === null ? undefined : Math.round(Math.max(0, share) * 100);
	return (
		<div className={css.meter} data-tone={tone} data-meter>
			{/* biome-ignore lint/a11y/useSemanticElements: browsers draw <meter> each in their own colours, and none above its maximum */}
			<div
				className={css.track}
				role="meter"
				aria-label={label}
				aria-valuemin={0}
				aria-valuemax={Math.max(100, percent ?? 0)}
				aria-valuenow={percent ?? 0}
				aria-valuetext={text}
				data-unknown={share === null || undefined}
			>
				<span className={css.fill} style={{ inlineSize: `${filled * 100}%` }} />
				{share !== null && share > 1 && (
					/* Where the limit lies within all that was used. */
					<span className={css.limit} style={{ insetInlineStart: `${100 / share}%` }} />
				)}
			</div>
			<p className={css.text} aria-hidden>
				{text}
			</p>
		</div>
	);
}
