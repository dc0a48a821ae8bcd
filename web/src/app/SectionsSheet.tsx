import { useTranslation } from "react-i18next";
import { SectionLinks } from "@/features/customer/SectionLinks";
import { SECTION_ICONS } from "./Rail";
import { Sheet } from "./Sheet";
import css from "./Sheet.module.css";

export function SectionsSheet({ id, onClose }: { id: string; onClose: () => void }) {
	const { t } = useTranslation(["shell", "header"]);
	return (
		<Sheet onClose={onClose} title={t("sections")}>
			<nav aria-label={t("sections")}>
				<SectionLinks id={id} className={css.entry} onGo={onClose}>
					{({ name }) => {
						const Icon = SECTION_ICONS[name];
						return (
							<>
								<Icon size={18} aria-hidden />
								<span>{t(`header:section.${name}`)}</span>
							</>
						);
					}}
				</SectionLinks>
			</nav>
		</Sheet>
	);
}
