import { type ComponentProps, type RefObject, useLayoutEffect, useState } from "react";
import { PHONE, useMedia } from "./media";
import { useSettings } from "./settings";
import css from "./steady.module.css";

interface Props extends ComponentProps<"div"> {
	ref: RefObject<HTMLDivElement | null>;
}

/** A box that stays as tall as it was when it was first drawn, whatever comes and goes in it: what is below doesn't move. More than fits scrolls. */
export function SameHeight(props: Props) {
	const phone = useMedia(PHONE);
	const { density } = useSettings();
	return <Box key={`${phone} ${density}`} {...props} />;
}

function Box({ ref, className, ...rest }: Props) {
	const [height, setHeight] = useState<number>();
	const [scrolls, setScrolls] = useState(false);
	useLayoutEffect(() => setHeight(ref.current?.offsetHeight), [ref]);
	useLayoutEffect(() => {
		const box = ref.current;
		setScrolls(box !== null && box.scrollHeight > box.clientHeight);
	});
	/* What scrolls must take the focus, since its rows may not. */
	return <div {...rest} ref={ref} className={`${css.same} ${className ?? ""}`} style={{ height }} tabIndex={scrolls ? 0 : -1} />;
}
