import { Link } from "@tanstack/react-router";
import { Check, History, Link2 } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/ui/announce";
import { IconButton } from "@/ui/Button";
import { useKeys } from "@/ui/keys";
import css from "./Header.module.css";

const SHOWN_MS = 1500;

/** What can be done from everywhere on the page, with its keys. */
export function Actions({ id }: { id: string }) {
	const { t } = useTranslation(["header", "common"]);
	const [copied, setCopied] = useState(false);
	useEffect(() => {
		if (!copied) return;
		const timer = setTimeout(() => setCopied(false), SHOWN_MS);
		return () => clearTimeout(timer);
	}, [copied]);
	const copy = async (text: string, label: string) => {
		try {
			await navigator.clipboard.writeText(text);
			announce(t("common:copied", { label }));
			return true;
		} catch {
			announce(t("common:notCopied"));
			return false;
		}
	};
	/* The address holds the section, the filters and what is open: whoever gets it sees the same, by their own rights. */
	const copyLink = async () => setCopied(await copy(location.href, t("actions.link")));
	const group = t("keys.group");
	useKeys([
		{ keys: "y", what: t("keys.copyId"), group, run: () => void copy(id, t("id")) },
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
