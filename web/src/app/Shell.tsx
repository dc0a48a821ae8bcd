import { Outlet } from "@tanstack/react-router";
import { Bar } from "./Bar";
import { Rail } from "./Rail";
import css from "./Shell.module.css";

/** The frame around every page: bar above, rail beside, the page. */
export function Shell() {
	return (
		<div className={css.shell}>
			<Bar />
			<Rail />
			<main className={css.main} id="main" tabIndex={-1}>
				<Outlet />
			</main>
		</div>
	);
}
