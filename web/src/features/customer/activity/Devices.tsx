import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { Unknown } from "@/ui/Money";
import { PlainTable } from "@/ui/PlainTable";
import { Empty } from "@/ui/States";
import { Time } from "@/ui/Time";
import css from "./Activity.module.css";
import { deviceText } from "./deviceText";

/** Devices that logged in, the one that was seen last first. */
export function Devices({ devices }: { devices: Schemas["Device"][] | null }) {
	const { t } = useTranslation("activity");
	if (!devices) return <Unknown />;
	if (devices.length === 0) return <Empty>{t("devices.empty")}</Empty>;
	const sorted = [...devices].sort((a, b) => (b.lastSeen ?? "").localeCompare(a.lastSeen ?? ""));
	return (
		<PlainTable className={css.table}>
			<thead>
				<tr>
					<th scope="col" className={css.wide}>
						{t("devices.device")}
					</th>
					<th scope="col">{t("devices.firstSeen")}</th>
					<th scope="col">{t("devices.lastSeen")}</th>
				</tr>
			</thead>
			<tbody>
				{sorted.map((device) => (
					<tr key={device.deviceId}>
						<td data-label={t("devices.device")} title={device.deviceId}>
							<bdi>{deviceText(device) ?? device.deviceId}</bdi>
						</td>
						<td data-label={t("devices.firstSeen")}>
							<Time at={device.firstSeen} style="date" />
						</td>
						<td data-label={t("devices.lastSeen")}>
							<Time at={device.lastSeen} style="date" />
						</td>
					</tr>
				))}
			</tbody>
		</PlainTable>
	);
}
