import { ChevronLeft, ChevronRight, Maximize, RotateCw, ZoomIn, ZoomOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/ui/Button";
import * as format from "@/ui/format";
import { ZOOM_MAX, ZOOM_MIN } from "./pages";
import css from "./Viewer.module.css";

interface ToolbarProps {
	pages: number;
	page: number;
	onPage: (page: number) => void;
	scale: number;
	fitting: boolean;
	onFit: () => void;
	onStep: (direction: 1 | -1) => void;
	onRotate: () => void;
}

export function Toolbar({ pages, page, onPage, scale, fitting, onFit, onStep, onRotate }: ToolbarProps) {
	const { t } = useTranslation("documents");
	return (
		<div className={css.toolbar} role="toolbar" aria-label={t("toolbar")}>
			<span className={css.tools}>
				<Tool name={t("zoomOut")} hint="−" disabled={scale <= ZOOM_MIN} run={() => onStep(-1)} icon={ZoomOut} />
				<output className={css.zoom} aria-label={t("zoom")}>
					{format.percent(scale, 0)}
				</output>
				<Tool name={t("zoomIn")} hint="+" disabled={scale >= ZOOM_MAX} run={() => onStep(1)} icon={ZoomIn} />
				<Tool name={t("fit")} hint="f" pressed={fitting} run={onFit} icon={Maximize} />
				<Tool name={t("rotate")} hint="r" run={onRotate} icon={RotateCw} />
			</span>
			{pages > 1 && (
				<span className={css.tools}>
					<Tool name={t("previous")} hint="PageUp" disabled={page <= 1} run={() => onPage(page - 1)} icon={ChevronLeft} flips />
					<span className="num" data-page={page}>
						{t("page", { page, pages })}
					</span>
					<Tool
						name={t("next")}
						hint="PageDown"
						disabled={page >= pages}
						run={() => onPage(page + 1)}
						icon={ChevronRight}
						flips
					/>
				</span>
			)}
		</div>
	);
}

function Tool({
	name,
	hint,
	icon: Icon,
	run,
	disabled = false,
	pressed,
	flips = false,
}: {
	name: string;
	hint: string;
	icon: typeof ZoomIn;
	run: () => void;
	disabled?: boolean;
	pressed?: boolean;
	/** Points the other way in a script that runs from right to left. */
	flips?: boolean;
}) {
	const { t } = useTranslation("documents");
	return (
		<IconButton
			size="touch"
			onClick={run}
			disabled={disabled}
			aria-label={name}
			aria-pressed={pressed}
			title={t("hint", { name, key: hint })}
			data-pressed={pressed || undefined}
			className={css.tool}
		>
			<Icon size={16} aria-hidden className={flips ? css.flips : undefined} />
		</IconButton>
	);
}
