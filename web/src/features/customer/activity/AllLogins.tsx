/* Every login there is on record, by cursor, beside the page ("open=logins:all"). */
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type ListItem, useList } from "@/api/lists";
import { type Column, DataTable } from "@/ui/DataTable";
import { Unknown } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { SidePanel } from "@/ui/SidePanel";
import { Time } from "@/ui/Time";
import { Outcome } from "./Outcome";
import { placeText } from "./placeText";

type Login = ListItem<"logins">;

/* The list's own; the panel scrolls beside it. */
const LIST_HEIGHT = 640;

export function AllLogins({ id, onClose }: { id: string; onClose: () => void }) {
	const { t } = useTranslation("activity");
	const logins = useList(id, "logins");
	const columns = useMemo<Column<Login>[]>(() => {
		const text = (value: string | null) => (value ? <bdi>{value}</bdi> : <Unknown />);
		return [
			{ id: "at", header: t("logins.at"), width: 196, card: "title", cell: (login) => <Time at={login.at} style="seconds" /> },
			{ id: "outcome", header: t("logins.outcome"), width: 96, card: "amount", cell: (login) => <Outcome of={login.outcome} /> },
			{
				id: "place",
				header: t("logins.place"),
				width: 140,
				grow: 1,
				card: "subtitle",
				cell: (login) => text(placeText(login)),
				text: placeText,
			},
			{ id: "ip", header: t("logins.ip"), width: 130, cell: (login) => text(login.ip), text: (login) => login.ip },
			{
				id: "device",
				header: t("logins.device"),
				width: 150,
				grow: 1,
				cell: (login) => text(login.device ?? login.deviceId),
				text: (login) => login.device ?? login.deviceId,
			},
		];
	}, [t]);
	return (
		<SidePanel opened onClose={onClose} title={t("logins.allTitle")} wide>
			<Panel title={t("logins.order")} name="all-logins" query={logins.query} meta={(page) => page.meta} lines={12}>
				{() => (
					<DataTable
						label={t("logins.allTitle")}
						name="logins"
						rows={logins}
						idOf={logins.idOf}
						columns={columns}
						empty={t("logins.empty")}
						maxHeight={LIST_HEIGHT}
						plain
					/>
				)}
			</Panel>
		</SidePanel>
	);
}
