import { Link } from "@tanstack/react-router";

/** The customer's page, at the section that tells more of what stands here. */
export function CustomerLink({ id, section = "activity" }: { id: string; section?: "activity" | "risk" | "gaming" }) {
	return (
		<Link to="/customers/$id/{-$section}" params={{ id, section }} search={{}} data-customer={id}>
			<bdi>{id}</bdi>
		</Link>
	);
}
