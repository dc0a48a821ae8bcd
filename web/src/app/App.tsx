import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { useEffect } from "react";
import { onSignedOff } from "@/api/client";
import { forget, sessionQuery } from "@/api/session";
import { changeLanguage } from "@/i18n";
import { useSettings } from "@/ui/settings";
import { useColorScheme } from "./colorScheme";
import { queryClient } from "./query";
import type { AppRouter } from "./router";
import { sayWhyEnded } from "./session/ended";

export function App({ router }: { router: AppRouter }) {
	const { language, density } = useSettings();
	useColorScheme();
	useEffect(() => void changeLanguage(language), [language]);
	useEffect(() => {
		document.documentElement.dataset.density = density;
	}, [density]);
	useEffect(
		() =>
			onSignedOff(() => {
				/* The first look at the session finds nobody as a rule; only one that was there has ended. */
				if (queryClient.getQueryData(sessionQuery.queryKey)) sayWhyEnded("expired");
				forget(queryClient);
				void router.invalidate();
			}),
		[router],
	);
	return (
		<QueryClientProvider client={queryClient}>
			<RouterProvider router={router} />
		</QueryClientProvider>
	);
}
