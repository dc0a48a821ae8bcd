import { useTranslation } from "react-i18next";
import { useInSight } from "@/features/customer/inSight";
import { SectionLink } from "@/features/customer/SectionLink";
import { useSectionTroubles } from "@/features/customer/sectionStates";
import { PAGE_SECTIONS } from "@/features/customer/sections";
import { SECTION_ICONS } from "./Rail";
import { Sheet } from "./Sheet";
import css from "./Sheet.module.css";

export function SectionsSheet({ id, onClose }: { id: string; onClose: () => void }) {
	const { t } = useTranslation(["shell", "header"]);
	const inSight = useInSight();
	const troubles = useSectionTroubles(id);
	return (
		<Sheet onClose={onClose} title={t("sections")}>
			<nav aria-label={t("sections")}>
				{PAGE_SECTIONS.map(({ name }) => {
					const Icon = SECTION_ICONS[name];
					return (
						<SectionLink
							key={name}
							id={id}
							section={name}
							current={inSight === name}
							trouble={troubles[name]}
							className={css.entry}
							onGo={onClose}
						>
							<Icon size={18} aria-hidden />
							<span>{t(`header:section.${name}`)}</span>
						</SectionLink>
					);
				})}
			</nav>
		</Sheet>
	);
}
