import { Link } from "@tanstack/react-router";
import { CircleAlert, Clock } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Address } from "@/ui/address";
import { scrollToSection, useInSight } from "./inSight";
import css from "./SectionLinks.module.css";
import { type SectionTrouble, useSectionTroubles } from "./sectionStates";
import { PAGE_SECTIONS, type PageSection } from "./sections";

/** A link to each section of a customer's page, marked with which is in sight and what is wrong; @children say what stands in it. */
export function SectionLinks({
	id,
	className,
	onGo,
	children,
}: {
	id: string;
	className?: string;
	onGo?: () => void;
	children: (section: (typeof PAGE_SECTIONS)[number]) => ReactNode;
}) {
	const inSight = useInSight();
	const troubles = useSectionTroubles(id);
	return PAGE_SECTIONS.map((section) => (
		<SectionLink
			key={section.name}
			id={id}
			section={section.name}
			current={inSight === section.name}
			trouble={troubles[section.name]}
			className={className}
			onGo={onGo}
		>
			{children(section)}
		</SectionLink>
	));
}

/* Filters stay; what is open beside the page is closed. */
function SectionLink({
	id,
	section,
	current,
	trouble,
	className,
	onGo,
	children,
}: {
	id: string;
	section: PageSection;
	current: boolean;
	trouble: SectionTrouble | undefined;
	className?: string;
	onGo?: () => void;
	children: ReactNode;
}) {
	const { t } = useTranslation("shell");
	const Icon = trouble === "failed" ? CircleAlert : Clock;
	return (
		<Link
			to="/customers/$id/{-$section}"
			params={{ id, section }}
			search={({ open: _, ...rest }: Address) => rest}
			className={className}
			/* What is in sight counts, not what the address once led to: the router's own mark would say the latter. */
			activeProps={{ "aria-current": undefined }}
			aria-current={current ? "location" : undefined}
			data-section-link={section}
			onClick={() => {
				onGo?.();
				scrollToSection(section);
			}}
			resetScroll={false}
		>
			{children}
			{trouble && (
				<span className={css.trouble} data-trouble={trouble} title={t(`section.${trouble}`)}>
					<Icon size={13} aria-hidden />
					<span className="sr-only">{t(`section.${trouble}`)}</span>
				</span>
			)}
		</Link>
	);
}
