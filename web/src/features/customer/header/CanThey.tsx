/* The strip "can they": what the customer can do now, each with its reason on hover and focus. On a phone one button with all of it. */
import { Ban, Check, CircleQuestionMark } from "lucide-react";
import { useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { date, dateTimeZone, moment } from "@/ui/format";
import { useNow } from "@/ui/now";
import { Popover, Tip } from "@/ui/Popover";
import { useWords } from "@/ui/words";
import { type Ability, type Because, canThey } from "./abilities";
import css from "./CanThey.module.css";
import { useDatum } from "./datum";

const ICONS = { yes: Check, no: Ban, unknown: CircleQuestionMark } as const;
/* The answers turn with an end of a term, which nobody sees to the second. */
const TICK_MS = 10_000;
const LEAVE_MS = 120;

interface Answers {
	loading: boolean;
	abilities: Ability[];
	/** Why some of it isn't known, or is old. */
	why: string | null;
}

export function useCanThey(id: string): Answers {
	const profile = useDatum(id, "profile");
	const risk = useDatum(id, "profile", "risk");
	const harm = useDatum(id, "compliance", "risk");
	const now = useNow(TICK_MS);
	const abilities = canThey(profile.view, harm.view?.compliance ?? null, now);
	return { loading: profile.loading, abilities, why: profile.why ?? risk.why };
}

export function CanThey({ id }: { id: string }) {
	const { t } = useTranslation("header");
	const answers = useCanThey(id);
	return (
		<>
			<ul className={css.strip} aria-label={t("can.title")} aria-busy={answers.loading || undefined} data-can-they>
				{answers.abilities.map((ability) => (
					<li key={ability.scope} data-scope={ability.scope} data-answer={answers.loading ? "loading" : ability.answer}>
						{answers.loading ? <span className={css.bone} aria-hidden /> : <Chip ability={ability} why={answers.why} />}
					</li>
				))}
			</ul>
			<Folded answers={answers} />
		</>
	);
}

function Chip({ ability, why }: { ability: Ability; why: string | null }) {
	const { t } = useTranslation("header");
	const words = useWords();
	const [opened, setOpened] = useState(false);
	const leaving = useRef<ReturnType<typeof setTimeout>>(undefined);
	/* The pointer may go over into the explanation, and stay there. */
	const enter = () => {
		clearTimeout(leaving.current);
		setOpened(true);
	};
	const leave = () => {
		leaving.current = setTimeout(() => setOpened(false), LEAVE_MS);
	};
	useEffect(() => () => clearTimeout(leaving.current), []);
	const tip = useId();
	const chip = useRef<HTMLButtonElement>(null);
	const Icon = ICONS[ability.answer];
	return (
		<>
			<button
				ref={chip}
				type="button"
				className={css.chip}
				data-answer={ability.answer}
				aria-describedby={opened ? tip : undefined}
				onMouseEnter={enter}
				onMouseLeave={leave}
				onFocus={enter}
				onBlur={() => setOpened(false)}
				onClick={enter}
				onKeyDown={(event) => event.key === "Escape" && setOpened(false)}
			>
				<Icon size={13} strokeWidth={2.4} aria-hidden />
				<span aria-hidden>{words("scope", ability.scope)}</span>
				<span className="sr-only">
					{t("can.answer", { what: words("scope", ability.scope), answer: t(`can.${ability.answer}`) })}
				</span>
			</button>
			<Tip id={tip} anchor={chip} opened={opened} width={280} className={css.tip} onMouseEnter={enter} onMouseLeave={leave}>
				<Explained ability={ability} why={why} />
			</Tip>
		</>
	);
}

function Explained({ ability, why }: { ability: Ability; why: string | null }) {
	const { t } = useTranslation("header");
	return (
		<>
			<p className={css.question}>{t(`can.${ability.answer}Sentence.${ability.scope}`)}</p>
			{ability.because.map((because, i) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: reasons have no identity and don't move
				<Reason key={i} because={because} />
			))}
			{ability.answer === "unknown" && <p>{t("can.unknownWhy")}</p>}
			{why && <p className="dim">{why}</p>}
		</>
	);
}

function Reason({ because: { rule, text, since, until } }: { because: Because }) {
	const { t } = useTranslation("header");
	const from = moment(since);
	const to = moment(until);
	return (
		<div>
			<p className={css.reason}>{rule ? t(`can.reason.${rule}`) : text ? <bdi>{text}</bdi> : t("can.reason.unnamed")}</p>
			{from && (
				<p className="dim" title={dateTimeZone(from)}>
					{t("can.since", { at: date(from) })}
				</p>
			)}
			{to ? (
				<p className="dim" title={dateTimeZone(to)}>
					{t("can.until", { at: date(to) })}
				</p>
			) : (
				rule !== "noConsent" && <p className="dim">{t("can.noEnd")}</p>
			)}
		</div>
	);
}

/* For narrow screens. */
function Folded({ answers: { loading, abilities, why } }: { answers: Answers }) {
	const { t } = useTranslation("header");
	const no = abilities.filter((a) => a.answer === "no").length;
	const unknown = abilities.filter((a) => a.answer === "unknown").length;
	const worst = no > 0 ? "no" : unknown > 0 ? "unknown" : "yes";
	const Icon = ICONS[worst];
	if (loading) return <span className={css.foldedBone} aria-hidden />;
	return (
		<Popover
			width={300}
			label={t("can.title")}
			className={css.tip}
			target={(props) => (
				<button {...props} type="button" className={css.folded} data-answer={worst}>
					<Icon size={13} strokeWidth={2.4} aria-hidden />
					{no > 0 ? t("can.someNo", { count: no }) : unknown > 0 ? t("can.someUnknown", { count: unknown }) : t("can.allYes")}
				</button>
			)}
		>
			<ul className={css.list}>
				{abilities.map((ability) => (
					<li key={ability.scope} data-answer={ability.answer}>
						<FoldedIcon answer={ability.answer} />
						<div>
							<Explained ability={ability} why={ability.answer === "unknown" ? why : null} />
						</div>
					</li>
				))}
			</ul>
		</Popover>
	);
}

function FoldedIcon({ answer }: { answer: Ability["answer"] }) {
	const Icon = ICONS[answer];
	return <Icon size={14} strokeWidth={2.4} aria-hidden />;
}
