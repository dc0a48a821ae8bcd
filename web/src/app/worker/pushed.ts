/* What a push becomes on the screen. It holds no personal data, only what the words are found by; these the page keeps ready in the person's
 * language, for the worker has none of its own. */

export const WORDS_CACHE = "pitboss-push";
export const WORDS_PATH = "/push-words.json";

/** What the page tells the worker. */
export type ToWorker =
	| { push: "words"; words: PushWords }
	/** What a push would have said, where the browser can't be pushed to. */
	| { push: "show"; said: unknown };

/** Said by the page; what is missing is said plainly. */
export interface PushWords {
	language: string;
	dir: "ltr" | "rtl";
	/** {{severity}}, {{what}} */
	title: string;
	/** {{customer}} */
	body: string;
	/** {{count}}, by plural form. */
	more: Readonly<Record<string, string>>;
	moreBody: string;
	testTitle: string;
	testBody: string;
	severity: Readonly<Record<string, string>>;
	what: Readonly<Record<string, string>>;
}

/* Until the page has kept others: after a first install without it, or when the browser has cleared its caches. */
const PLAIN: PushWords = {
	language: "en",
	dir: "ltr",
	title: "{{severity}}: {{what}}",
	body: "{{customer}}",
	more: { one: "Pitboss: {{count}}", other: "Pitboss: {{count}}" },
	moreBody: "",
	testTitle: "Pitboss",
	testBody: "",
	severity: {},
	what: {},
};

/** What stands in a notification's data. */
export interface PushTarget {
	/** Of the page, to be opened. */
	path: string;
	/** null: it is about none in particular. */
	customer: string | null;
}

export interface Shown {
	title: string;
	options: NotificationOptions & { timestamp?: number; renotify?: boolean; data: PushTarget };
}

const ID = /^[A-Za-z0-9_.:-]{1,64}$/;
const ICON = "/icon-192.png";

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function filled(text: string, values: Readonly<Record<string, string>>): string {
	return text.replaceAll(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

function own(words: Readonly<Record<string, string>>, key: string): string | undefined {
	return Object.hasOwn(words, key) ? words[key] : undefined;
}

function readable(value: string): string {
	const text = value.replaceAll(/[_-]+/g, " ").trim();
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What was kept, if it is such; else plain words. */
export function wordsOf(kept: unknown): PushWords {
	if (!isRecord(kept) || !isRecord(kept.severity) || !isRecord(kept.what) || !isRecord(kept.more)) return PLAIN;
	return { ...PLAIN, ...(kept as Partial<PushWords>) };
}

function alertShown(said: Record<string, unknown>, words: PushWords): Shown | null {
	const { alert, severity, rule, customer, path, at } = said;
	if (typeof alert !== "string" || typeof severity !== "string" || typeof rule !== "string") return null;
	if (typeof customer !== "string" || !ID.test(customer)) return null;
	/* Only where the page has such an address: a message can't lead elsewhere. */
	const own_ = `/customers/${customer}`;
	const target = typeof path === "string" && path.startsWith(`${own_}/`) && !/[?#\\]|\/\//.test(path) ? path : own_;
	return {
		title: filled(words.title, {
			severity: own(words.severity, severity) ?? readable(severity),
			what: own(words.what, rule) ?? readable(rule),
		}),
		options: {
			body: filled(words.body, { customer }),
			tag: `alert ${alert}`,
			/* The same alert once more is a graver one. */
			renotify: true,
			requireInteraction: severity === "critical",
			...(typeof at === "number" && { timestamp: at }),
			data: { path: target, customer },
		},
	};
}

function moreShown(said: Record<string, unknown>, words: PushWords): Shown | null {
	const { count } = said;
	if (typeof count !== "number" || !Number.isSafeInteger(count) || count < 1) return null;
	const form = new Intl.PluralRules(words.language).select(count);
	const text = own(words.more, form) ?? own(words.more, "other") ?? "{{count}}";
	return {
		title: filled(text, { count: new Intl.NumberFormat(words.language).format(count) }),
		options: { body: words.moreBody, tag: "more", renotify: false, data: { path: "/", customer: null } },
	};
}

/** A push in words; a message that can't be understood is shown as one without content, since browsers demand that something is. */
export function shownOf(said: unknown, words: PushWords): Shown {
	const shown =
		isRecord(said) && said.kind === "alert"
			? alertShown(said, words)
			: isRecord(said) && said.kind === "more"
				? moreShown(said, words)
				: null;
	const { title, options } = shown ?? {
		title: words.testTitle,
		options: { body: words.testBody, tag: "test", data: { path: "/", customer: null } },
	};
	return { title, options: { icon: ICON, badge: ICON, lang: words.language, dir: words.dir, ...options } };
}

/** Where a notification leads; what isn't ours leads to the start. */
export function targetOf(data: unknown): PushTarget {
	if (!isRecord(data) || typeof data.path !== "string" || !/^\/(?![/\\])/.test(data.path)) return { path: "/", customer: null };
	return { path: data.path, customer: typeof data.customer === "string" ? data.customer : null };
}

/** Whether a tab at that address shows that customer. */
export function isOn(address: string, customer: string | null): boolean {
	const { pathname } = new URL(address);
	return customer !== null && (pathname === `/customers/${customer}` || pathname.startsWith(`/customers/${customer}/`));
}
