import type { TimelineItem } from "@/api/timelineHead";
import { Money } from "@/ui/Money";
import css from "./What.module.css";
import { DetailText, StateWord, TypeWord } from "./Words";

interface Props {
	item: TimelineItem;
	/** The classes of the row's own: how its parts are laid out. */
	look: Readonly<Record<string, string>>;
	onOpen: (item: TimelineItem) => void;
	/** What makes the button a stop among the rows. */
	focus?: object;
}

/** What happened, its state and its amount; where it leads to something, what happened is a button. */
export function What({ item, look, onOpen, focus }: Props) {
	const what = `${css.what} ${look.what}`;
	const said = (
		<>
			<span className={look.type}>
				<TypeWord item={item} />
			</span>
			<span className={look.detail}>
				<DetailText item={item} />
			</span>
		</>
	);
	return (
		<>
			{item.link ? (
				<button type="button" className={what} onClick={() => onOpen(item)} {...focus}>
					{said}
				</button>
			) : (
				<span className={what}>{said}</span>
			)}
			<span className={look.state}>
				<StateWord item={item} />
			</span>
			<span className={look.amount}>{item.amount !== null && <Money amount={item.amount} currency={item.currency} />}</span>
		</>
	);
}
