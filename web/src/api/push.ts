/* Alerts to a person who is elsewhere: the person's devices, and the wishes about them, as the portal keeps them. */
import { type QueryClient, queryOptions } from "@tanstack/react-query";
import { api, dataOf, type Schemas } from "./client";

export type PushState = Schemas["PushState"];
export type PushDevice = PushState["subscriptions"][number];
export type PushWishes = Schemas["PushSettings"];
export type PushResult = Schemas["PushTested"]["results"][number];

export const pushQuery = queryOptions({
	queryKey: ["push"],
	queryFn: ({ signal }): Promise<PushState> => dataOf(api.GET("/api/v1/push", { signal })),
	staleTime: 60_000,
});

function lookAgain(client: QueryClient): Promise<void> {
	return client.invalidateQueries({ queryKey: pushQuery.queryKey });
}

export async function addDevice(client: QueryClient, device: Schemas["PushSubscription"]): Promise<void> {
	await dataOf(api.POST("/api/v1/push/subscriptions", { body: device }));
	await lookAgain(client);
}

export async function removeDevice(client: QueryClient, sid: string): Promise<void> {
	await api.DELETE("/api/v1/push/subscriptions/{sid}", { params: { path: { sid } } });
	await lookAgain(client);
}

/** Shown at once; a look that is under way would show what was before. */
export function changeWishes(client: QueryClient, more: Partial<PushWishes>): void {
	void client.cancelQueries({ queryKey: pushQuery.queryKey, exact: true });
	client.setQueryData(
		pushQuery.queryKey,
		(state) => state && { ...state, settings: { ...state.settings, ...more, chosen: true } },
	);
}

/** Sends what is shown now, whole: of several changes the last says all. */
export async function saveWishes(client: QueryClient): Promise<void> {
	const state = client.getQueryData(pushQuery.queryKey);
	if (!state) return;
	const { chosen: _, ...wishes } = state.settings;
	await api.PUT("/api/v1/push/settings", { body: wishes });
}

export const wishesSaving = { mutationKey: ["push", "wishes"], scope: { id: "push-wishes" } } as const;

/** Once nothing more is on its way, as the portal has it. */
export async function wishesSaved(client: QueryClient): Promise<void> {
	if (client.isMutating({ mutationKey: wishesSaving.mutationKey }) <= 1) await lookAgain(client);
}

export async function tryPush(): Promise<PushResult[]> {
	return (await dataOf(api.POST("/api/v1/push/test"))).results;
}
