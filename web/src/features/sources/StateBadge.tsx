import { CircleAlert, CircleCheck, CircleDashed } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/ui/Badge";
import type { SourceState } from "./health";

const LOOKS = {
	healthy: { tone: "good", Icon: CircleCheck },
	trial: { tone: "warn", Icon: CircleDashed },
	failing: { tone: "bad", Icon: CircleAlert },
} as const;

/** A source's state: icon and word. */
export function StateBadge({ state }: { state: SourceState }) {
	const { t } = useTranslation("shell");
	const { tone, Icon } = LOOKS[state];
	return (
		<Badge tone={tone} icon={<Icon size={13} aria-hidden />}>
			{t(`sources.state.${state}`)}
		</Badge>
	);
}
