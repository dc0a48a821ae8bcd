import { partMeta, type SectionViews, sectionMeta } from "@/api/sections";
import type { Fetched } from "@/ui/Panel";

type ComplianceView = SectionViews["compliance"];

export interface PanelProps {
	query: Fetched<ComplianceView>;
}

export const kycMeta = (view: ComplianceView) => partMeta(sectionMeta(view, "compliance"), "kyc");
export const riskMeta = (view: ComplianceView) => partMeta(sectionMeta(view, "compliance"), "risk");
