import type { ReactNode, Ref } from "react";
import { useTranslation } from "react-i18next";
import { isNotOffered, type Statistics } from "@/api/statistics";
import { type Fetched, Panel, PanelFrame } from "@/ui/Panel";
import { Empty } from "@/ui/States";

interface StatisticsPanelProps {
	title: string;
	name: string;
	query: Fetched<Statistics>;
	height: number;
	actions?: ReactNode;
	ref?: Ref<HTMLElement>;
	children: (data: Statistics) => ReactNode;
}

/** A panel over the statistics of a span. An operator without that call is no failure. */
export function StatisticsPanel({ title, name, query, height, actions, ref, children }: StatisticsPanelProps) {
	const { t } = useTranslation("play");
	if (query.data === undefined && isNotOffered(query.error))
		return (
			<PanelFrame title={title} name={name} state="fresh">
				<Empty>{t("notOffered")}</Empty>
			</PanelFrame>
		);
	return (
		<Panel title={title} name={name} query={query} meta={(data) => data.meta} height={height} actions={actions} ref={ref}>
			{children}
		</Panel>
	);
}
