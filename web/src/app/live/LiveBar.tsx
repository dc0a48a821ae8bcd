import { Notifier } from "../push/Notifier";
import { AlertNews } from "./AlertNews";
import { LiveMark } from "./LiveMark";
import { LiveToasts } from "./LiveToasts";
import { useSpokenNews } from "./useSpokenNews";

/** What the bar says of the live connection, and of alerts. */
export function LiveBar() {
	useSpokenNews();
	return (
		<>
			<LiveMark />
			<AlertNews />
			<LiveToasts />
			<Notifier />
		</>
	);
}
