import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import css from "./UnknownCustomer.module.css";

/** The customer service knows nobody by this id, or not for this role: the two look alike. */
export function UnknownCustomer({ id }: { id: string }) {
	const { t } = useTranslation("header");
	return (
		<div className={css.unknown} data-unknown-customer>
			<h1>{t("unknown.title")}</h1>
			<p>{t("unknown.text", { id })}</p>
			<Link to="/search" search={{ q: id }}>
				{t("unknown.search")}
			</Link>
		</div>
	);
}
