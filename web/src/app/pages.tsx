/* Pages that stand for another: nothing there, not permitted, failed, out of reach, still coming. */

import { useQueryClient } from "@tanstack/react-query";
import { Link, useRouter, useRouterState } from "@tanstack/react-router";
import { CloudOff, FileQuestion, Lock, type LucideIcon, TriangleAlert } from "lucide-react";
import { type ReactNode, useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "@/api/problem";
import { sessionQuery } from "@/api/session";
import { Button } from "@/ui/Button";
import { useOnline } from "@/ui/online";
import { Failed, Loading } from "@/ui/States";
import css from "./pages.module.css";
import { chunkGone, newVersion } from "./version";

function Page({ icon: Icon, code, title, children }: { icon: LucideIcon; code?: string; title: string; children: ReactNode }) {
	const { t } = useTranslation("shell");
	useEffect(() => {
		document.title = t("title.page", { page: title });
	}, [title, t]);
	return (
		<div className={css.page} data-page={code ?? "failed"}>
			<p className={css.sign}>
				<Icon size={28} strokeWidth={1.6} aria-hidden />
				{code && <span>{code}</span>}
			</p>
			<h1>{title}</h1>
			{children}
		</div>
	);
}

export function NotFoundPage() {
	const { t } = useTranslation("shell");
	/* Within the shell there is a main element already. */
	const alone = useRouterState({ select: (s) => !s.matches.some((m) => m.routeId.startsWith("/shell")) });
	const page = (
		<Page icon={FileQuestion} code="404" title={t("notFound.title")}>
			<p className="dim">{t("notFound.text")}</p>
			<Link to="/" search={{}}>
				{t("goHome")}
			</Link>
		</Page>
	);
	return alone ? (
		<main id="main" tabIndex={-1}>
			{page}
		</main>
	) : (
		page
	);
}

export function ForbiddenPage() {
	const { t } = useTranslation("shell");
	return (
		<Page icon={Lock} code="403" title={t("forbidden.title")}>
			<p className="dim">{t("forbidden.text")}</p>
			<Link to="/" search={{}}>
				{t("goHome")}
			</Link>
		</Page>
	);
}

/** A page that could not be opened; when the portal is out of reach, it opens by itself once it's back. */
export function ErrorPage({ error }: { error: unknown }) {
	const { t } = useTranslation(["shell", "common"]);
	const router = useRouter();
	const online = useOnline();
	const problem = asProblem(error);
	const stale = chunkGone(error);
	const away = problem.kind === "offline" && !stale;
	const client = useQueryClient();
	/* Asked for in silence first: a page that tries again draws itself as loading, and would flicker. */
	const retry = useCallback(async () => {
		if (away) {
			try {
				await client.fetchQuery({ ...sessionQuery, staleTime: 0, retry: false });
			} catch {
				return;
			}
		}
		await router.invalidate();
	}, [away, client, router]);
	useEffect(() => {
		if (stale) newVersion();
	}, [stale]);
	useEffect(() => {
		if (!away) return;
		const timer = setInterval(() => void retry(), AGAIN_MS);
		if (online) void retry();
		return () => clearInterval(timer);
	}, [away, online, retry]);
	if (stale)
		return (
			<Page icon={TriangleAlert} title={t("version.title")}>
				<p className="dim">{t("version.text")}</p>
				<Button onClick={() => location.reload()}>{t("version.reload")}</Button>
			</Page>
		);
	return (
		<Page icon={away ? CloudOff : TriangleAlert} title={t(away ? "offline.title" : "failed.title")}>
			{away ? <p className="dim">{t(online ? "offline.portal" : "offline.network")}</p> : <Failed error={error} />}
			<Button variant="default" onClick={() => void retry()}>
				{t("common:retry")}
			</Button>
		</Page>
	);
}

/* How often a portal that is out of reach is tried again. */
const AGAIN_MS = 5000;

export function LoadingPage() {
	return (
		<div className={css.loading}>
			<Loading lines={6} />
		</div>
	);
}
