import { Check, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { dateTimeZone, moment } from "@/ui/format";
import { Unknown } from "@/ui/Money";
import { Empty } from "@/ui/States";
import { useWords } from "@/ui/words";
import css from "./Consents.module.css";
import { consentMatrix } from "./consentMatrix";

/** What may be sent about which product by which channel. */
export function Consents({ consents }: { consents: readonly Schemas["Consent"][] | null }) {
	const { t } = useTranslation("overview");
	const words = useWords();
	if (!consents) return <Unknown />;
	if (consents.length === 0) return <Empty>{t("consents.empty")}</Empty>;
	const { products, channels, at } = consentMatrix(consents);
	return (
		<div className={css.scroll}>
			<table className={css.matrix}>
				<thead>
					<tr>
						<td />
						{channels.map((channel) => (
							<th key={channel} scope="col">
								<bdi>{words("channel", channel)}</bdi>
							</th>
						))}
					</tr>
				</thead>
				<tbody>
					{products.map((product) => (
						<tr key={product}>
							<th scope="row">
								<bdi>{words("product", product)}</bdi>
							</th>
							{channels.map((channel) => (
								<Cell key={channel} consent={at(product, channel)} />
							))}
						</tr>
					))}
				</tbody>
			</table>
		</div>
	);
}

function Cell({ consent }: { consent: Schemas["Consent"] | undefined }) {
	const { t } = useTranslation("overview");
	if (!consent)
		return (
			<td>
				<Unknown />
			</td>
		);
	const when = moment(consent.at);
	const word = t(consent.granted ? "consents.granted" : "consents.declined");
	const Icon = consent.granted ? Check : X;
	return (
		<td data-granted={consent.granted} title={when ? t("consents.when", { word, at: dateTimeZone(when) }) : word}>
			<span className={css.cell}>
				<Icon size={13} strokeWidth={2.4} aria-hidden />
				{word}
			</span>
		</td>
	);
}
