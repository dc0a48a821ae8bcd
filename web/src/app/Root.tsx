import { Outlet } from "@tanstack/react-router";
import { Announcer } from "./Announcer";

export function Root() {
	return (
		<>
			<Outlet />
			<Announcer />
		</>
	);
}
