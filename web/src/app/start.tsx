import "@fontsource-variable/inter/wght.css";
import "@/ui/mantine.css";
import "@/ui/tokens.css";
import "@/ui/base.css";
import { StrictMode } from "react";
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
	const router = makeRouter(queryClient);
	const loading = router.load();
	await startLanguage(settings().language);
	await loading.catch(() => undefined);
	registerWorker();
	const root = document.getElementById("root");
	if (!root) throw new Error("the page has no #root");
	createRoot(root, { onCaughtError: report }).render(
		<StrictMode>
			<App router={router} />
		</StrictMode>,
	);
}

/* What a page is drawn for (no right, no answer) is no fault of the page. */
function report(error: unknown): void {
	if (!(error instanceof Forbidden) && !isProblem(error)) console.error(error);
}
