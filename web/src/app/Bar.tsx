import { Link } from "@tanstack/react-router";
import css from "./Bar.module.css";

/** What is always there: home, search, the health of the sources, who is signed on. */
export function Bar() {
	return (
		<header className={css.bar}>
			<Link to="/">Pitboss</Link>
		</header>
	);
}
