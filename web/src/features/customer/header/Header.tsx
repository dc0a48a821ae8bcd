/* Who this is, in 64 pixels that stay in sight: identity, state, balance, what they can do now. Each datum is there, loads or is missing
 * by itself. */
import { useTranslation } from "react-i18next";
import { useLive } from "@/api/live/store";
import { withWords } from "@/i18n";
import { Copyable } from "@/ui/Copyable";
import { Freshness } from "@/ui/Freshness";
import { later } from "@/ui/later";
import type { SectionProps } from "../CustomerPage";
import { Actions } from "./Actions";
import { Badges } from "./Badges";
import { Balance } from "./Balance";
import { CanThey } from "./CanThey";
import { useDatum } from "./datum";
import css from "./Header.module.css";
import { LocalTime } from "./LocalTime";
import { Missing } from "./Missing";
import { Photo } from "./Photo";

const Present = later(
	withWords(async () => (await import("./Present")).Present),
	null,
	null,
);

export function Header({ id }: SectionProps) {
	const { t } = useTranslation("header");
	const profile = useDatum(id, "profile", "profile");
	/* Before, nothing is known of others, and the first picture comes first. */
	const connected = useLive((l) => l.state !== "off");
	const { view, loading, why, meta } = profile;
	const name = view?.fullName ?? view?.username ?? null;
	return (
		<section className={css.header} aria-label={t("identity")} data-identity>
			<div className={css.inside}>
				<Photo key={id} id={id} name={name} has={view?.hasPhoto === true} />
				<div className={css.who}>
					<div className={css.line}>
						<h1 className={css.name} title={name ?? undefined}>
							{name ? (
								<bdi>{name}</bdi>
							) : loading ? (
								<span className={css.nameBone}>{t("loadingName")}</span>
							) : (
								<Missing why={why} />
							)}
						</h1>
						<span className={css.id}>
							<Copyable text={id} label={t("id")} />
						</span>
						{connected && <Present id={id} />}
						{view?.brand && (
							<span className={css.brand} title={t("brand")}>
								<bdi>{view.brand}</bdi>
							</span>
						)}
						{meta && meta.state !== "missing" && (
							<span className={css.age}>
								<Freshness meta={meta} receivedAt={profile.receivedAt} />
							</span>
						)}
					</div>
					<Badges id={id} />
				</div>
				<Balance id={id} />
				<div className={css.can}>
					<CanThey id={id} />
				</div>
				<LocalTime zone={view?.timeZone ?? null} loading={loading} why={why} />
				<Actions id={id} />
			</div>
		</section>
	);
}
