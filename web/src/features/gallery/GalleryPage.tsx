/* Every state of every shared piece, for development: no session, no portal. */
import { onlineManager, QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Session, sessionQuery } from "@/api/session";
import { Choice } from "@/ui/Choice";
import { useOnline } from "@/ui/online";
import { DensityChoice, OnOff, ThemeChoice } from "@/ui/SettingChoices";
import { changeSettings, useSettings } from "@/ui/settings";
import css from "./GalleryPage.module.css";
import { States } from "./States";
import { Values } from "./Values";

/* A client of its own, with a session that nobody has: what asks for permissions finds some, and nothing is sent. */
function ownClient(): QueryClient {
	const client = new QueryClient({ defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: false } } });
	const session: Session = {
		username: "gallery",
		role: "agent",
		csrfToken: null,
		expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
		permissions: ["reveal"],
	};
	client.setQueryData(sessionQuery.queryKey, session);
	return client;
}

export function GalleryPage() {
	const { t } = useTranslation("shell");
	const [client] = useState(ownClient);
	useEffect(() => {
		document.title = t("title.page", { page: t("gallery.title") });
	}, [t]);
	/* What was pretended here must not outlive the page. */
	useEffect(() => () => onlineManager.setOnline(navigator.onLine), []);
	return (
		<QueryClientProvider client={client}>
			<main id="main" tabIndex={-1} className={css.page} data-page="gallery">
				<h1>{t("gallery.title")}</h1>
				<p className="dim">{t("gallery.text")}</p>
				<Controls />
				<States />
				<Values />
			</main>
		</QueryClientProvider>
	);
}

function Controls() {
	const { t } = useTranslation("shell");
	const { language } = useSettings();
	const online = useOnline();
	return (
		<div className={css.controls}>
			<ThemeChoice />
			<Choice
				label={t("settings.language.name")}
				value={language}
				onChange={(value) => changeSettings({ language: value })}
				options={[
					{ value: "en", label: "English" },
					{ value: "de", label: "Deutsch" },
					{ value: "en-XB", label: t("gallery.rtl") },
				]}
			/>
			<DensityChoice />
			<OnOff label={t("gallery.network")} on={online} onChange={(on) => onlineManager.setOnline(on)} />
		</div>
	);
}
