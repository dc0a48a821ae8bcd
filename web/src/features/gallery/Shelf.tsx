import type { ReactNode } from "react";
import css from "./GalleryPage.module.css";

/** A part of the gallery, with its heading. */
export function Shelf({ title, children }: { title: string; children: ReactNode }) {
	return (
		<section className={css.shelf}>
			<h2>{title}</h2>
			<div className={css.pieces}>{children}</div>
		</section>
	);
}
