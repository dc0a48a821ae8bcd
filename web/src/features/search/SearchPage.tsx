/* All who match: text, filters, order, columns. Filters, order and columns stand in the address; the text does not. */
import { useNavigate } from "@tanstack/react-router";
import { Search, SlidersHorizontal } from "lucide-react";
import { type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type FoundRow, type Hits, TEXT_MAX, useSearchPages, useSettled } from "@/api/search";
import { useAddress, useChangeAddress } from "@/ui/address";
import { announce } from "@/ui/announce";
import { DataTable } from "@/ui/DataTable";
import { number } from "@/ui/format";
import { PHONE, useMedia } from "@/ui/media";
import { Failed } from "@/ui/States";
import { apiSort, tableSort, useHitColumns } from "./columns";
import { FilterBar, FilterChips, SortMenu } from "./FilterBar";
import {
	addressOf,
	columnsFrom,
	columnsText,
	type Filters,
	filtersFrom,
	isFiltered,
	NO_FILTERS,
	requestOf,
	sortFrom,
} from "./filters";
import css from "./SearchPage.module.css";
import { useSearchText } from "./useSearchText";

/* What is above the table, and room for its foot. */
const AROUND_TABLE = 300;
const TABLE_MIN = 320;

export function SearchPage() {
	const { t } = useTranslation("search");
	const [kept, keep] = useSearchText();
	const [typed, setTyped] = useState(kept);
	const { settled, now } = useSettled(typed.trim());
	const address = useAddress();
	const changeAddress = useChangeAddress();
	const navigate = useNavigate();
	const filters = filtersFrom(address);
	const sort = sortFrom(address);

	/* Back and forward bring another text along. */
	useEffect(() => setTyped((own) => (own.trim() === kept ? own : kept)), [kept]);
	useEffect(() => {
		if (settled !== kept && settled === typed.trim()) keep(settled);
	}, [settled, typed, kept, keep]);

	const pages = useSearchPages({ text: settled, filters: requestOf(filters), sort });
	const known = useKnown(pages.rows.query.data?.items);
	const columns = useHitColumns(settled);
	const { first } = pages;
	const changeFilters = (change: Partial<Filters>) => changeAddress(addressOf(change));
	const open = useCallback(
		({ hit }: FoundRow) => void navigate({ to: "/customers/$id/{-$section}", params: { id: hit.customerId } }),
		[navigate],
	);
	const chosen = useMemo(() => columnsFrom(address.cols), [address.cols]);
	const height = useRoom();
	useAnnounced(pages.overtaken ? undefined : first);
	return (
		<div className={css.page} data-page="search">
			<h1 className="sr-only">{t("page.title")}</h1>
			<search className={css.search}>
				<Search size={16} aria-hidden />
				<input
					type="text"
					value={typed}
					onChange={(e) => setTyped(e.currentTarget.value)}
					onKeyDown={(e) => e.key === "Enter" && now()}
					placeholder={t("box.placeholder")}
					aria-label={t("page.label")}
					aria-describedby="search-hint"
					maxLength={TEXT_MAX}
					autoComplete="off"
					autoCapitalize="off"
					autoCorrect="off"
					spellCheck={false}
					enterKeyHint="search"
				/>
			</search>
			<p className={css.hint} id="search-hint">
				{t("hint")}
			</p>
			<Folded>
				<FilterBar filters={filters} onChange={changeFilters} known={known} />
			</Folded>
			<FilterChips filters={filters} onChange={changeFilters} />
			{first && !first.complete && (
				<p className={css.partial}>{t(first.from === "customer_service" ? "partial.ids" : "partial.late")}</p>
			)}
			{pages.error !== null && first && <Failed error={pages.error} onRetry={pages.retry} compact />}
			<div className={css.results} data-overtaken={pages.overtaken || undefined} data-results>
				<DataTable
					label={t("page.results")}
					name="search"
					rows={pages.rows}
					idOf={(row) => row.hit.customerId}
					columns={columns}
					onOpen={open}
					nameOf={({ hit }) => hit.fullName ?? hit.customerId}
					empty={<NoHits text={settled} />}
					onClearFilter={isFiltered(filters) ? () => changeFilters(NO_FILTERS) : undefined}
					toolbar={
						<>
							{first && <Total hits={first} />}
							<SortMenu sort={sort} onSort={(to) => changeAddress({ sort: to ?? undefined })} />
						</>
					}
					maxHeight={height}
					sort={tableSort(sort)}
					onSort={(to) => changeAddress({ sort: apiSort(to) ?? undefined })}
					chosen={chosen}
					onChoose={(to) => changeAddress({ cols: to === null ? undefined : columnsText({ ...chosen, ...to }) })}
				/>
			</div>
		</div>
	);
}

/* On a phone the hits come first: the filters unfold. */
function Folded({ children }: { children: ReactNode }) {
	const { t } = useTranslation("search");
	if (!useMedia(PHONE)) return children;
	return (
		<details data-folded>
			<summary className={css.summary}>
				<SlidersHorizontal size={14} aria-hidden />
				{t("filter.title")}
			</summary>
			<div className={css.more}>{children}</div>
		</details>
	);
}

function NoHits({ text }: { text: string }) {
	const { t } = useTranslation("search");
	if (text === "") return <>{t("page.nobody")}</>;
	return (
		<>
			{t("none.text")} <bdi className={css.typed}>{text}</bdi>
		</>
	);
}

function useTotal(hits: Hits | undefined): string | null {
	const { t } = useTranslation("search");
	if (!hits) return null;
	const count = hits.total ?? hits.items.length;
	return t(hits.totalExact ? "count.exact" : "count.atLeast", { count, number: number(count) });
}

function Total({ hits }: { hits: Hits }) {
	return (
		<strong className={css.total} data-total>
			{useTotal(hits)}
		</strong>
	);
}

function useAnnounced(hits: Hits | undefined): void {
	const text = useTotal(hits);
	useEffect(() => {
		if (text !== null) announce(text);
	}, [text]);
}

/* Brands and tags that were met: the portal has no list of them. They are remembered while the page is open. */
function useKnown(rows: readonly FoundRow[] | undefined): { brand: readonly string[]; tag: readonly string[] } {
	const met = useRef({ brand: new Set<string>(), tag: new Set<string>() });
	return useMemo(() => {
		for (const { hit } of rows ?? []) {
			if (hit.brand) met.current.brand.add(hit.brand);
			for (const tag of hit.tags) met.current.tag.add(tag);
		}
		return { brand: [...met.current.brand].sort(), tag: [...met.current.tag].sort() };
	}, [rows]);
}

/* The table ends where the window does. */
function useRoom(): number {
	const [height, setHeight] = useState(() => window.innerHeight);
	useEffect(() => {
		const resized = () => setHeight(window.innerHeight);
		window.addEventListener("resize", resized);
		return () => window.removeEventListener("resize", resized);
	}, []);
	return Math.max(TABLE_MIN, height - AROUND_TABLE);
}
