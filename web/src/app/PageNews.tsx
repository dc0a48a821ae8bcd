import { useRouterState } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { isPageSection } from "@/features/customer/sections";
import { announce } from "@/ui/announce";
import { type PageAddress, pageOf } from "./pageOf";
import { PLACES } from "./places";

/** The page's title, kept in the tab and said when another page comes; the focus then stands at its start. */
export function PageNews() {
	const { t } = useTranslation(["shell", "header"]);
	const path = useRouterState({ select: (s) => s.resolvedLocation?.pathname ?? s.location.pathname });
	const page = pageOf(path);
	const title = t("title.page", { page: nameOf(page) });
	const identity = page.kind === "customer" ? `customer ${page.id}` : path;
	const before = useRef(identity);
	const inSection = page.kind === "customer" && page.section !== null;

	function nameOf(page: PageAddress): string {
		if (page.kind === "customer")
			return isPageSection(page.section ?? undefined)
				? t("title.section", { section: t(`header:section.${page.section}` as never), id: page.id })
				: page.id;
		const place = PLACES.find((p) => p.to === page.path);
		return place ? t(`place.${place.name}`) : t("title.unknown");
	}

	useEffect(() => {
		document.title = title;
	}, [title]);

	// biome-ignore lint/correctness/useExhaustiveDependencies: another language of the title is no other page
	useEffect(() => {
		if (before.current === identity) return;
		before.current = identity;
		announce(title);
		/* A section that the address names takes the focus itself, once it is there; so does what has asked for it with autofocus. */
		const main = document.getElementById("main");
		if (!inSection && !main?.contains(document.activeElement)) main?.focus({ preventScroll: true });
	}, [identity, inSection]);
	return null;
}
