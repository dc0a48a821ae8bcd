import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronDown, Keyboard, LogOut, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "@/api/session";
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
		<Menu position="bottom-end" width={240}>
			<Menu.Target>
				<button type="button" className={css.person} aria-label={t("person.menu", { name: session.username, role })}>
					<span className={css.letter} aria-hidden>
						{[...session.username][0]?.toLocaleUpperCase()}
					</span>
					<bdi className={css.name}>{session.username}</bdi>
					<ChevronDown size={14} aria-hidden className={css.chevron} />
				</button>
			</Menu.Target>
			<Menu.Dropdown>
				<div className={css.who}>
					<bdi>{session.username}</bdi>
					<span className="dim">{role}</span>
				</div>
				<Menu.Item leftSection={<Settings size={14} aria-hidden />} component={Link} to="/settings">
					{t("place.settings")}
				</Menu.Item>
				<Menu.Item leftSection={<Keyboard size={14} aria-hidden />} onClick={onHelp}>
					{t("keys.title")}
				</Menu.Item>
				<Menu.Item leftSection={<LogOut size={14} aria-hidden />} onClick={leave} data-action="sign-off">
					{t("signOff")}
				</Menu.Item>
			</Menu.Dropdown>
		</Menu>
	);
}
