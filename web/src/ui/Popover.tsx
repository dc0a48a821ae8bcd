/* What a button shows beside itself: the browser's own popover, which lies above everything, closes on Escape and on a press elsewhere and gives
 * the focus back. Placed here, since browsers don't agree yet on doing that themselves. */
import { type CSSProperties, type MouseEvent, type ReactNode, type Ref, useId, useLayoutEffect, useRef, useState } from "react";
import css from "./Popover.module.css";

/** To be handed on to the button, whole. */
interface TargetProps {
	ref: Ref<HTMLButtonElement>;
	popoverTarget: string;
	"aria-expanded": boolean;
	"aria-controls": string;
}

type Side = "start" | "end";

const GAP = 4;
const MARGIN = 8;

/** Below the button where there is room, else above; within the window in any case. */
export function placeBeside(
	button: { left: number; right: number; top: number; bottom: number },
	box: { width: number; height: number },
	room: { width: number; height: number },
	side: "left" | "right",
): { left: number; top: number } {
	const wanted = side === "left" ? button.left : button.right - box.width;
	const left = Math.max(MARGIN, Math.min(wanted, room.width - box.width - MARGIN));
	const below = button.bottom + GAP;
	const above = button.top - GAP - box.height;
	const top = below + box.height + MARGIN <= room.height || above < MARGIN ? below : above;
	return { left, top: Math.max(MARGIN, Math.min(top, room.height - box.height - MARGIN)) };
}

/** Keeps the box beside the button while it is open, whatever scrolls or grows. */
function usePlaced(
	button: { current: HTMLElement | null },
	box: { current: HTMLElement | null },
	opened: boolean,
	side: Side,
): void {
	useLayoutEffect(() => {
		if (!opened) return;
		const place = () => {
			if (!button.current || !box.current) return;
			const rtl = getComputedStyle(button.current).direction === "rtl";
			const { left, top } = placeBeside(
				button.current.getBoundingClientRect(),
				box.current.getBoundingClientRect(),
				{ width: document.documentElement.clientWidth, height: window.innerHeight },
				(side === "start") === rtl ? "right" : "left",
			);
			box.current.style.left = `${left}px`;
			box.current.style.top = `${top}px`;
		};
		place();
		const grown = new ResizeObserver(place);
		if (box.current) grown.observe(box.current);
		window.addEventListener("scroll", place, { capture: true, passive: true });
		window.addEventListener("resize", place);
		return () => {
			grown.disconnect();
			window.removeEventListener("scroll", place, { capture: true });
			window.removeEventListener("resize", place);
		};
	}, [button, box, opened, side]);
}

/** @target draws the button with the properties it is given. A link, or what is marked data-closes, closes when pressed. */
export function Popover({
	target,
	label,
	width,
	side = "end",
	className,
	children,
}: {
	target: (props: TargetProps) => ReactNode;
	/** Names the box for screen readers. */
	label: string;
	/** Pixels; less where the window is narrower. */
	width: number;
	/** Which sides of button and box are in line. */
	side?: Side;
	className?: string;
	children: ReactNode;
}) {
	const id = useId();
	const button = useRef<HTMLButtonElement>(null);
	const box = useRef<HTMLDivElement>(null);
	const [opened, setOpened] = useState(false);
	usePlaced(button, box, opened, side);
	/* After the handler of what was pressed: closing takes it off the page. */
	const pressed = (event: MouseEvent) => {
		if (event.target instanceof Element && event.target.closest("a, [data-closes]")) box.current?.hidePopover();
	};
	return (
		<>
			{target({ ref: button, popoverTarget: id, "aria-expanded": opened, "aria-controls": id })}
			{/* biome-ignore lint/a11y/useKeyWithClickEvents: what is pressed is a link or a button inside, which keys press too */}
			<div
				ref={box}
				id={id}
				role="dialog"
				aria-label={label}
				popover="auto"
				className={[css.popover, className].filter(Boolean).join(" ")}
				style={{ "--width": `${width}px` } as CSSProperties}
				onClick={pressed}
				onBeforeToggle={(event) => setOpened(event.newState === "open")}
			>
				{opened && children}
			</div>
		</>
	);
}

/** An explanation that comes with the pointer or the focus; @opened says when. Its id is for aria-describedby. */
export function Tip({
	id,
	anchor,
	opened,
	width,
	className,
	onMouseEnter,
	onMouseLeave,
	children,
}: {
	id: string;
	anchor: { current: HTMLElement | null };
	opened: boolean;
	width: number;
	className?: string;
	onMouseEnter?: () => void;
	onMouseLeave?: () => void;
	children: ReactNode;
}) {
	const box = useRef<HTMLDivElement>(null);
	useLayoutEffect(() => {
		if (opened) box.current?.showPopover?.();
	}, [opened]);
	usePlaced(anchor, box, opened, "start");
	if (!opened) return null;
	return (
		<div
			ref={box}
			id={id}
			role="tooltip"
			popover="manual"
			className={[css.popover, className].filter(Boolean).join(" ")}
			style={{ "--width": `${width}px` } as CSSProperties}
			onMouseEnter={onMouseEnter}
			onMouseLeave={onMouseLeave}
		>
			{children}
		</div>
	);
}
