/* One document beside the page: its picture, and what is known of it. */
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { sectionMeta, useSection } from "@/api/sections";
import { useOpen, useOpened } from "@/ui/address";
import { later } from "@/ui/later";
import { MaskScope } from "@/ui/Masked";
import { SidePanel } from "@/ui/SidePanel";
import { Empty, Failed, Loading } from "@/ui/States";
import { useWords } from "@/ui/words";
import type { SectionProps } from "../CustomerPage";
import { DocumentFacts } from "./DocumentFacts";
import css from "./DocumentPanel.module.css";

const Look = later(async () => (await import("./Look")).Look, <Loading height={480} />);

export function DocumentPanel({ id }: SectionProps) {
	const opened = useOpened("document");
	const open = useOpen();
	const { t } = useTranslation("documents");
	const words = useWords();
	const { data } = useSection(id, "documents", opened !== null);
	const found = data?.documents?.find((d) => d.documentId === opened?.id);
	return (
		<SidePanel
			opened={opened !== null}
			onClose={() => open(null)}
			title={found ? <bdi>{words("documentKind", found.kind)}</bdi> : t("title")}
			wide
		>
			{opened && <Body key={opened.id} id={id} documentId={opened.id} />}
		</SidePanel>
	);
}

function Body({ id, documentId }: { id: string; documentId: string }) {
	const { t } = useTranslation("documents");
	const words = useWords();
	const query = useSection(id, "documents");
	const { data } = query;
	if (!data) {
		if (!query.error) return <Loading height={480} />;
		return <Failed error={query.error} since={query.errorUpdatedAt} onRetry={() => void query.refetch()} />;
	}
	const meta = sectionMeta(data, "documents");
	const index = data.documents?.findIndex((d) => d.documentId === documentId) ?? -1;
	const found = data.documents?.[index];
	if (!found) {
		const gone = new ApiProblem("not-found", 404);
		const down = new ApiProblem("source-down", 503, meta?.error ? { source: meta.source, error: meta.error } : {});
		return <Failed error={data.documents ? gone : down} onRetry={() => void query.refetch()} />;
	}
	const kind = words("documentKind", found.kind);
	const there = found.uploadedAt !== null || found.contentType !== null;
	const status = words("documentStatus", found.status);
	return (
		<MaskScope value={{ customerId: id, masked: data.masked }}>
			<div className={css.panel}>
				<div className={css.look}>
					{there ? (
						<Look
							id={id}
							documentId={documentId}
							what={t("picture", { kind })}
							name={found.number ? t("altName", { kind, number: found.number, status }) : t("altNoNumber", { kind, status })}
						/>
					) : (
						<Empty>{t("nothingYet")}</Empty>
					)}
				</div>
				<DocumentFacts document={found} index={index} />
			</div>
		</MaskScope>
	);
}
