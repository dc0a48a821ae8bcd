import { useLocation, useNavigate } from "@tanstack/react-router";
import { useCallback, useEffect } from "react";
import { type Address, useAddress } from "@/ui/address";
import { idFrom } from "./filters";

/** What the results page searches for: kept with the history's entry, so that Back brings it back, and not in the address. An address may
 * carry a customer's id (?q=CUS-123456); anything else that stands there is taken out. */
export function useSearchText(): [string, (text: string) => void] {
	const kept = useLocation({ select: (location) => location.state.searchText });
	const { q } = useAddress();
	const navigate = useNavigate();
	const id = idFrom(q);
	const change = useCallback(
		(text: string) => {
			void navigate({
				to: ".",
				search: (old: Address) => ({ ...old, q: undefined }),
				state: (old: object) => ({ ...old, searchText: text }),
				replace: true,
				resetScroll: false,
			} as Parameters<typeof navigate>[0]);
		},
		[navigate],
	);
	useEffect(() => {
		if (q !== undefined && id === null) change(kept ?? "");
	}, [q, id, kept, change]);
	return [kept ?? id ?? "", change];
}
