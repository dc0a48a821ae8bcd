import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { IconButton } from "./Button";
import css from "./TextField.module.css";

type FieldProps = ComponentProps<"input"> & {
	label: string;
	description?: string;
};

/** A line of text with its name above, and what it wants said below that. */
export function TextField({ label, description, className, ...rest }: FieldProps) {
	const id = useId();
	return (
		<div className={[css.field, className].filter(Boolean).join(" ")}>
			<label htmlFor={id}>{label}</label>
			{description && (
				<p id={`${id}d`} className={css.description}>
					{description}
				</p>
			)}
			<input {...rest} id={id} className={css.input} aria-describedby={description ? `${id}d` : undefined} />
		</div>
	);
}

/** A password, which can be looked at while it is typed. */
export function PasswordField({ label, className, ...rest }: FieldProps) {
	const { t } = useTranslation();
	const id = useId();
	const [shown, setShown] = useState(false);
	const Icon = shown ? EyeOff : Eye;
	return (
		<div className={[css.field, className].filter(Boolean).join(" ")}>
			<label htmlFor={id}>{label}</label>
			<div className={css.with}>
				<input {...rest} id={id} className={css.input} type={shown ? "text" : "password"} />
				<IconButton size="touch" aria-label={t("showPassword")} aria-pressed={shown} onClick={() => setShown(!shown)}>
					<Icon size={16} aria-hidden />
				</IconButton>
			</div>
		</div>
	);
}
