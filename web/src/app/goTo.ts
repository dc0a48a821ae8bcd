/* Where the palette can lead besides customers: the sections of the customer's page that is open, and the pages. */
import { useParams } from "@tanstack/react-router";
import { Hash } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { PAGE_SECTIONS } from "@/features/customer/sections";
import type { GoTo } from "@/features/search/options";
import { usePlaces } from "./places";

export function useGoTo(): readonly GoTo[] {
	const { t } = useTranslation(["shell", "header"]);
	const { id } = useParams({ strict: false });
	const places = usePlaces();
	return useMemo(() => {
		const sections = id === undefined ? [] : PAGE_SECTIONS;
		return [
			...sections.map(({ name }) => ({
				name: `section ${name}`,
				label: t(`header:section.${name}`),
				icon: Hash,
				href: `/customers/${encodeURIComponent(id ?? "")}/${name}`,
			})),
			...places.map(({ name, to, icon }) => ({ name, label: t(`place.${name}`), icon, href: to })),
		];
	}, [id, places, t]);
}
