import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import {
	changeWishes,
	type PushDevice,
	type PushResult,
	type PushState,
	type PushWishes,
	pushQuery,
	removeDevice,
	saveWishes,
	tryPush,
	wishesSaved,
	wishesSaving,
} from "@/api/push";
import { useSession } from "@/api/session";
import { announce } from "@/ui/announce";
import { Button } from "@/ui/Button";
import { Choice } from "@/ui/Choice";
import { OnOff } from "@/ui/SettingChoices";
import { Failed, Loading } from "@/ui/States";
import { TextField } from "@/ui/TextField";
import { Time } from "@/ui/Time";
import { useWords } from "@/ui/words";
import { type Permission, permission, turnOff, turnOn } from "./device";
import { type Here, hereQuery } from "./here";
import css from "./PushSettings.module.css";

const LEAST = ["low", "medium", "high", "critical"] as const;
const USUAL_QUIET = { from: "22:00", to: "07:00" };

/** What a person is told of alerts: on which devices, how grave, and when not. */
export function PushSettings() {
	const { t } = useTranslation("push");
	const query = useQuery(pushQuery);
	const { data, error, refetch } = query;
	return (
		<section aria-labelledby="settings-push" data-settings="push">
			<h2 id="settings-push">{t("title")}</h2>
			<p className={css.text}>{t("text")}</p>
			{data ? <Loaded state={data} /> : error ? <Failed error={error} onRetry={() => void refetch()} /> : <Loading lines={5} />}
		</section>
	);
}

function Loaded({ state }: { state: PushState }) {
	const { username } = useSession();
	const { data: here } = useQuery(hereQuery(username));
	return (
		<>
			<ThisDevice here={here} state={state} />
			<OtherDevices devices={state.subscriptions.filter((s) => s.endpointHash !== here?.hash)} />
			<Wishes settings={state.settings} />
			<Trial devices={state.subscriptions} />
		</>
	);
}

type HereState = Exclude<Permission, "default" | "granted"> | "off" | "none" | "page" | "pushed";

function stateOf(here: Here, state: PushState): HereState {
	if (here.permission === "unsupported" || here.permission === "denied") return here.permission;
	if (!here.wanted || here.permission === "default") return "off";
	if (state.publicKey === null) return "none";
	return state.subscriptions.some((s) => s.endpointHash === here.hash) ? "pushed" : "page";
}

function ThisDevice({ here, state }: { here: Here | undefined; state: PushState }) {
	const { t } = useTranslation("push");
	const client = useQueryClient();
	const { username } = useSession();
	const change = useMutation({
		mutationFn: async (on: boolean) => {
			if (on) await turnOn(client, username);
			else await turnOff(client);
		},
		onSettled: () => client.invalidateQueries({ queryKey: hereQuery(username).queryKey }),
	});
	if (!here) return <Loading lines={1} />;
	const now = stateOf(here, state);
	const possible = now !== "unsupported" && now !== "denied";
	return (
		<div data-here={now}>
			{possible && (
				<OnOff
					label={t("here.name")}
					hint={t("here.hint")}
					on={change.isPending ? change.variables : now !== "off"}
					onChange={(on) => change.mutate(on)}
				/>
			)}
			<p className={css.state} role="status" data-tone={now}>
				{change.isError && permission() !== "denied" ? t("here.failed") : t(`here.${now}`)}
			</p>
		</div>
	);
}

function OtherDevices({ devices }: { devices: readonly PushDevice[] }) {
	const { t } = useTranslation("push");
	const client = useQueryClient();
	const remove = useMutation({
		mutationFn: (device: PushDevice) => removeDevice(client, device.subscriptionId),
		onSuccess: (_, device) => announce(t("devices.removed", { label: device.label })),
	});
	return (
		<div className={css.devices}>
			<h3>{t("devices.title")}</h3>
			{devices.length === 0 && <p className="dim">{t("devices.none")}</p>}
			{remove.error && <Failed error={remove.error} compact />}
			<ul>
				{devices.map((device) => (
					<li key={device.subscriptionId} data-device>
						<bdi>{device.label}</bdi>
						<Time at={device.madeAt} />
						<Button
							variant="default"
							aria-label={t("devices.removeName", { label: device.label })}
							loading={remove.isPending && remove.variables.subscriptionId === device.subscriptionId}
							onClick={() => remove.mutate(device)}
						>
							{t("devices.remove")}
						</Button>
					</li>
				))}
			</ul>
		</div>
	);
}

function Wishes({ settings }: { settings: PushState["settings"] }) {
	const { t } = useTranslation("push");
	const words = useWords();
	const client = useQueryClient();
	const save = useMutation({
		...wishesSaving,
		mutationFn: () => saveWishes(client),
		onSettled: () => wishesSaved(client),
	});
	const ours = Intl.DateTimeFormat().resolvedOptions().timeZone;
	const { chosen, ...kept } = settings;
	/* Who has said nothing yet means the clocks of where they are. */
	const wishes: PushWishes = chosen ? kept : { ...kept, timeZone: ours };
	const change = (more: Partial<PushWishes>) => {
		changeWishes(client, { ...(!chosen && { timeZone: ours }), ...more });
		save.mutate();
	};
	return (
		<>
			<Choice
				label={t("least.name")}
				hint={t("least.hint")}
				value={wishes.severityAtLeast}
				onChange={(severityAtLeast) => change({ severityAtLeast })}
				options={LEAST.map((value) => ({ value, label: words("severity", value) }))}
			/>
			<OnOff
				label={t("quiet.name")}
				hint={t("quiet.hint", { zone: wishes.timeZone })}
				on={Boolean(wishes.quietHours)}
				onChange={(on) => change({ quietHours: on ? USUAL_QUIET : null })}
			/>
			{wishes.quietHours && (
				<>
					<div className={css.hours}>
						<Clock
							label={t("quiet.from")}
							name="from"
							value={wishes.quietHours.from}
							onChange={(from) => change({ quietHours: { from, to: wishes.quietHours?.to ?? from } })}
						/>
						<Clock
							label={t("quiet.to")}
							name="to"
							value={wishes.quietHours.to}
							onChange={(to) => change({ quietHours: { from: wishes.quietHours?.from ?? to, to } })}
						/>
						{wishes.timeZone !== ours && (
							<Button variant="default" onClick={() => change({ timeZone: ours })}>
								{t("quiet.zone", { zone: ours })}
							</Button>
						)}
					</div>
					<OnOff
						label={t("quiet.critical")}
						hint={t("quiet.criticalHint")}
						on={wishes.criticalPasses}
						onChange={(criticalPasses) => change({ criticalPasses })}
					/>
				</>
			)}
			{save.error && <Failed error={save.error} compact />}
		</>
	);
}

/* Kept when it is left, and only if it is a time: in between it is none. */
function Clock({
	label,
	name,
	value,
	onChange,
}: {
	label: string;
	name: string;
	value: string;
	onChange: (value: string) => void;
}) {
	const [typed, setTyped] = useState<string | null>(null);
	return (
		<TextField
			label={label}
			name={name}
			type="time"
			required
			value={typed ?? value}
			onChange={(e) => setTyped(e.currentTarget.value)}
			onBlur={() => {
				if (typed && typed !== value) onChange(typed);
				setTyped(null);
			}}
		/>
	);
}

function Trial({ devices }: { devices: readonly PushDevice[] }) {
	const { t } = useTranslation("push");
	const client = useQueryClient();
	const send = useMutation({
		mutationFn: tryPush,
		/* One that is gone is gone from the list, too. */
		onSuccess: () => client.invalidateQueries({ queryKey: pushQuery.queryKey }),
	});
	const [asked, setAsked] = useState<readonly PushDevice[]>([]);
	const say = (result: PushResult) =>
		t(`test.${result.outcome}`, { label: asked.find((d) => d.subscriptionId === result.subscriptionId)?.label ?? "" });
	return (
		<div className={css.trial}>
			<p className="dim">{t("test.hint")}</p>
			<Button
				variant="default"
				loading={send.isPending}
				disabled={devices.length === 0}
				onClick={() => {
					setAsked(devices);
					send.mutate();
				}}
			>
				{t("test.do")}
			</Button>
			<div role="status" className={css.results}>
				{devices.length === 0 && !send.data && <p className="dim">{t("test.none")}</p>}
				{send.error && <p>{t("test.failed")}</p>}
				{send.data?.map((result) => (
					<p key={result.subscriptionId} data-outcome={result.outcome}>
						{say(result)}
					</p>
				))}
			</div>
		</div>
	);
}
