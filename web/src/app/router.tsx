/* Every address of the page. What a person would want to share is in it; parameters are plain text. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { prefetchSections } from "@/api/sections";
import { type Permission, sessionQuery } from "@/api/session";
import { withWords } from "@/i18n";
import type { Address } from "@/ui/address";
import { Forbidden } from "./Forbidden";
import { ErrorPage, ForbiddenPage, LoadingPage, NotFoundPage } from "./pages";
import { Root } from "./Root";
import { Shell } from "./Shell";

interface Context {
	queryClient: QueryClient;
}

/* More text than this in one parameter is nobody's filter. */
const PARAMETER_MAX = 512;

function asText(search: Record<string, unknown>): Address {
	return Object.fromEntries(
		Object.entries(search).filter(
			(entry): entry is [string, string] => typeof entry[1] === "string" && entry[1].length <= PARAMETER_MAX,
		),
	);
}

const rootRoute = createRootRouteWithContext<Context>()({
	component: Root,
	notFoundComponent: NotFoundPage,
	validateSearch: asText,
});

const signOnRoute = createRoute({
	getParentRoute: () => rootRoute,
	path: "/sign-on",
	component: lazyRouteComponent(() => import("./SignOn"), "SignOn"),
});

const shellRoute = createRoute({
	getParentRoute: () => rootRoute,
	id: "shell",
	component: Shell,
	beforeLoad: async ({ context, location }) => {
		const session = await context.queryClient.ensureQueryData(sessionQuery);
		if (!session) throw redirect({ to: "/sign-on", search: { next: location.href }, replace: true });
		return { session };
	},
});

/* A route of a role that lacks the permission shows why, instead of a page of failures. */
function demanding(permission: Permission) {
	return ({ context }: { context: { session: { permissions: readonly string[] } } }) => {
		if (!context.session.permissions.includes(permission)) throw new Forbidden();
	};
}

function ShellError({ error }: { error: unknown }) {
	return error instanceof Forbidden ? <ForbiddenPage /> : <ErrorPage error={error} />;
}

const homeRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: "/",
	component: lazyRouteComponent(
		withWords(() => import("@/features/search/HomePage")),
		"HomePage",
	),
});

const searchRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: "/search",
	beforeLoad: demanding("customer_search"),
	errorComponent: ShellError,
	component: lazyRouteComponent(
		withWords(() => import("@/features/search/SearchPage")),
		"SearchPage",
	),
});

const customerRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: "/customers/$id/{-$section}",
	beforeLoad: demanding("customer_view"),
	errorComponent: ShellError,
	loader: ({ context, params }) => prefetchSections(context.queryClient, params.id),
	component: lazyRouteComponent(() => import("@/features/customer/CustomerPage"), "CustomerPage"),
});

const sourcesRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: "/sources",
	beforeLoad: demanding("sources_view"),
	errorComponent: ShellError,
	component: lazyRouteComponent(
		withWords(() => import("@/features/sources/SourcesPage")),
		"SourcesPage",
	),
});

const wallRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: "/wall",
	beforeLoad: demanding("wall_view"),
	errorComponent: ShellError,
	component: lazyRouteComponent(
		withWords(() => import("./WallRoute")),
		"WallRoute",
	),
});

const auditRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: "/audit",
	beforeLoad: demanding("audit_view"),
	errorComponent: ShellError,
	component: lazyRouteComponent(
		withWords(() => import("@/features/audit/AuditPage")),
		"AuditPage",
	),
});

const settingsRoute = createRoute({
	getParentRoute: () => shellRoute,
	path: "/settings",
	component: lazyRouteComponent(
		withWords(() => import("./SettingsPage")),
		"SettingsPage",
	),
});

const galleryRoute = createRoute({
	getParentRoute: () => rootRoute,
	path: "/gallery",
	component: lazyRouteComponent(
		withWords(() => import("@/features/gallery/GalleryPage")),
		"GalleryPage",
	),
});

const routeTree = rootRoute.addChildren([
	signOnRoute,
	galleryRoute,
	shellRoute.addChildren([homeRoute, searchRoute, customerRoute, wallRoute, sourcesRoute, auditRoute, settingsRoute]),
]);

function stringify(search: Record<string, unknown>): string {
	const pairs = Object.entries(search).filter(
		(entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== "",
	);
	const text = new URLSearchParams(pairs).toString();
	return text && `?${text}`;
}

export function makeRouter(queryClient: QueryClient) {
	return createRouter({
		routeTree,
		context: { queryClient },
		parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
		stringifySearch: stringify,
		defaultPendingComponent: LoadingPage,
		defaultErrorComponent: ErrorPage,
		defaultNotFoundComponent: NotFoundPage,
		defaultPreload: false,
		scrollRestoration: true,
	});
}

export type AppRouter = ReturnType<typeof makeRouter>;

declare module "@tanstack/react-router" {
	interface Register {
		router: AppRouter;
	}
}
