import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Panel } from "@/ui/Panel";
import { Empty, EmptyByFilter } from "@/ui/States";
import { answered, failed, loading, type Shape } from "./queries";
import { Shelf } from "./Shelf";

const ROWS = ["A row", "Another row", "A row with a much longer text than the others have"];

const meta = (data: Shape) => data.meta;

/** A panel in each of its states. */
export function States() {
	const { t } = useTranslation("shell");
	/* Made once: their ages go on from there. */
	const [queries] = useState(() => ({
		loading: loading(),
		live: answered(ROWS, "live", 0),
		fresh: answered(ROWS, "fresh", 12_000),
		stale: answered(ROWS, "stale", 184_000, { error: "timeout" }),
		staleQuiet: answered(ROWS, "stale", 7_300_000, { breakerOpen: true }),
		missing: answered([], "missing", null, { error: "unreachable" }),
		empty: answered([], "fresh", 3_000),
		emptyByFilter: answered([], "fresh", 3_000),
		failed: failed("internal", 500, "01a20486-6bf2-764a-8c53-6e8401eacc8c"),
		garbled: failed("garbled", 502),
		offline: failed("offline", 0),
		denied: failed("denied", 403, "01a20486-6bf2-764a-8c53-6e8401eacc8c"),
		unknownKind: failed("a-problem-of-tomorrow", 418, "01a20486-6bf2-764a-8c53-6e8401eacc8c"),
		broken: answered(ROWS, "fresh", 1_000),
	}));
	const body = (name: string) => (data: Shape) => {
		if (name === "broken") throw new Error("a piece that breaks while it is drawn, on purpose");
		if (name === "emptyByFilter") return <EmptyByFilter onClear={() => undefined} />;
		if (data.rows.length === 0) return <Empty>{t("gallery.empty")}</Empty>;
		return (
			<ul>
				{data.rows.map((row) => (
					<li key={row}>{row}</li>
				))}
			</ul>
		);
	};
	return (
		<Shelf title={t("gallery.states")}>
			{Object.entries(queries).map(([name, query]) => (
				<Panel
					key={name}
					title={t(`gallery.state.${name as keyof typeof queries}`)}
					name={`gallery-${name}`}
					query={query}
					meta={meta}
					lines={3}
				>
					{body(name)}
				</Panel>
			))}
		</Shelf>
	);
}
