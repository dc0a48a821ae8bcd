import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { FoundRow, SearchSort } from "@/api/search";
import { Badge } from "@/ui/Badge";
import type { Column, Sort } from "@/ui/DataTable";
import { country } from "@/ui/format";
import { Masked, MaskScope } from "@/ui/Masked";
import { Unknown } from "@/ui/Money";
import { Severity } from "@/ui/Severity";
import { Day } from "@/ui/Time";
import { useWords } from "@/ui/words";
import { AccountBadge, KycBadge } from "./HitBadges";
import { Marked } from "./Marked";

/* The columns that the API sorts by. */
const SORTED: Record<string, string> = { name: "name", username: "username", id: "id", vip: "vip", registered: "registered" };

/** The table's idea of an order, of the API's. */
export function tableSort(sort: SearchSort | null): Sort | null {
	if (sort === null || sort === "relevance") return null;
	const descending = sort.startsWith("-");
	return { column: descending ? sort.slice(1) : sort, descending };
}

export function apiSort(sort: Sort | null): SearchSort | null {
	const name = sort && SORTED[sort.column];
	return name ? (`${sort.descending ? "-" : ""}${name}` as SearchSort) : null;
}

/** The columns of the results; the part that matched @typed is marked. */
export function useHitColumns(typed: string): Column<FoundRow>[] {
	const { t } = useTranslation("search");
	const words = useWords();
	return useMemo(() => {
		const mark = (row: FoundRow, ...fields: string[]) =>
			row.hit.matched && fields.includes(row.hit.matched.field) ? typed : null;
		const contact = (field: "email" | "phone") => (row: FoundRow) => {
			const value = row.hit[field];
			if (value === null) return <Unknown />;
			const compare = field === "phone" ? "digits" : "anywhere";
			return (
				<MaskScope value={{ customerId: row.hit.customerId, masked: row.masked }}>
					<Masked pointer={`/${field}`} what={t(`column.${field}`)}>
						<Marked value={value} typed={row.masked.includes(`/${field}`) ? null : mark(row, field)} compare={compare} />
					</Masked>
				</MaskScope>
			);
		};
		const columns: Column<FoundRow>[] = [
			{
				id: "name",
				header: t("column.name"),
				cell: ({ hit, ...row }) =>
					hit.fullName ? (
						<Marked value={hit.fullName} typed={mark({ hit, ...row }, "name", "username")} compare="words" />
					) : (
						<span className="dim">{t("nameless")}</span>
					),
				text: ({ hit }) => hit.fullName,
				width: 170,
				grow: 3,
				card: "title",
				sort: ({ hit }) => hit.fullName,
			},
			{
				id: "username",
				header: t("column.username"),
				cell: (row) =>
					row.hit.username ? <Marked value={row.hit.username} typed={mark(row, "username", "name")} /> : <Unknown />,
				text: ({ hit }) => hit.username,
				width: 150,
				grow: 2,
				card: "subtitle",
				sort: ({ hit }) => hit.username,
			},
			{
				id: "id",
				header: t("column.id"),
				cell: (row) => <Marked value={row.hit.customerId} typed={mark(row, "id")} />,
				width: 110,
				card: "subtitle",
				sort: ({ hit }) => hit.customerId,
			},
			{
				id: "status",
				header: t("column.status"),
				cell: ({ hit }) => (hit.accountStatus ? <AccountBadge status={hit.accountStatus} /> : <Unknown />),
				width: 124,
				card: "amount",
			},
			{
				id: "kyc",
				header: t("column.kyc"),
				cell: ({ hit }) => (hit.kycStatus ? <KycBadge status={hit.kycStatus} bare /> : <Unknown />),
				width: 96,
			},
			{
				id: "vip",
				header: t("column.vip"),
				cell: ({ hit }) => (hit.vipTier ? <Badge>{words("vipTier", hit.vipTier)}</Badge> : <Unknown />),
				width: 104,
				sort: ({ hit }) => hit.vipTier,
			},
			{
				id: "risk",
				header: t("column.risk"),
				cell: ({ hit }) => <Risk level={hit.riskLevel} />,
				width: 96,
			},
			{
				id: "country",
				header: t("column.country"),
				cell: ({ hit }) => (hit.country ? country(hit.country) : <Unknown />),
				text: ({ hit }) => hit.country && country(hit.country),
				width: 120,
				grow: 1,
				hideOn: 2,
			},
			{
				id: "brand",
				header: t("column.brand"),
				cell: ({ hit }) => (hit.brand ? <bdi>{hit.brand}</bdi> : <Unknown />),
				text: ({ hit }) => hit.brand,
				width: 120,
				grow: 1,
				hideOn: 3,
				card: "hidden",
			},
			{
				id: "registered",
				header: t("column.registered"),
				cell: ({ hit }) => <Day of={hit.registrationDate} />,
				width: 110,
				hideOn: 1,
				card: "hidden",
				sort: ({ hit }) => hit.registrationDate,
			},
			{
				id: "matched",
				header: t("column.matched"),
				cell: ({ hit }) => (hit.matched ? t(`matched.${hit.matched.field}`, { how: t(`how.${hit.matched.how}`) }) : <Unknown />),
				width: 150,
				hideOn: 5,
				card: "hidden",
				optional: typed === "",
			},
			{ id: "email", header: t("column.email"), cell: contact("email"), width: 180, optional: true },
			{ id: "phone", header: t("column.phone"), cell: contact("phone"), width: 140, optional: true },
			{
				id: "currency",
				header: t("column.currency"),
				cell: ({ hit }) => hit.currency ?? <Unknown />,
				width: 76,
				optional: true,
			},
			{
				id: "tags",
				header: t("column.tags"),
				cell: ({ hit }) => (
					<bdi>{new Intl.ListFormat(undefined, { type: "unit" }).format(hit.tags.map((tag) => words("tag", tag)))}</bdi>
				),
				text: ({ hit }) => hit.tags.join(", "),
				width: 160,
				optional: true,
			},
		];
		return columns;
	}, [typed, t, words]);
}

/* Where nothing is the matter nothing catches the eye. */
function Risk({ level }: { level: string | null }) {
	const words = useWords();
	if (level === null) return <Unknown />;
	return level === "none" ? <span className="dim">{words("severity", level)}</span> : <Severity level={level} />;
}
