import type { ReactNode } from "react";
import type { Schemas } from "@/api/client";
import { ApiProblem } from "@/api/problem";
import type { SectionViews } from "@/api/sections";
import { type Fetched, Panel } from "@/ui/Panel";
import { Failed } from "@/ui/States";
import { metaOf } from "../header/datum";

export type FinancialView = SectionViews["financial"];
export type Financial = Schemas["Financial"];

export interface FinancePanelProps {
	query: Fetched<FinancialView>;
}

interface WalletPanelProps extends FinancePanelProps {
	title: string;
	name: string;
	lines?: number;
	actions?: ReactNode;
	children: (financial: Financial) => ReactNode;
}

/** A panel over what the wallet says. */
export function WalletPanel({ title, name, query, lines = 5, actions, children }: WalletPanelProps) {
	return (
		<Panel title={title} name={name} query={query} meta={metaOf("financial", "wallet")} lines={lines} actions={actions}>
			{({ financial }) =>
				financial === null ? (
					<Failed error={new ApiProblem("unavailable", 0)} onRetry={() => void query.refetch()} />
				) : (
					children(financial)
				)
			}
		</Panel>
	);
}
