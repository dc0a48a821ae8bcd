/* A look at a document: at once for those who may, for a reason and some minutes for the others. */

import { Eye, Hourglass, Timer } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { contentPointer, useGrant } from "@/api/content";
import { isProblem } from "@/api/problem";
import { useMay } from "@/api/session";
import { announce } from "@/ui/announce";
import { Button } from "@/ui/Button";
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
	/* By the server's clock a grant may be over a little earlier than by this one. */
	const [refused, setRefused] = useState<string | null>(null);
	const good = grant.state === "granted" && grant.grant !== refused ? grant : null;
	const expired = !good && grant.state !== "none";
	useEffect(() => {
		if (expired) announce(t("expired.title"));
	}, [expired, t]);
	if (good)
		return (
			<>
				<TimeLeft until={good.until} />
				<Opened {...props} grant={good.grant} onRefused={() => setRefused(good.grant)} />
			</>
		);
	return (
		<Notice
			icon={expired ? <Hourglass size={28} aria-hidden /> : <Eye size={28} aria-hidden />}
			name={expired ? "expired" : "none"}
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

function Opened({ id, documentId, name, grant, onRefused }: LookProps & { grant: string | null; onRefused?: () => void }) {
	const opening = useSource(id, documentId, grant);
	const [drawing, setDrawing] = useState<{ error: unknown; of: unknown; at: number } | null>(null);
	const opened = opening.state === "ready" ? opening.source : null;
	const fail = useCallback((error: unknown) => setDrawing({ error, of: opened, at: Date.now() }), [opened]);
	const refused = opening.state === "failed" && isProblem(opening.error) && opening.error.kind === "grant-needed";
	useEffect(() => {
		if (refused) onRefused?.();
	}, [refused, onRefused]);
	if (opening.state === "loading") return <Loading height={480} />;
	if (opening.state === "failed") return <Fault error={opening.error} since={opening.at} onAgain={opening.again} />;
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
