/* A look at a document: at once for those who may, for a reason and some minutes for the others. */
import { Button } from "@mantine/core";
import { Eye, Hourglass, Timer } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { contentPointer, useGrant } from "@/api/content";
import { isProblem } from "@/api/problem";
import { useMay } from "@/api/session";
import { announce } from "@/ui/announce";
import * as format from "@/ui/format";
import { useNow } from "@/ui/now";
import { RevealDialog } from "@/ui/RevealDialog";
import { Loading } from "@/ui/States";
import css from "./DocumentPanel.module.css";
import { Fault } from "./Fault";
import { useSource } from "./useSource";
import { Viewer } from "./Viewer";

interface LookProps {
	id: string;
	documentId: string;
	/** What is looked at, in words. */
	name: string;
	what: string;
}

export function Look(props: LookProps) {
	return useMay("document_view") ? <Opened {...props} grant={null} /> : <Granted {...props} />;
}

function Granted(props: LookProps) {
	const { t } = useTranslation("documents");
	const { id, documentId, what } = props;
	const may = useMay("reveal");
	const grant = useGrant(id, documentId);
	const [asking, setAsking] = useState(false);
	const expired = grant.state === "expired";
	useEffect(() => {
		if (expired) announce(t("expired.title"));
	}, [expired, t]);
	if (grant.state === "granted")
		return (
			<>
				<TimeLeft until={grant.until} />
				<Opened {...props} grant={grant.grant} />
			</>
		);
	return (
		<Notice
			icon={expired ? <Hourglass size={28} aria-hidden /> : <Eye size={28} aria-hidden />}
			name={grant.state}
			title={t(expired ? "expired.title" : "hidden.title")}
			text={t(expired ? "expired.text" : may ? "hidden.text" : "hidden.never")}
		>
			{may && <Button onClick={() => setAsking(true)}>{t(expired ? "expired.again" : "hidden.reveal")}</Button>}
			{asking && (
				<RevealDialog customerId={id} pointers={[contentPointer(documentId)]} what={what} onClose={() => setAsking(false)} />
			)}
		</Notice>
	);
}

function TimeLeft({ until }: { until: number }) {
	const { t } = useTranslation("documents");
	const left = Math.max(0, until - useNow());
	return (
		<p className={css.left} role="timer" data-left>
			<Timer size={14} aria-hidden />
			{t("left", { time: format.duration(left) })}
		</p>
	);
}

function Opened({ id, documentId, name, grant }: LookProps & { grant: string | null }) {
	const { t } = useTranslation("documents");
	const opening = useSource(id, documentId, grant);
	const [drawing, setDrawing] = useState<{ error: unknown; of: unknown; at: number } | null>(null);
	const opened = opening.state === "ready" ? opening.source : null;
	const fail = useCallback((error: unknown) => setDrawing({ error, of: opened, at: Date.now() }), [opened]);
	if (opening.state === "loading") return <Loading height={480} />;
	if (opening.state === "failed") {
		/* By the server's clock the grant was over a little earlier. */
		if (isProblem(opening.error) && opening.error.kind === "grant-needed")
			return (
				<Notice icon={<Hourglass size={28} aria-hidden />} name="expired" title={t("expired.title")} text={t("expired.text")} />
			);
		return <Fault error={opening.error} since={opening.at} onAgain={opening.again} />;
	}
	const { source } = opening;
	if (drawing?.of === source) return <Fault error={drawing.error} since={drawing.at} onAgain={() => setDrawing(null)} />;
	return <Viewer source={source} name={name} onFail={fail} />;
}

function Notice({
	icon,
	name,
	title,
	text,
	children,
}: {
	icon: ReactNode;
	name: string;
	title: string;
	text: string;
	children?: ReactNode;
}) {
	return (
		<div className={css.notice} data-look={name}>
			{icon}
			<p className={css.noticeTitle}>{title}</p>
			<p className="dim">{text}</p>
			{children}
		</div>
	);
}
