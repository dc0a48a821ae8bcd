import { type ReactNode, useRef } from "react";
import { SameHeight } from "@/ui/SameHeight";
import { Empty } from "@/ui/States";
import { NewPill, type SteadyRow, useHold, useSteadyRows } from "@/ui/steady";
import css from "./Activity.module.css";

interface RowsProps<T> {
	rows: readonly T[];
	idOf: (row: T) => string;
	/** What is said when there are none. */
	empty: ReactNode;
	children: (shown: readonly SteadyRow<T>[]) => ReactNode;
}

/** Rows that come and go while somebody reads them: their panel keeps its height, and those that are pointed at their places. */
export function Rows<T>({ rows, idOf, empty, children }: RowsProps<T>) {
	const { held, handlers } = useHold();
	const { shown, waiting, take } = useSteadyRows(rows, idOf, held);
	const box = useRef<HTMLDivElement>(null);
	const takeNew = () => {
		take();
		box.current?.focus({ preventScroll: true });
	};
	return (
		<SameHeight ref={box} className={css.rows} {...handlers}>
			<NewPill count={waiting} onTake={takeNew} />
			{shown.length === 0 ? <Empty>{empty}</Empty> : children(shown)}
		</SameHeight>
	);
}
