import { useQuery } from "@tanstack/react-query";
import { Outlet, useRouterState } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { sessionQuery, useMay } from "@/api/session";
import { useKeys } from "@/ui/keys";
import { later } from "@/ui/later";
import { Banners } from "./Banners";
import { Bar } from "./Bar";
import { BottomBar } from "./BottomBar";
import { useGoTo } from "./goTo";
import { PageNews } from "./PageNews";
import { closePalette, loadPalette, openPalette, usePaletteOpened } from "./palette";
import { Rail } from "./Rail";
import css from "./Shell.module.css";
import { SessionWatch } from "./session/SessionWatch";
import { useGoKeys } from "./useGoKeys";

const Palette = later(async () => (await loadPalette()).Palette);
const KeysHelp = later(async () => (await import("./KeysHelp")).KeysHelp);

/** The frame around every page: bar above, rail beside, the page. Another person's session gets a frame of its own. */
export function Shell() {
	const { data: session } = useQuery(sessionQuery);
	const onCustomer = useRouterState({ select: (s) => s.location.pathname.startsWith("/customers/") });
	const { t } = useTranslation("shell");
	const [help, setHelp] = useState(false);
	useGoKeys();
	useKeys([{ keys: "?", what: t("keys.help"), group: t("keys.group.page"), run: () => setHelp(true) }]);
	return (
		<div className={css.shell} key={session?.username ?? ""}>
			{/* biome-ignore lint/a11y/useValidAnchor: it is a jump within the page, but the address names a section or a filter and stays */}
			<a
				className={css.skip}
				href="#main"
				onClick={(event) => {
					event.preventDefault();
					document.getElementById("main")?.focus();
				}}
			>
				{t("skip")}
			</a>
			<Bar onHelp={() => setHelp(true)} />
			<Rail />
			<main className={css.main} id="main" tabIndex={-1} data-on={onCustomer ? "customer" : "page"}>
				<Banners />
				<Outlet />
			</main>
			<BottomBar />
			<PageNews />
			<PaletteHost />
			<SessionWatch />
			{help && <KeysHelp onClose={() => setHelp(false)} />}
		</div>
	);
}

/* Once drawn it stays, closed: what was typed and found is there again at once. */
function PaletteHost() {
	const { t } = useTranslation("shell");
	const opened = usePaletteOpened();
	const goTo = useGoTo();
	const may = useMay("customer_search");
	const [wanted, setWanted] = useState(false);
	const group = t("keys.group.go");
	useKeys(
		[
			{ keys: "mod+k", what: t("keys.palette"), group, run: openPalette, always: true },
			{ keys: "/", what: t("keys.palette"), group, run: openPalette },
		],
		may,
	);
	useEffect(() => {
		if (opened) setWanted(true);
	}, [opened]);
	useEffect(() => {
		if (!may) return;
		/* Safari has no requestIdleCallback. */
		if (typeof requestIdleCallback === "undefined") {
			const timer = setTimeout(() => void loadPalette(), 2000);
			return () => clearTimeout(timer);
		}
		const idle = requestIdleCallback(() => void loadPalette());
		return () => cancelIdleCallback(idle);
	}, [may]);
	if (!may || !(wanted || opened)) return null;
	return <Palette opened={opened} onClose={closePalette} goTo={goTo} />;
}
