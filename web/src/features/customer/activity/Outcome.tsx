import { Check, CircleX } from "lucide-react";
import { useWords } from "@/ui/words";
import css from "./Activity.module.css";

/** How a login went: icon and word, never colour alone. */
export function Outcome({ of }: { of: string }) {
	const words = useWords();
	const Icon = of === "success" ? Check : CircleX;
	return (
		<span className={css.outcome} data-outcome={of}>
			<Icon size={13} strokeWidth={2.2} aria-hidden />
			{words("loginOutcome", of)}
		</span>
	);
}
