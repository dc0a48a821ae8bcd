import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useInSight, useWatchSections } from "./inSight";
import { SectionLinks } from "./SectionLinks";
import css from "./SectionTabs.module.css";

/** The sections in a row that scrolls within itself, for screens that have no room for the rail. Also watches which one is in sight. */
export function SectionTabs({ id }: { id: string }) {
	const { t } = useTranslation(["shell", "header"]);
	useWatchSections(id);
	const inSight = useInSight();
	const row = useRef<HTMLElement>(null);
	// biome-ignore lint/correctness/useExhaustiveDependencies: the mark moves with what is in sight
	useEffect(() => {
		const current = row.current?.querySelector<HTMLElement>("[aria-current]");
		if (!row.current || !current) return;
		/* Not scrollIntoView: that would move the page as well. */
		const middle = current.offsetLeft + current.offsetWidth / 2;
		row.current.scrollTo({ left: middle - row.current.clientWidth / 2 });
	}, [inSight]);
	return (
		<nav ref={row} className={css.tabs} aria-label={t("sections")} data-section-tabs>
			<SectionLinks id={id} className={css.tab}>
				{({ name }) => t(`shortSection.${name}`)}
			</SectionLinks>
		</nav>
	);
}
