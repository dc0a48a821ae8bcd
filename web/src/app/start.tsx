import "@fontsource-variable/inter/wght.css";
import "@/ui/tokens.css";
import "@/ui/base.css";
import { StrictMode, startTransition } from "react";
import { createRoot } from "react-dom/client";
import { isProblem } from "@/api/problem";
import { startLanguage } from "@/i18n";
import { settings } from "@/ui/settings";
import { App } from "./App";
import { Forbidden } from "./Forbidden";
import { queryClient } from "./query";
import { makeRouter } from "./router";
import { registerWorker } from "./worker/register";

/** The words come first, so that nothing is ever drawn without them; the session is asked for meanwhile. */
export async function start(): Promise<void> {
	beginEarly();
	const words = startLanguage(settings().language);
	/* Its failure is met below. */
	words.catch(() => undefined);
	await breath();
	const router = makeRouter(queryClient);
	const loading = router.load();
	await words;
	await loading.catch(() => undefined);
	registerWorker();
	const root = document.getElementById("root");
	if (!root) throw new Error("the page has no #root");
	/* As a transition the first drawing gives way to the person every few milliseconds. */
	startTransition(() =>
		createRoot(root, { onCaughtError: report }).render(
			<StrictMode>
				<App router={router} />
			</StrictMode>,
		),
	);
}

/* A piece of work of its own begins: reading the scripts was a long one, and a slow phone answers nobody meanwhile. */
function breath(): Promise<void> {
	return new Promise((resolve) => setTimeout(resolve));
}

/* A customer's page is what most addresses lead to: its code comes beside the session, not after it. Its data wait: whether they may be asked for
 * is for the session to say. */
function beginEarly(): void {
	if (location.pathname.startsWith("/customers/")) void import("@/features/customer/CustomerPage");
}

/* What a page is drawn for (no right, no answer) is no fault of the page. */
function report(error: unknown): void {
	if (!(error instanceof Forbidden) && !isProblem(error)) console.error(error);
}
