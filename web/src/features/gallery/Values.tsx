import { CircleCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/ui/Badge";
import { Copyable } from "@/ui/Copyable";
import { Field, Fields } from "@/ui/Fields";
import { Kpi, KpiRow } from "@/ui/Kpi";
import { Masked, MaskScope } from "@/ui/Masked";
import { Money } from "@/ui/Money";
import { PanelFrame } from "@/ui/Panel";
import { SEVERITIES, Severity } from "@/ui/Severity";
import { Ago, Day, Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import css from "./GalleryPage.module.css";
import { Shelf } from "./Shelf";
import { AMOUNTS, TEXTS, TIMES } from "./samples";

const TONES: readonly Tone[] = ["neutral", "good", "warn", "bad", "info"];
const MASKS = { customerId: "CUS-0", masked: ["/email", "/phone"] };
const UNKNOWN_WORDS = ["self_excluded", "a_state_of_tomorrow", "", "ÆØÅ", "a-kebab-state"];

/** The shared pieces with values that are hard to bear. */
export function Values() {
	const { t } = useTranslation("shell");
	const words = useWords();
	return (
		<>
			<Shelf title={t("gallery.values")}>
				<PanelFrame title={t("gallery.severities")} name="gallery-severities">
					<p className={css.row}>
						{[...SEVERITIES, "a_level_of_tomorrow"].map((level) => (
							<Severity key={level} level={level} />
						))}
					</p>
				</PanelFrame>
				<PanelFrame title={t("gallery.badges")} name="gallery-badges">
					<p className={css.row}>
						{TONES.map((tone) => (
							<Badge key={tone} tone={tone} icon={<CircleCheck size={13} aria-hidden />}>
								{tone}
							</Badge>
						))}
						<Badge>
							<bdi>{TEXTS[7]}</bdi>
						</Badge>
					</p>
				</PanelFrame>
				<PanelFrame title={t("gallery.words")} name="gallery-words">
					<p className={css.row}>
						{UNKNOWN_WORDS.map((value) => (
							<Badge key={value}>{words("accountStatus", value)}</Badge>
						))}
					</p>
				</PanelFrame>
				<PanelFrame title={t("gallery.masks")} name="gallery-masks">
					<MaskScope value={MASKS}>
						<Fields columns={1}>
							<Field label={t("gallery.masked")}>
								<Masked pointer="/email" what={t("gallery.masked")}>
									j•••@e•••.com
								</Masked>
							</Field>
							<Field label={t("gallery.plain")}>
								<Masked pointer="/city" what={t("gallery.plain")}>
									<Copyable text="CUS-000000" label={t("gallery.plain")} />
								</Masked>
							</Field>
						</Fields>
					</MaskScope>
				</PanelFrame>
			</Shelf>
			<KpiRow label={t("gallery.kpis")}>
				<Kpi label={t("gallery.kpi")} note={t("gallery.note")}>
					<Money amount={1250.75} currency="USD" />
				</Kpi>
				<Kpi label={t("gallery.kpi")} tone="warn" note={t("gallery.note")}>
					<Money amount={-3050.25} currency="USD" sign />
				</Kpi>
				<Kpi label={t("gallery.kpi")} tone="bad" note={TEXTS[7]}>
					<Money amount="92233720368547758.07" currency="EUR" />
				</Kpi>
				<Kpi label={TEXTS[7] ?? ""} note={t("gallery.note")}>
					<Money amount={null} currency="EUR" />
				</Kpi>
				<Kpi label={t("gallery.kpi")} loading>
					{null}
				</Kpi>
			</KpiRow>
			<Shelf title={t("gallery.hard")}>
				<PanelFrame title={t("gallery.texts")} name="gallery-texts">
					<Fields columns={1}>
						{TEXTS.map((text) => (
							<Field key={text} label={t("gallery.name")}>
								<bdi>{text}</bdi>
							</Field>
						))}
					</Fields>
				</PanelFrame>
				<PanelFrame title={t("gallery.money")} name="gallery-money">
					<Fields columns={1}>
						{AMOUNTS.map(({ amount, currency }) => (
							<Field key={`${amount} ${currency}`} label={String(currency)}>
								<Money amount={amount} currency={currency} />
							</Field>
						))}
					</Fields>
				</PanelFrame>
				<PanelFrame title={t("gallery.times")} name="gallery-times">
					<Fields columns={1}>
						{TIMES.map((at) => (
							<Field key={at} label={String(at)}>
								<Time at={at} style="seconds" /> · <Ago at={at} /> · <Day of={at?.slice(0, 10)} />
							</Field>
						))}
					</Fields>
				</PanelFrame>
			</Shelf>
		</>
	);
}
