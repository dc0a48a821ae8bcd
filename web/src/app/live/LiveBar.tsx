import { useQuery } from "@tanstack/react-query";
import { sessionQuery } from "@/api/session";
import { Notifier } from "../push/Notifier";
import { AlertNews } from "./AlertNews";
import { LiveMark } from "./LiveMark";
import { LiveToasts } from "./LiveToasts";
import { useSpokenNews } from "./useSpokenNews";

/** What the bar says of the live connection, and of alerts. */
export function LiveBar() {
	useSpokenNews();
	/* It may come when somebody has just signed off and the page is not left yet. */
	const { data: session } = useQuery(sessionQuery);
	return (
		<>
			<LiveMark />
			<AlertNews />
			<LiveToasts />
			{session && <Notifier />}
		</>
	);
}
