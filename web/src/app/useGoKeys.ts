import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useKeys } from "@/ui/keys";
import { usePlaces } from "./places";

/** "g" and then a letter goes to a page. */
export function useGoKeys(): void {
	const { t } = useTranslation("shell");
	const navigate = useNavigate();
	const places = usePlaces();
	useKeys(
		places.map(({ name, letter, to }) => ({
			keys: `g ${letter}`,
			what: t(`place.${name}`),
			group: t("keys.group.go"),
			run: () => void navigate({ to, search: {} }),
		})),
	);
}
