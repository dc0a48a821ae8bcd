import type { SectionViews } from "@/api/sections";
import type { Fetched } from "@/ui/Panel";
import { metaOf } from "../header/datum";

type ComplianceView = SectionViews["compliance"];

export interface PanelProps {
	query: Fetched<ComplianceView>;
}

export const kycMeta = metaOf("compliance", "kyc");
export const riskMeta = metaOf("compliance", "risk");
