/* One customer on one page: the header, then the sections, each of which loads, ages and fails by itself. */
import { getRouteApi } from "@tanstack/react-router";
import type { ComponentType, ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useFollow } from "@/api/live/useFollow";
import { asProblem } from "@/api/problem";
import { useRemember } from "@/api/recents";
import { useRefresh, useSection } from "@/api/sections";
import { withWords } from "@/i18n";
import { later } from "@/ui/later";
import { Near } from "@/ui/Near";
import { Guard } from "@/ui/Panel";
import { Loading } from "@/ui/States";
import { CustomerZone } from "@/ui/Time";
import css from "./CustomerPage.module.css";
import { Header } from "./header/Header";
import { Opened } from "./Opened";
import { SectionTabs } from "./SectionTabs";
import { anchorOf, isPageSection, type PageSection } from "./sections";
import { Lately, Summary } from "./summary/Summary";
import { UnknownCustomer } from "./UnknownCustomer";
import { useSectionAddress } from "./useSectionAddress";

/** Every section is drawn from the customer's id alone, and asks for what it shows. */
export interface SectionProps {
	id: string;
}

interface Below {
	name: PageSection;
	/** About how tall it will be. */
	height: number;
	Section: ComponentType<SectionProps>;
}

function below(name: PageSection, height: number, load: () => Promise<ComponentType<SectionProps>>): Below {
	return { name, height, Section: later(withWords(load), <Loading height={height} />) };
}

/* What is below the fold. */
const BELOW: readonly Below[] = [
	below("overview", 420, async () => (await import("./overview/Overview")).Overview),
	below("activity", 460, async () => (await import("./activity/Activity")).Activity),
	below("gaming", 900, async () => (await import("./gaming/Gaming")).Gaming),
	below("finance", 900, async () => (await import("./finance/Finance")).Finance),
	below("compliance", 500, async () => (await import("./compliance/Compliance")).Compliance),
	below("risk", 320, async () => (await import("./risk/Risk")).Risk),
	below("support", 420, async () => (await import("./support/Support")).Support),
	below("documents", 320, async () => (await import("./documents/Documents")).Documents),
	below("timeline", 640, async () => (await import("./timeline/Timeline")).Timeline),
];

const route = getRouteApi("/shell/customers/$id/{-$section}");

export function CustomerPage() {
	const { id, section } = route.useParams();
	const wanted = isPageSection(section) ? section : null;
	const profile = useSection(id, "profile");
	useRefresh(id);
	useFollow(id);
	useRemember(id, profile.data !== undefined);
	useSectionAddress(id, wanted);
	const nobody = profile.error && asProblem(profile.error).kind === "not-found";
	if (nobody) return <UnknownCustomer id={id} />;
	return (
		<CustomerZone value={profile.data?.timeZone ?? null}>
			<div key={id}>
				<Header id={id} />
				<div className={css.sections}>
					<PageSectionFrame section="summary">
						<Summary id={id} />
					</PageSectionFrame>
					<SectionTabs id={id} />
					<div className={css.lately}>
						<Guard name="lately">
							<Lately id={id} />
						</Guard>
					</div>
					{BELOW.map(({ name, height, Section }) => (
						<PageSectionFrame key={name} section={name}>
							<Near height={height} force={wanted === name}>
								{() => <Section id={id} />}
							</Near>
						</PageSectionFrame>
					))}
				</div>
				<Opened id={id} />
			</div>
		</CustomerZone>
	);
}

function PageSectionFrame({ section, children }: { section: PageSection; children: ReactNode }) {
	const { t } = useTranslation("header");
	return (
		<section
			id={anchorOf(section)}
			className={css.section}
			aria-label={t(`section.${section}`)}
			tabIndex={-1}
			data-section={section}
		>
			<Guard name={section}>{children}</Guard>
		</section>
	);
}
