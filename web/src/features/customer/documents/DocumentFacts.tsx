import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { Copyable } from "@/ui/Copyable";
import { Field, Fields } from "@/ui/Fields";
import * as format from "@/ui/format";
import { Masked } from "@/ui/Masked";
import { Unknown } from "@/ui/Money";
import { Time } from "@/ui/Time";
import { ValidUntil } from "@/ui/ValidUntil";
import css from "./DocumentPanel.module.css";
import { DocumentStatus } from "./DocumentStatus";

/** @index is the document's place in the answer: its masks go by that. */
export function DocumentFacts({ document: d, index }: { document: Schemas["Document"]; index: number }) {
	const { t } = useTranslation("documents");
	return (
		<aside className={css.facts} aria-label={t("facts")}>
			<Fields columns={1}>
				<Field label={t("status")}>
					<DocumentStatus status={d.status} />
				</Field>
				{d.rejectReason && (
					<Field label={t("rejectReason")}>
						<bdi dir="auto">{d.rejectReason}</bdi>
					</Field>
				)}
				<Field label={t("number")}>
					{d.number === null ? (
						<Unknown />
					) : (
						<Masked pointer={`/documents/${index}/number`} what={t("number")}>
							<bdi className="num">{d.number}</bdi>
						</Masked>
					)}
				</Field>
				<Field label={t("country")}>{d.issuingCountry ? <bdi>{format.country(d.issuingCountry)}</bdi> : <Unknown />}</Field>
				<Field label={t("uploaded")}>
					<Time at={d.uploadedAt} />
				</Field>
				<Field label={t("reviewed")}>
					<Time at={d.reviewedAt} />
				</Field>
				<Field label={t("expires")}>
					<ValidUntil until={d.expiresAt} kind="valid" />
				</Field>
				{d.pages !== null && <Field label={t("pages")}>{format.number(d.pages)}</Field>}
				{d.sizeBytes !== null && <Field label={t("size")}>{format.bytes(d.sizeBytes)}</Field>}
				<Field label={t("id")}>
					<Copyable text={d.documentId} label={t("id")} />
				</Field>
			</Fields>
		</aside>
	);
}
