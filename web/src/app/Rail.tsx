import { Link, useNavigate, useRouterState } from "@tanstack/react-router";
import {
	BadgeAlert,
	ChartColumn,
	FileText,
	History,
	IdCard,
	LayoutDashboard,
	LifeBuoy,
	type LucideIcon,
	Radio,
	ShieldCheck,
	Wallet,
} from "lucide-react";
import { useTranslation } from "react-i18next";
import { scrollToSection } from "@/features/customer/inSight";
import { SectionLinks } from "@/features/customer/SectionLinks";
import { PAGE_SECTIONS, type PageSection } from "@/features/customer/sections";
import type { Address } from "@/ui/address";
import { useKeys } from "@/ui/keys";
import { pageOf } from "./pageOf";
import { usePlaces } from "./places";
import css from "./Rail.module.css";

export const SECTION_ICONS: Record<PageSection, LucideIcon> = {
	summary: LayoutDashboard,
	overview: IdCard,
	activity: Radio,
	gaming: ChartColumn,
	finance: Wallet,
	compliance: ShieldCheck,
	risk: BadgeAlert,
	support: LifeBuoy,
	documents: FileText,
	timeline: History,
};

/** The customer whose page is open; null on other pages. */
export function useCustomerOnPage(): string | null {
	return useRouterState({
		select: (s) => {
			const page = pageOf(s.location.pathname);
			return page.kind === "customer" ? page.id : null;
		},
	});
}

/** On a customer's page its sections, and always the pages there are. */
export function Rail() {
	const { t } = useTranslation("shell");
	const places = usePlaces();
	const customer = useCustomerOnPage();
	return (
		<div className={css.rail}>
			{customer !== null && <Sections id={customer} />}
			<nav aria-label={t("pages")} className={css.group}>
				{customer !== null && <p className={css.heading}>{t("pages")}</p>}
				{places.map(({ name, to, icon: Icon }) => (
					<Link
						key={name}
						to={to}
						search={{}}
						className={css.entry}
						activeOptions={{ exact: to === "/", includeSearch: false }}
						title={t(`place.${name}`)}
					>
						<Icon size={16} aria-hidden className={css.icon} />
						<span className={css.label}>{t(`place.${name}`)}</span>
					</Link>
				))}
			</nav>
		</div>
	);
}

function Sections({ id }: { id: string }) {
	const { t } = useTranslation(["shell", "header"]);
	const navigate = useNavigate();
	useKeys(
		PAGE_SECTIONS.map(({ name, key }) => ({
			keys: key,
			what: t(`header:section.${name}`),
			group: t("sections"),
			run: () => {
				void navigate({
					to: "/customers/$id/{-$section}",
					params: { id, section: name },
					search: ({ open: _, ...rest }: Address) => rest,
					resetScroll: false,
				});
				scrollToSection(name);
			},
		})),
	);
	return (
		<nav aria-label={t("sections")} className={css.group} data-rail-sections>
			<SectionLinks id={id} className={css.entry}>
				{({ name, key }) => {
					const Icon = SECTION_ICONS[name];
					return (
						<>
							<Icon size={16} aria-hidden className={css.icon} />
							<span className={css.label} title={t(`header:section.${name}`)}>
								{t(`header:section.${name}`)}
							</span>
							<kbd className={css.key} aria-hidden>
								{key}
							</kbd>
						</>
					);
				}}
			</SectionLinks>
		</nav>
	);
}
