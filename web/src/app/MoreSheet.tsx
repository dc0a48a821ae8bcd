import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "@/api/session";
import { useWords } from "@/ui/words";
import { usePlaces } from "./places";
import { Sheet } from "./Sheet";
import css from "./Sheet.module.css";
import { useSignOff } from "./session/useSignOff";

export function MoreSheet({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation("shell");
	const words = useWords();
	const places = usePlaces();
	const leave = useSignOff();
	const { data: session } = useQuery(sessionQuery);
	return (
		<Sheet onClose={onClose} title={t("bottom.more")}>
			{session && (
				<p className={css.who}>
					<bdi>{session.username}</bdi>
					<span className="dim">{words("role", session.role)}</span>
				</p>
			)}
			<nav aria-label={t("pages")}>
				{places.map(({ name, to, icon: Icon }) => (
					<Link
						key={name}
						to={to}
						search={{}}
						className={css.entry}
						activeOptions={{ exact: to === "/", includeSearch: false }}
						onClick={onClose}
					>
						<Icon size={18} aria-hidden />
						<span>{t(`place.${name}`)}</span>
					</Link>
				))}
			</nav>
			<button type="button" className={css.entry} onClick={leave}>
				<LogOut size={18} aria-hidden />
				<span>{t("signOff")}</span>
			</button>
		</Sheet>
	);
}
