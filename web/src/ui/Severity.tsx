import { Circle, CircleOff, Diamond, OctagonAlert, TriangleAlert } from "lucide-react";
import css from "./Severity.module.css";
import { useWords } from "./words";

const ICONS = { critical: OctagonAlert, high: TriangleAlert, medium: Diamond, low: Circle, none: CircleOff } as const;
export type SeverityLevel = keyof typeof ICONS;
export const SEVERITIES: readonly SeverityLevel[] = ["critical", "high", "medium", "low", "none"];

function isLevel(value: string): value is SeverityLevel {
	return value in ICONS;
}

/** Highest first; what isn't known sorts last. */
export function bySeverity(a: string, b: string): number {
	const rank = (v: string) => (isLevel(v) ? SEVERITIES.indexOf(v) : SEVERITIES.length);
	return rank(a) - rank(b);
}

/** Severity: icon, word and fill, never colour alone. @label stands before the word, for badges that need to say of what. */
export function Severity({ level, label }: { level: string; label?: string }) {
	const words = useWords();
	const known = isLevel(level) ? level : "none";
	const Icon = ICONS[known];
	return (
		<span className={css.severity} data-level={known}>
			<Icon size={13} strokeWidth={2.4} aria-hidden />
			{label && <span>{label}</span>}
			<span>{words("severity", level)}</span>
		</span>
	);
}
