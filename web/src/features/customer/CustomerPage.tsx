/* One customer on one page: the header, then the sections, each of which loads, ages and fails by itself. */
import { getRouteApi } from "@tanstack/react-router";
import { type ComponentType, lazy, type ReactNode, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { useRemember } from "@/api/recents";
import { useRefresh, useSection } from "@/api/sections";
import { withWords } from "@/i18n";
import { Near } from "@/ui/Near";
import { Guard } from "@/ui/Panel";
import { Loading } from "@/ui/States";
import { CustomerZone } from "@/ui/Time";
import css from "./CustomerPage.module.css";
import { Header } from "./header/Header";
import { Opened } from "./Opened";
import { SectionTabs } from "./SectionTabs";
import { anchorOf, isPageSection, type PageSection } from "./sections";
import { Summary } from "./summary/Summary";
import { UnknownCustomer } from "./UnknownCustomer";
import { useSectionAddress } from "./useSectionAddress";

const Overview = lazy(withWords(async () => ({ default: (await import("./overview/Overview")).Overview })));
const Activity = lazy(withWords(async () => ({ default: (await import("./activity/Activity")).Activity })));
const Gaming = lazy(withWords(async () => ({ default: (await import("./gaming/Gaming")).Gaming })));
const Finance = lazy(withWords(async () => ({ default: (await import("./finance/Finance")).Finance })));
const Compliance = lazy(withWords(async () => ({ default: (await import("./compliance/Compliance")).Compliance })));
const Risk = lazy(withWords(async () => ({ default: (await import("./risk/Risk")).Risk })));
const Support = lazy(withWords(async () => ({ default: (await import("./support/Support")).Support })));
const Documents = lazy(withWords(async () => ({ default: (await import("./documents/Documents")).Documents })));
const Timeline = lazy(withWords(async () => ({ default: (await import("./timeline/Timeline")).Timeline })));

/** Every section is drawn from the customer's id alone, and asks for what it shows. */
export interface SectionProps {
	id: string;
}

/* What is below the fold, and about how tall it will be. */
const BELOW: readonly [PageSection, number, ComponentType<SectionProps>][] = [
	["overview", 420, Overview],
	["activity", 460, Activity],
	["gaming", 900, Gaming],
	["finance", 900, Finance],
	["compliance", 500, Compliance],
	["risk", 320, Risk],
	["support", 420, Support],
	["documents", 320, Documents],
	["timeline", 640, Timeline],
];

const route = getRouteApi("/shell/customers/$id/{-$section}");

export function CustomerPage() {
	const { id, section } = route.useParams();
	const wanted = isPageSection(section) ? section : null;
	const profile = useSection(id, "profile");
	useRefresh(id);
	useRemember(id, profile.data !== undefined);
	useSectionAddress(id, wanted);
	const nobody = profile.error && asProblem(profile.error).kind === "not-found";
	if (nobody) return <UnknownCustomer id={id} />;
	return (
		<CustomerZone value={profile.data?.timeZone ?? null}>
			<div key={id}>
				<Header id={id} />
				<SectionTabs id={id} />
				<div className={css.sections}>
					<PageSectionFrame section="summary">
						<Summary id={id} />
					</PageSectionFrame>
					{BELOW.map(([name, height, Section]) => (
						<PageSectionFrame key={name} section={name}>
							<Near height={height} force={wanted === name}>
								{() => (
									<Suspense fallback={<Loading height={height} />}>
										<Section id={id} />
									</Suspense>
								)}
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
