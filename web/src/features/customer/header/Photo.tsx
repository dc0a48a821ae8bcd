import { UserRound } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { initials } from "./initials";
import css from "./Photo.module.css";

/** The customer's photo, else initials. The portal forbids keeping it: each page that shows it asks for it anew, on the record. */
export function Photo({ id, name, has }: { id: string; name: string | null; has: boolean }) {
	const { t } = useTranslation("header");
	const [broken, setBroken] = useState(false);
	const letters = initials(name);
	if (has && !broken)
		return (
			<img
				className={css.photo}
				src={`/api/v1/customers/${encodeURIComponent(id)}/photo`}
				alt={name ? t("photo.of", { name }) : t("photo.any")}
				width={44}
				height={44}
				decoding="async"
				draggable={false}
				onError={() => setBroken(true)}
			/>
		);
	return (
		<span className={css.photo} aria-hidden>
			{letters ? <bdi>{letters}</bdi> : <UserRound size={20} />}
		</span>
	);
}
