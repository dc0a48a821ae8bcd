import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronDown, Keyboard, LogOut, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "@/api/session";
import { Popover } from "@/ui/Popover";
import { useWords } from "@/ui/words";
import css from "./PersonMenu.module.css";
import { useSignOff } from "./session/useSignOff";

/** Who is signed on, and what concerns only them. */
export function PersonMenu({ onHelp }: { onHelp: () => void }) {
	const { t } = useTranslation("shell");
	const words = useWords();
	const { data: session } = useQuery(sessionQuery);
	const leave = useSignOff();
	if (!session) return null;
	const role = words("role", session.role);
	return (
		<Popover
			width={240}
			label={t("person.menu", { name: session.username, role })}
			className={css.menu}
			target={(props) => (
				<button {...props} type="button" className={css.person} aria-label={t("person.menu", { name: session.username, role })}>
					<span className={css.letter} aria-hidden>
						{[...session.username][0]?.toLocaleUpperCase()}
					</span>
					<bdi className={css.name}>{session.username}</bdi>
					<ChevronDown size={14} aria-hidden className={css.chevron} />
				</button>
			)}
		>
			<div className={css.who}>
				<bdi>{session.username}</bdi>
				<span className="dim">{role}</span>
			</div>
			<Link to="/settings" className={css.item}>
				<Settings size={14} aria-hidden />
				{t("place.settings")}
			</Link>
			<button type="button" className={css.item} onClick={onHelp} data-closes>
				<Keyboard size={14} aria-hidden />
				{t("keys.title")}
			</button>
			<button type="button" className={css.item} onClick={leave} data-closes data-action="sign-off">
				<LogOut size={14} aria-hidden />
				{t("signOff")}
			</button>
		</Popover>
	);
}
