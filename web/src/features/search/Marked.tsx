import { useMemo } from "react";
import css from "./Marked.module.css";
import { type Compare, piecesOf } from "./marks";

/** A value from a source, with the part marked that matches what was typed; null marks nothing. */
export function Marked({ value, typed, compare = "anywhere" }: { value: string; typed: string | null; compare?: Compare }) {
	const pieces = useMemo(() => (typed ? piecesOf(value, typed, compare) : null), [value, typed, compare]);
	return (
		<bdi title={value}>
			{pieces
				? pieces.map((piece, i) =>
						piece.marked ? (
							// biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other name
							<mark key={i} className={css.mark}>
								{piece.text}
							</mark>
						) : (
							piece.text
						),
					)
				: value}
		</bdi>
	);
}
