import { type KeyboardEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Address } from "@/ui/address";
import { Button } from "@/ui/Button";
import css from "./AuditPage.module.css";
import { type AuditFilter, isFiltered, KINDS } from "./records";

/** What is looked for; it stands in the address. Texts count once they are finished: by Enter, or by leaving the field. */
export function Filters({
	filter,
	onChange,
	onClear,
}: {
	filter: AuditFilter;
	onChange: (change: Address) => void;
	onClear: () => void;
}) {
	const { t } = useTranslation(["audit", "common"]);
	return (
		<search className={css.filters} aria-label={t("filter.name")}>
			<Text label={t("filter.who")} value={filter.who} onDone={(who) => onChange({ "audit.who": who })} />
			<Text label={t("filter.customer")} value={filter.customer} onDone={(id) => onChange({ "audit.customer": id })} />
			<label>
				<span>{t("filter.kind")}</span>
				<select value={filter.kind ?? ""} onChange={(e) => onChange({ "audit.kind": e.currentTarget.value || undefined })}>
					<option value="">{t("filter.allKinds")}</option>
					{KINDS.map((kind) => (
						<option key={kind} value={kind}>
							{t(`kind.${kind}`)}
						</option>
					))}
				</select>
			</label>
			<label>
				<span>{t("filter.from")}</span>
				<input
					type="date"
					value={filter.from ?? ""}
					max={filter.to}
					onChange={(e) => onChange({ "audit.from": e.currentTarget.value || undefined })}
				/>
			</label>
			<label>
				<span>{t("filter.to")}</span>
				<input
					type="date"
					value={filter.to ?? ""}
					min={filter.from}
					onChange={(e) => onChange({ "audit.to": e.currentTarget.value || undefined })}
				/>
			</label>
			{isFiltered(filter) && (
				<Button variant="subtle" onClick={onClear}>
					{t("common:clearFilter")}
				</Button>
			)}
		</search>
	);
}

function Text({
	label,
	value = "",
	onDone,
}: {
	label: string;
	value: string | undefined;
	onDone: (value: string | undefined) => void;
}) {
	const [typed, setTyped] = useState(value);
	useEffect(() => setTyped(value), [value]);
	const done = () => {
		if (typed.trim() !== value) onDone(typed.trim() || undefined);
	};
	return (
		<label>
			<span>{label}</span>
			<input
				value={typed}
				maxLength={127}
				autoComplete="off"
				spellCheck={false}
				onChange={(e) => setTyped(e.currentTarget.value)}
				onBlur={done}
				onKeyDown={(e: KeyboardEvent) => {
					if (e.key === "Enter") done();
				}}
			/>
		</label>
	);
}
