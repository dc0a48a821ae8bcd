import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";

/** Follows the operations wall for as long as a page shows it. */
export function useWall(): void {
	const client = useQueryClient();
	useEffect(() => {
		let stop: (() => void) | undefined;
		let gone = false;
		/* Without the code the page goes on asking. */
		void import("./tab").then(
			({ followWall }) => {
				if (!gone) stop = followWall(client);
			},
			() => undefined,
		);
		return () => {
			gone = true;
			stop?.();
		};
	}, [client]);
}
