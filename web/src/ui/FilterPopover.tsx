import { ChevronDown } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "./Button";
import css from "./FilterPopover.module.css";
import { Popover } from "./Popover";

interface Props {
	label: string;
	/** What the button says: how much is chosen, else the label. */
	text: string;
	/** Something is chosen in it. */
	on: boolean;
	className?: string;
	children: ReactNode;
}

/** A filter of several values, behind a button that says how many are chosen. */
export function FilterPopover({ label, text, on, className, children }: Props) {
	return (
		<Popover
			width={260}
			side="start"
			label={label}
			className={className}
			target={(props) => (
				<Button
					{...props}
					variant="default"
					rightSection={<ChevronDown size={13} aria-hidden />}
					data-on={on || undefined}
					className={css.button}
				>
					{text}
				</Button>
			)}
		>
			{children}
		</Popover>
	);
}
