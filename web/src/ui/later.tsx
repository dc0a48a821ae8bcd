import { type ComponentType, type ReactNode, startTransition, useEffect, useState } from "react";

/** A component whose code is fetched when it is first drawn, or asked for ahead. */
export interface Later<P> {
	(props: P): ReactNode;
	/** Fetches the code. A failure is said where the component is drawn, which tries again. */
	ahead: () => void;
}

/** @waiting is drawn until @load has brought the component. What @load fails with is thrown while drawing, for the guard around it; where the page
 * can do without, @missing is drawn instead.
 *
 * Not React.lazy: React holds what comes out of a Suspense boundary back until 300 ms after the last placeholder that it drew anywhere on the
 * page, so that parts of a page wait for each other, and one within another waits twice. */
export function later<P extends object>(
	load: () => Promise<ComponentType<P>>,
	waiting: ReactNode = null,
	missing?: ReactNode,
): Later<P> {
	let coming: Promise<ComponentType<P>> | null = null;
	let there: ComponentType<P> | null = null;
	const fetch = () => {
		coming ??= load().then(
			(component) => {
				there = component;
				return component;
			},
			(error: unknown) => {
				coming = null;
				throw error;
			},
		);
		return coming;
	};

	function Later(props: P): ReactNode {
		const [Component, setComponent] = useState(() => there);
		const [failure, setFailure] = useState<{ error: unknown } | null>(null);
		useEffect(() => {
			if (Component) return;
			let gone = false;
			fetch().then(
				(component) => {
					if (!gone) startTransition(() => setComponent(() => component));
				},
				(error: unknown) => {
					if (!gone) setFailure({ error });
				},
			);
			return () => {
				gone = true;
			};
		}, [Component]);
		if (failure) {
			if (missing === undefined) throw failure.error;
			return missing;
		}
		return Component ? <Component {...props} /> : waiting;
	}
	Later.ahead = () => void fetch().catch(() => undefined);
	return Later;
}
