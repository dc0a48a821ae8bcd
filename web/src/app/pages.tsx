/* Pages that stand for another: nothing there, not permitted, failed, still coming. */
import { Button } from "@mantine/core";
import { Link, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Failed, Loading } from "@/ui/States";
import css from "./pages.module.css";

export function NotFoundPage() {
	const { t } = useTranslation("shell");
	return (
		<main className={css.page} id="main" tabIndex={-1}>
			<p className={css.code}>404</p>
			<h1>{t("notFound.title")}</h1>
			<p>{t("notFound.text")}</p>
			<Link to="/">{t("goHome")}</Link>
		</main>
	);
}

export function ForbiddenPage() {
	const { t } = useTranslation("shell");
	return (
		<div className={css.page}>
			<p className={css.code}>403</p>
			<h1>{t("forbidden.title")}</h1>
			<p>{t("forbidden.text")}</p>
			<Link to="/">{t("goHome")}</Link>
		</div>
	);
}

export function ErrorPage({ error }: { error: unknown }) {
	const { t } = useTranslation(["shell", "common"]);
	const router = useRouter();
	return (
		<div className={css.page}>
			<h1>{t("failed.title")}</h1>
			<Failed error={error} />
			<Button variant="default" onClick={() => void router.invalidate()}>
				{t("common:retry")}
			</Button>
		</div>
	);
}

export function LoadingPage() {
	return (
		<div className={css.page}>
			<Loading lines={6} />
		</div>
	);
}
