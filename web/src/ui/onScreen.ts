import { useEffect, useState } from "react";

/** Whether any of an element is in sight: to be given to it as its ref. Before that is known, it is not. */
export function useOnScreen<T extends Element>(): [(element: T | null) => void, boolean] {
	const [element, setElement] = useState<T | null>(null);
	const [inSight, setInSight] = useState(false);
	useEffect(() => {
		if (!element) return;
		const observer = new IntersectionObserver((entries) => setInSight(entries.at(-1)?.isIntersecting ?? false));
		observer.observe(element);
		return () => {
			observer.disconnect();
			setInSight(false);
		};
	}, [element]);
	return [setElement, inSight];
}
