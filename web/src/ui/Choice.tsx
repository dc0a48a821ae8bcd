import { useId } from "react";
import css from "./Choice.module.css";

/** One of a few, all in sight: radio buttons beside each other. */
export function Choice<T extends string>({
	label,
	hint,
	value,
	options,
	onChange,
}: {
	label: string;
	hint?: string;
	value: T;
	options: readonly { value: T; label: string }[];
	onChange: (value: T) => void;
}) {
	const name = useId();
	const hintId = useId();
	return (
		<fieldset className={css.choice} aria-describedby={hint && hintId}>
			<legend>{label}</legend>
			<div className={css.words}>
				<span className={css.label} aria-hidden>
					{label}
				</span>
				{hint && (
					<span id={hintId} className={css.hint}>
						{hint}
					</span>
				)}
			</div>
			<div className={css.options}>
				{options.map((option) => (
					<label key={option.value}>
						<input
							type="radio"
							className="sr-only"
							name={name}
							value={option.value}
							checked={option.value === value}
							onChange={() => onChange(option.value)}
						/>
						<span>{option.label}</span>
					</label>
				))}
			</div>
		</fieldset>
	);
}
