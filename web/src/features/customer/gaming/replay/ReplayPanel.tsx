import { useTranslation } from "react-i18next";
import { useOpen, useOpened } from "@/ui/address";
import { SidePanel } from "@/ui/SidePanel";
import type { SectionProps } from "../../CustomerPage";
import { ReplayOf } from "./ReplayOf";

/** A game session played again: "open=replay:SES-…". */
export function ReplayPanel({ id }: SectionProps) {
	const { t } = useTranslation("replay");
	const opened = useOpened("replay");
	const open = useOpen();
	return (
		<SidePanel opened={opened !== null} onClose={() => open(null)} title={<bdi>{t("title", { id: opened?.id ?? "" })}</bdi>} wide>
			{opened && <ReplayOf key={opened.id} id={id} sid={opened.id} />}
		</SidePanel>
	);
}
