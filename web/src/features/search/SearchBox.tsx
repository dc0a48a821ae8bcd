/* The search box: a combobox (WAI-ARIA APG) over customers, whom one opened last, and places to go to. The focus stays in the input. */
import { LoaderCircle, Search } from "lucide-react";
import { type KeyboardEvent, type MouseEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { exactHit, TEXT_MAX, useFind } from "@/api/search";
import { useMay } from "@/api/session";
import { announce } from "@/ui/announce";
import { number } from "@/ui/format";
import { OptionContent } from "./OptionRow";
import { type GoTo, hitOption, type Option, stepFrom } from "./options";
import css from "./SearchBox.module.css";
import { SearchNews } from "./SearchNews";
import { useGo } from "./useGo";
import { useOptions } from "./useOptions";

const NO_PLACES: readonly GoTo[] = [];

interface Props {
	goTo?: readonly GoTo[];
	/** Offer whom one opened last, and places, before anything is typed. */
	offers?: boolean;
	large?: boolean;
	autoFocus?: boolean;
	/** At the end of the input: a button that closes. */
	end?: ReactNode;
	/** Something was chosen. */
	onDone?: () => void;
}

export function SearchBox({ goTo = NO_PLACES, offers = false, large = false, autoFocus = false, end, onDone }: Props) {
	const { t } = useTranslation("search");
	const maySearch = useMay("customer_search");
	const [typed, setTyped] = useState("");
	/* The option that somebody moved to; without one, the first counts. */
	const [chosen, setChosen] = useState<string | null>(null);
	/* Enter was pressed before the answer came. */
	const [hurried, setHurried] = useState<{ text: string; newTab: boolean } | null>(null);
	const found = useFind(maySearch ? typed : "");
	const groups = useOptions({ typed, found, goTo: offers || typed ? goTo : NO_PLACES, recents: offers && maySearch, maySearch });
	const options = groups.flatMap((g) => g.options);
	const go = useGo(typed, onDone);
	const base = useId();
	const idOf = (option: Option) => `${base}-${option.key.replaceAll(/[^\w.:-]/g, "_")}`;
	const active = options.find((o) => o.key === chosen) ?? options[0];

	useScrolledTo(active ? idOf(active) : null);
	const input = useRef<HTMLInputElement>(null);
	/* In a dialog that is the dialog's to do; where there is no keyboard it would bring one up. */
	useEffect(() => {
		if (autoFocus && large && window.matchMedia("(hover: hover)").matches) input.current?.focus({ preventScroll: true });
	}, [autoFocus, large]);
	useEffect(() => {
		if (!hurried || hurried.text !== typed || found.waiting) return;
		setHurried(null);
		const hit = exactHit(found.hits);
		if (hit) go(hitOption(hit), hurried.newTab);
	}, [hurried, typed, found, go]);
	useAnnouncedHits(typed, found);

	const enter = (newTab: boolean) => {
		const picked = options.find((o) => o.key === chosen);
		if (!picked && found.waiting) {
			setHurried({ text: typed, newTab });
			found.now();
		} else if (active) go(active, newTab);
	};
	const step = (to: Option | undefined) => setChosen(to?.key ?? null);
	const onKeyDown = (event: KeyboardEvent) => {
		if (event.nativeEvent.isComposing || event.altKey) return;
		const moves: Record<string, () => void> = {
			ArrowDown: () => step(stepFrom(options, active?.key ?? null, chosen === null && !offers ? 0 : 1)),
			ArrowUp: () => step(stepFrom(options, active?.key ?? null, -1)),
			Enter: () => enter(event.ctrlKey || event.metaKey),
		};
		/* Until somebody moves among the options, these two belong to the text. */
		if (chosen !== null) {
			moves.Home = () => step(options[0]);
			moves.End = () => step(options.at(-1));
		}
		const move = moves[event.key];
		if (!move) return;
		event.preventDefault();
		move();
	};
	const onPick = (event: MouseEvent, option: Option) => {
		/* With a modifier or the middle button a link is the browser's business. */
		if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
		event.preventDefault();
		go(option, false);
	};
	const type = (text: string) => {
		setTyped(text);
		setChosen(null);
		setHurried(null);
	};
	const expanded = options.length > 0;
	return (
		<div className={css.box} data-large={large || undefined} data-search-box>
			<div className={css.field}>
				{found.waiting ? (
					<LoaderCircle size={16} className={css.waiting} aria-hidden />
				) : (
					<Search size={16} className={css.icon} aria-hidden />
				)}
				<input
					ref={input}
					type="text"
					role="combobox"
					className={css.input}
					value={typed}
					onChange={(e) => type(e.currentTarget.value)}
					onKeyDown={onKeyDown}
					placeholder={t(maySearch ? "box.placeholder" : "box.placeholderPlaces")}
					aria-label={t(maySearch ? "box.label" : "box.labelPlaces")}
					aria-expanded={expanded}
					aria-controls={`${base}-list`}
					aria-autocomplete="list"
					aria-activedescendant={active ? idOf(active) : undefined}
					maxLength={TEXT_MAX}
					autoComplete="off"
					autoCapitalize="off"
					autoCorrect="off"
					spellCheck={false}
					enterKeyHint="go"
					data-autofocus={autoFocus || undefined}
					data-search-input
				/>
				{end}
			</div>
			<div className={css.drop}>
				<SearchNews typed={typed} found={found} empty={maySearch && typed.trim() !== ""} />
				<div
					className={css.list}
					id={`${base}-list`}
					role="listbox"
					aria-label={t("box.list")}
					hidden={!expanded}
					data-overtaken={found.overtaken || undefined}
				>
					{groups.map((group) => (
						// biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox
						<div key={group.name} role="group" aria-labelledby={`${base}-${group.name}`}>
							<div className={css.group} id={`${base}-${group.name}`} role="presentation">
								{t(`box.group.${group.name}`)}
							</div>
							{group.options.map((option) => (
								<a
									key={option.key}
									id={idOf(option)}
									role="option"
									href={option.href}
									tabIndex={-1}
									aria-selected={option === active}
									className={css.option}
									onClick={(e) => onPick(e, option)}
									onMouseDown={(e) => e.button === 0 && e.preventDefault()}
									onMouseMove={() => option !== active && setChosen(option.key)}
									data-option={option.kind}
								>
									<OptionContent option={option} typed={typed} />
								</a>
							))}
						</div>
					))}
				</div>
			</div>
		</div>
	);
}

function useScrolledTo(id: string | null): void {
	useEffect(() => {
		if (id) document.getElementById(id)?.scrollIntoView({ block: "nearest" });
	}, [id]);
}

/* How many there are is said once the answer to what is typed is there. */
function useAnnouncedHits(typed: string, found: ReturnType<typeof useFind>): void {
	const { t } = useTranslation("search");
	const said = useRef("");
	const { hits, waiting, error } = found;
	useEffect(() => {
		if (typed.trim() === "") said.current = "";
		if (waiting || error || !hits || typed === said.current) return;
		said.current = typed;
		const count = hits.total ?? hits.items.length;
		announce(t(hits.totalExact ? "count.exact" : "count.atLeast", { count, number: number(count) }));
	}, [typed, hits, waiting, error, t]);
}
