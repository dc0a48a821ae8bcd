import { Link } from "@tanstack/react-router";
import { Ellipsis, History, House, ListTree, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/session";
import { later } from "@/ui/later";
import css from "./BottomBar.module.css";
import { openPalette } from "./palette";
import { useCustomerOnPage } from "./Rail";

const MoreSheet = later(async () => (await import("./MoreSheet")).MoreSheet);
const SectionsSheet = later(async () => (await import("./SectionsSheet")).SectionsSheet);

/** What a thumb reaches on a phone. */
export function BottomBar() {
	const { t } = useTranslation("shell");
	const customer = useCustomerOnPage();
	const maySearch = useMay("customer_search");
	const [sheet, setSheet] = useState<"sections" | "more" | null>(null);
	const close = () => setSheet(null);
	return (
		<>
			<nav className={css.bar} aria-label={t("bottom.name")} data-bottom-bar>
				{maySearch && (
					<button type="button" className={css.item} onClick={openPalette}>
						<Search size={20} aria-hidden />
						{t("place.search")}
					</button>
				)}
				{customer === null ? (
					<Link to="/" search={{}} className={css.item} activeOptions={{ exact: true, includeSearch: false }}>
						<House size={20} aria-hidden />
						{t("place.home")}
					</Link>
				) : (
					<>
						<button type="button" className={css.item} onClick={() => setSheet("sections")} aria-haspopup="dialog">
							<ListTree size={20} aria-hidden />
							{t("bottom.sections")}
						</button>
						<Link
							to="/customers/$id/{-$section}"
							params={{ id: customer, section: "timeline" }}
							className={css.item}
							resetScroll={false}
						>
							<History size={20} aria-hidden />
							{t("shortSection.timeline")}
						</Link>
					</>
				)}
				<button type="button" className={css.item} onClick={() => setSheet("more")} aria-haspopup="dialog">
					<Ellipsis size={20} aria-hidden />
					{t("bottom.more")}
				</button>
			</nav>
			{sheet === "sections" && customer !== null && <SectionsSheet id={customer} onClose={close} />}
			{sheet === "more" && <MoreSheet onClose={close} />}
		</>
	);
}
