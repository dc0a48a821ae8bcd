/* A postal address, its masked parts revealed together: nobody needs a street without its town. */

import { Eye } from "lucide-react";
import { useContext, useState } from "react";
import { useTranslation } from "react-i18next";
import { useRevealed } from "@/api/reveal";
import type { SectionViews } from "@/api/sections";
import { useMay } from "@/api/session";
import { IconButton } from "@/ui/Button";
import { country } from "@/ui/format";
import { later } from "@/ui/later";
import { Masked, MaskScope } from "@/ui/Masked";
import { Unknown } from "@/ui/Money";
import { Text } from "./AccountFields";
import css from "./Overview.module.css";

const RevealDialog = later(async () => (await import("@/ui/RevealDialog")).RevealDialog);

type PostalAddress = NonNullable<SectionViews["profile"]["address"]>;
type Part = Exclude<keyof PostalAddress, "country">;

/* In the order in which the parts are written one below the other. */
const PARTS: readonly Part[] = ["line1", "line2", "postcode", "city", "region"];
const pointerOf = (part: Part) => `/address/${part}`;

export function Address({ of: address }: { of: PostalAddress | null }) {
	const { t } = useTranslation(["overview", "common"]);
	const { customerId, masked } = useContext(MaskScope);
	const may = useMay("reveal");
	const [asking, setAsking] = useState(false);
	const hidden = PARTS.filter((part) => address?.[part] && masked.includes(pointerOf(part)));
	const revealed = useRevealed(customerId, pointerOf(hidden[0] ?? "line1")) !== undefined;
	if (!address) return <Unknown />;
	const what = t("contact.address");
	return (
		<div className={css.address}>
			{PARTS.filter((part) => address[part]).map((part) => (
				<Line key={part} part={part} text={address[part]} />
			))}
			{address.country && <span>{country(address.country)}</span>}
			{hidden.length > 0 && !revealed && may && (
				<IconButton
					className={css.reveal}
					size="small"
					aria-label={t("common:masked.reveal", { what })}
					title={t("common:masked.reveal", { what })}
					onClick={() => setAsking(true)}
				>
					<Eye size={14} aria-hidden />
				</IconButton>
			)}
			{asking && (
				<RevealDialog customerId={customerId} pointers={hidden.map(pointerOf)} what={what} onClose={() => setAsking(false)} />
			)}
		</div>
	);
}

function Line({ part, text }: { part: Part; text: string | null }) {
	const { t } = useTranslation(["overview", "common"]);
	const { customerId, masked } = useContext(MaskScope);
	const revealed = useRevealed(customerId, pointerOf(part));
	const what = t(`contact.part.${part}`);
	if (!revealed && masked.includes(pointerOf(part)))
		return (
			<span title={t("common:masked.title", { what })}>
				<span className="sr-only">{t("common:masked.title", { what })}</span>
				<Text of={text} />
			</span>
		);
	return (
		<Masked pointer={pointerOf(part)} what={what}>
			<Text of={text} />
		</Masked>
	);
}
