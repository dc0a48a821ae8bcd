import type { ComponentProps, ReactNode } from "react";
import css from "./Button.module.css";

type ButtonProps = ComponentProps<"button"> & {
	/** The one that is meant is filled, others are outlined, what hardly matters is subtle. */
	variant?: "filled" | "default" | "subtle";
	/** Under way: can't be pressed again, keeps its size and its name. */
	loading?: boolean;
	large?: boolean;
	leftSection?: ReactNode;
	rightSection?: ReactNode;
};

export function Button({
	variant = "filled",
	loading = false,
	large = false,
	leftSection,
	rightSection,
	type = "button",
	disabled,
	className,
	children,
	...rest
}: ButtonProps) {
	return (
		<button
			{...rest}
			type={type}
			className={[css.button, className].filter(Boolean).join(" ")}
			data-variant={variant}
			data-large={large || undefined}
			aria-busy={loading || undefined}
			disabled={disabled || loading}
		>
			{leftSection}
			<span>{children}</span>
			{rightSection}
		</button>
	);
}

/** A button that is only a picture: it needs an aria-label. */
export function IconButton({
	className,
	type = "button",
	size,
	style,
	...rest
}: ComponentProps<"button"> & { size?: "small" | "touch" }) {
	return (
		<button {...rest} type={type} className={[css.icon, className].filter(Boolean).join(" ")} data-size={size} style={style} />
	);
}
