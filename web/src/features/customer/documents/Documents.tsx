/* The documents of a customer; one opens beside the page. */
import { FileClock, FileText, Image } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { useSection } from "@/api/sections";
import { useOpen } from "@/ui/address";
import * as format from "@/ui/format";
import { Masked, MaskScope } from "@/ui/Masked";
import { Unknown } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { Empty } from "@/ui/States";
import { Time } from "@/ui/Time";
import { ValidUntil } from "@/ui/ValidUntil";
import { useWords } from "@/ui/words";
import type { SectionProps } from "../CustomerPage";
import { metaOf } from "../header/datum";
import { DocumentStatus } from "./DocumentStatus";
import css from "./Documents.module.css";

export function Documents({ id }: SectionProps) {
	const { t } = useTranslation(["documents", "header"]);
	const query = useSection(id, "documents");
	return (
		<Panel level={2} title={t("header:section.documents")} name="documents" query={query} meta={metaOf("documents")} lines={4}>
			{(view) =>
				view.documents === null ? (
					<p className="dim">{t("notTold")}</p>
				) : view.documents.length === 0 ? (
					<Empty>{t("none")}</Empty>
				) : (
					<MaskScope value={{ customerId: id, masked: view.masked }}>
						<DocumentTable documents={view.documents} />
					</MaskScope>
				)
			}
		</Panel>
	);
}

function DocumentTable({ documents }: { documents: Schemas["Document"][] }) {
	const { t } = useTranslation("documents");
	return (
		<table className={css.table}>
			<thead>
				<tr>
					<th scope="col">{t("document")}</th>
					<th scope="col">{t("status")}</th>
					<th scope="col">{t("number")}</th>
					<th scope="col">{t("country")}</th>
					<th scope="col">{t("uploaded")}</th>
					<th scope="col">{t("reviewed")}</th>
					<th scope="col">{t("expires")}</th>
				</tr>
			</thead>
			<tbody>
				{documents.map((document, index) => (
					<Row key={document.documentId} document={document} index={index} />
				))}
			</tbody>
		</table>
	);
}

function Row({ document: d, index }: { document: Schemas["Document"]; index: number }) {
	const { t } = useTranslation("documents");
	const words = useWords();
	const open = useOpen();
	const Icon = d.contentType === null ? FileClock : d.contentType === "application/pdf" ? FileText : Image;
	return (
		<tr className={css.row} data-document={d.documentId}>
			<th scope="row" className={css.first}>
				<button type="button" className={css.open} onClick={() => open({ kind: "document", id: d.documentId })}>
					<Icon size={14} aria-hidden />
					<bdi>{words("documentKind", d.kind)}</bdi>
				</button>
			</th>
			<td data-label={t("status")}>
				<span className={css.status}>
					<DocumentStatus status={d.status} />
					{d.rejectReason && (
						<bdi dir="auto" className={css.reason}>
							{d.rejectReason}
						</bdi>
					)}
				</span>
			</td>
			<td data-label={t("number")} className={d.number === null ? css.none : css.above}>
				{d.number === null ? (
					<Unknown />
				) : (
					<Masked pointer={`/documents/${index}/number`} what={t("numberOf", { kind: words("documentKind", d.kind) })}>
						<bdi className={css.number}>{d.number}</bdi>
					</Masked>
				)}
			</td>
			<td data-label={t("country")} className={d.issuingCountry ? undefined : css.none}>
				{d.issuingCountry ? <bdi>{format.country(d.issuingCountry)}</bdi> : <Unknown />}
			</td>
			<td data-label={t("uploaded")} className={d.uploadedAt ? undefined : css.none}>
				<Time at={d.uploadedAt} style="date" />
			</td>
			<td data-label={t("reviewed")} className={d.reviewedAt ? undefined : css.none}>
				<Time at={d.reviewedAt} style="date" />
			</td>
			<td data-label={t("expires")} className={d.expiresAt ? undefined : css.none}>
				<ValidUntil until={d.expiresAt} kind="valid" />
			</td>
		</tr>
	);
}
