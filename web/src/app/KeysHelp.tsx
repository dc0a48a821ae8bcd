import { useTranslation } from "react-i18next";
import { Dialog } from "@/ui/Dialog";
import { useKeyList } from "@/ui/keys";
import { useSettings } from "@/ui/settings";
import { Keys } from "./Keys";
import css from "./KeysHelp.module.css";
import { groupKeys } from "./keyGroups";

/** All keys that do something on this page, by group. */
export function KeysHelp({ onClose }: { onClose: () => void }) {
	const { t } = useTranslation(["shell", "common"]);
	const groups = groupKeys(useKeyList());
	const { keys } = useSettings();
	return (
		<Dialog onClose={onClose} title={t("keys.title")} width={640} data-dialog="keys">
			{!keys && <p className={css.off}>{t("keys.off")}</p>}
			<div className={css.groups}>
				{groups.map(({ group, entries }) => (
					<section key={group}>
						<h3>{group}</h3>
						<dl>
							{entries.map(({ what, keys }) => (
								<div key={what}>
									<dt>{what}</dt>
									<dd>
										{keys.map((k) => (
											<Keys key={k} keys={k} />
										))}
									</dd>
								</div>
							))}
						</dl>
					</section>
				))}
			</div>
		</Dialog>
	);
}
