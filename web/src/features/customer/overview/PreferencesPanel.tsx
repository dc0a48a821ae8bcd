import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Schemas } from "@/api/client";
import { preferencesQuery } from "@/api/details";
import { Field, Fields } from "@/ui/Fields";
import { language, locale } from "@/ui/format";
import { Unknown } from "@/ui/Money";
import { Panel } from "@/ui/Panel";
import { useWords } from "@/ui/words";

/** What the customer prefers: asked for only once it is nearly in sight. */
export function PreferencesPanel({ id }: { id: string }) {
	const { t } = useTranslation("overview");
	const query = useQuery(preferencesQuery(id));
	return (
		<Panel title={t("preferences.title")} name="preferences" query={query} meta={(view) => view.meta} lines={7}>
			{(view) => <Preferences of={view} />}
		</Panel>
	);
}

function Preferences({ of: view }: { of: Schemas["Preferences"] }) {
	const { t } = useTranslation("overview");
	const words = useWords();
	const minutes = view.realityCheckMinutes;
	return (
		<Fields columns={1}>
			<Field label={t("preferences.language")}>{view.language ? language(view.language) : <Unknown />}</Field>
			<Field label={t("preferences.channel")}>{view.contactChannel ? words("channel", view.contactChannel) : <Unknown />}</Field>
			<Field label={t("preferences.hours")}>
				<Hours of={view.contactHours} />
			</Field>
			<Field label={t("preferences.odds")}>{view.oddsFormat ? words("oddsFormat", view.oddsFormat) : <Unknown />}</Field>
			<Field label={t("preferences.realityCheck")} title={t("preferences.realityCheckTitle")}>
				{minutes === null ? <span className="dim">{t("preferences.off")}</span> : t("preferences.every", { count: minutes })}
			</Field>
			<Field label={t("preferences.games")}>
				<Names of={view.favouriteGames} />
			</Field>
			<Field label={t("preferences.teams")}>
				<Names of={view.favouriteTeams} />
			</Field>
		</Fields>
	);
}

/* "any" is a word; hours of the clock stand as the source writes them. */
function Hours({ of }: { of: string | null }) {
	const words = useWords();
	if (!of) return <Unknown />;
	return <bdi className="num">{of === "any" ? words("contactHours", of) : of}</bdi>;
}

function Names({ of }: { of: readonly string[] | null }) {
	const { t } = useTranslation();
	if (!of) return <Unknown />;
	if (of.length === 0) return <span className="dim">{t("none")}</span>;
	return <bdi>{new Intl.ListFormat(locale(), { type: "unit" }).format(of)}</bdi>;
}
