/* Why nobody is signed on any more, for the sign-on page to say. */

type WhyEnded = "idle" | "expired" | "elsewhere" | "chosen" | "chosenOffline";

let why: WhyEnded | null = null;

export function sayWhyEnded(reason: WhyEnded): void {
	/* What happened first is the reason; what fails in its wake isn't. */
	why ??= reason;
}

export function whyEnded(): WhyEnded | null {
	return why;
}

export function forgetWhyEnded(): void {
	why = null;
}
