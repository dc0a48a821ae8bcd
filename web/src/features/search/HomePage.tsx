import { Link } from "@tanstack/react-router";
import { Activity, type LucideIcon, ScrollText, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type Recent, useRecents } from "@/api/recentHits";
import { type Permission, useMay, useSession } from "@/api/session";
import { PanelFrame } from "@/ui/Panel";
import { Empty } from "@/ui/States";
import { HitBadges } from "./HitBadges";
import { HitText } from "./HitText";
import css from "./HomePage.module.css";
import { SearchBox } from "./SearchBox";

/** Where one begins: the search and whom one opened last, or for roles without customers the pages there are for them. */
export function HomePage() {
	const { t } = useTranslation("search");
	const maySearch = useMay("customer_search");
	return (
		<div className={css.page} data-page="home">
			<h1>{t(maySearch ? "home.title" : "home.titlePlaces")}</h1>
			{maySearch ? (
				<>
					<SearchBox large autoFocus />
					<p className={css.hint}>{t("hint")}</p>
					<Recents />
				</>
			) : (
				<Places />
			)}
		</div>
	);
}

function Recents() {
	const { t } = useTranslation("search");
	const recents = useRecents();
	return (
		<PanelFrame title={t("home.recents")} name="recents" level={2}>
			{recents.length === 0 ? (
				<Empty>{t("home.noRecents")}</Empty>
			) : (
				<ul className={css.recents}>
					{recents.map((recent) => (
						<li key={recent.id}>
							<Link to="/customers/$id/{-$section}" params={{ id: recent.id }} className={css.recent} data-recent={recent.id}>
								<RecentText recent={recent} />
							</Link>
						</li>
					))}
				</ul>
			)}
		</PanelFrame>
	);
}

function RecentText({ recent: { id, hit, name } }: { recent: Recent }) {
	if (hit)
		return (
			<>
				<HitText hit={hit} typed={null} />
				<HitBadges hit={hit} />
			</>
		);
	return (
		<>
			<bdi>{name ?? id}</bdi>
			{name !== null && <span className="dim">{id}</span>}
		</>
	);
}

const PLACES: readonly { to: "/sources" | "/audit" | "/settings"; permission: Permission; icon: LucideIcon }[] = [
	{ to: "/sources", permission: "sources_view", icon: Activity },
	{ to: "/audit", permission: "audit_view", icon: ScrollText },
	{ to: "/settings", permission: "signed_on", icon: Settings },
];

function Places() {
	const { t } = useTranslation("search");
	const { permissions } = useSession();
	return (
		<PanelFrame title={t("home.places")} name="places" level={2}>
			<ul className={css.recents}>
				{PLACES.filter((p) => permissions.includes(p.permission)).map(({ to, icon: Icon }) => {
					const name = to === "/sources" ? "sources" : to === "/audit" ? "audit" : "settings";
					return (
						<li key={to}>
							<Link to={to} className={css.recent}>
								<Icon size={16} aria-hidden />
								<span className={css.place}>
									<span className={css.name}>{t(`home.${name}`)}</span>
									<span className="dim">{t(`home.${name}What`)}</span>
								</span>
							</Link>
						</li>
					);
				})}
			</ul>
		</PanelFrame>
	);
}
