/* Section 2: the account, how to reach its holder, what they consented to and prefer. */
import { useTranslation } from "react-i18next";
import { useSection } from "@/api/sections";
import { MaskScope } from "@/ui/Masked";
import { Near } from "@/ui/Near";
import { Panel } from "@/ui/Panel";
import type { SectionProps } from "../CustomerPage";
import page from "../CustomerPage.module.css";
import { metaOf } from "../header/datum";
import { AccountFields } from "./AccountFields";
import { Consents } from "./Consents";
import { ContactFields } from "./ContactFields";
import css from "./Overview.module.css";
import { PreferencesPanel } from "./PreferencesPanel";

/* About the height of the preferences, kept free until they are near. */
const PREFERENCES_HEIGHT = 240;

export function Overview({ id }: SectionProps) {
	const { t } = useTranslation(["overview", "header"]);
	const profile = useSection(id, "profile");
	return (
		<div className={css.overview}>
			<h2 className={css.heading}>{t("header:section.overview")}</h2>
			<Panel title={t("account.title")} name="account" query={profile} meta={metaOf("profile", "profile")} lines={12}>
				{(view) => <AccountFields id={id} profile={view} />}
			</Panel>
			<Panel title={t("contact.title")} name="contact" query={profile} meta={metaOf("profile", "profile")} lines={9}>
				{(view) => (
					<MaskScope value={{ customerId: id, masked: view.masked }}>
						<ContactFields profile={view} />
					</MaskScope>
				)}
			</Panel>
			<div className={`${page.stack} ${css.column}`}>
				<Panel title={t("consents.title")} name="consents" query={profile} meta={metaOf("profile", "profile")} lines={4}>
					{(view) => <Consents consents={view.consents} />}
				</Panel>
				<Near height={PREFERENCES_HEIGHT}>{() => <PreferencesPanel id={id} />}</Near>
			</div>
		</div>
	);
}
