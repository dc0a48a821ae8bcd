import { Link } from "@tanstack/react-router";
import { Check, History, Link2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import { useCopy } from "@/ui/copy";
import { useKeys } from "@/ui/keys";
import css from "./Header.module.css";

/** What can be done from everywhere on the page, with its keys. */
export function Actions({ id }: { id: string }) {
	const { t } = useTranslation("header");
	const [copied, copy] = useCopy();
	const [, copyId] = useCopy();
	/* The address holds the section, the filters and what is open: whoever gets it sees the same, by their own rights. */
	const copyLink = () => copy(location.href, t("actions.link"));
	const group = t("keys.group");
	useKeys([
		{ keys: "y", what: t("keys.copyId"), group, run: () => void copyId(id, t("id")) },
		{ keys: "Y", what: t("actions.copyLink"), group, run: () => void copyLink() },
	]);
	return (
		<div className={css.actions}>
			<IconButton onClick={() => void copyLink()} title={t("actions.copyLink")} aria-label={t("actions.copyLink")}>
				{copied ? <Check size={16} aria-hidden /> : <Link2 size={16} aria-hidden />}
			</IconButton>
			<Link
				to="/customers/$id/{-$section}"
				params={{ id, section: "timeline" }}
				search={true}
				className={css.action}
				title={t("actions.timeline")}
				aria-label={t("actions.timeline")}
			>
				<History size={16} aria-hidden />
			</Link>
		</div>
	);
}
