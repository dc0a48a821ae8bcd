import css from "./Rail.module.css";

/** On a customer's page its sections, elsewhere the pages there are. */
export function Rail() {
	return <nav className={css.rail} />;
}
