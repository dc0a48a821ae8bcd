import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { CircleAlert, Info } from "lucide-react";
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { type ApiProblem, asProblem } from "@/api/problem";
import { sessionQuery, signOn } from "@/api/session";
import { useAddress } from "@/ui/address";
import { Button } from "@/ui/Button";
import { useNow } from "@/ui/now";
import { ProblemText } from "@/ui/States";
import { PasswordField, TextField } from "@/ui/TextField";
import { LanguageChoice } from "./LanguageChoice";
import { Mark } from "./Mark";
import { nextPath } from "./nextPath";
import css from "./SignOn.module.css";
import { forgetWhyEnded, whyEnded } from "./session/ended";
import { onTabNews, tellTabs } from "./session/tabs";

const NAME_MAX = 64;
const PASSWORD_MAX = 256;
/* When the server names no time to wait. */
const WAIT_S = 5;

/** The form that everybody meets first, and again when a session has ended: signing on then leads back to the same place. */
export function SignOn() {
	const { t } = useTranslation("shell");
	const client = useQueryClient();
	const router = useRouter();
	const next = nextPath(useAddress().next);
	const { data: session } = useQuery(sessionQuery);
	const [username, setUsername] = useState("");
	const [password, setPassword] = useState("");
	const [problem, setProblem] = useState<ApiProblem | null>(null);
	const [waitUntil, setWaitUntil] = useState(0);
	const [busy, setBusy] = useState(false);
	const [caps, setCaps] = useState(false);
	const [why] = useState(whyEnded);
	const field = useRef<HTMLInputElement>(null);

	useEffect(() => {
		document.title = t("title.page", { page: t("signOn.title") });
	}, [t]);

	/* Signed on already, or in another tab meanwhile. */
	useEffect(() => {
		if (session) router.history.replace(next);
	}, [session, next, router]);
	useEffect(
		() =>
			onTabNews((news) => {
				if (news.what !== "off") void client.refetchQueries({ queryKey: sessionQuery.queryKey });
			}),
		[client],
	);

	const submit = async (event: FormEvent) => {
		event.preventDefault();
		if (busy || Date.now() < waitUntil) return;
		setBusy(true);
		setProblem(null);
		try {
			await signOn(client, username.trim(), password);
			forgetWhyEnded();
			tellTabs({ what: "on", username: username.trim() });
		} catch (e) {
			const problem = asProblem(e);
			setProblem(problem);
			if (problem.status === 429) setWaitUntil(Date.now() + (problem.retryAfter ?? WAIT_S) * 1000);
			else if (problem.status === 401) {
				setPassword("");
				field.current?.focus();
			}
		} finally {
			setBusy(false);
		}
	};
	const watchCaps = (event: KeyboardEvent) => setCaps(event.getModifierState("CapsLock"));
	return (
		<main className={css.page} id="main" tabIndex={-1}>
			<form className={css.form} onSubmit={(e) => void submit(e)} aria-labelledby="sign-on-title" data-form="sign-on">
				<p className={css.brand}>
					<Mark size={30} />
					<span>Pitboss</span>
				</p>
				<h1 id="sign-on-title">{t("signOn.title")}</h1>
				{why && !problem && (
					<p className={css.note} role="status">
						<Info size={16} aria-hidden />
						{t(`signOn.why.${why}`)}
					</p>
				)}
				<TextField
					label={t("signOn.username")}
					name="username"
					autoComplete="username"
					autoCapitalize="none"
					autoCorrect="off"
					spellCheck={false}
					maxLength={NAME_MAX}
					required
					autoFocus
					value={username}
					onChange={(e) => setUsername(e.currentTarget.value)}
				/>
				<PasswordField
					ref={field}
					label={t("signOn.password")}
					name="password"
					autoComplete="current-password"
					maxLength={PASSWORD_MAX}
					required
					value={password}
					onChange={(e) => setPassword(e.currentTarget.value)}
					onKeyDown={watchCaps}
					onKeyUp={watchCaps}
					onBlur={() => setCaps(false)}
				/>
				<p className={css.caps} role="status">
					{caps && (
						<>
							<Info size={14} aria-hidden /> {t("signOn.caps")}
						</>
					)}
				</p>
				{problem && <Refused problem={problem} waitUntil={waitUntil} />}
				<SubmitButton busy={busy} waitUntil={waitUntil} />
			</form>
			<LanguageChoice />
		</main>
	);
}

function Refused({ problem, waitUntil }: { problem: ApiProblem; waitUntil: number }) {
	const { t } = useTranslation("shell");
	const known =
		problem.status === 401 ? "wrong" : problem.status === 429 ? "tooMany" : problem.kind === "offline" ? "offline" : null;
	return (
		<div className={css.refused} role="alert" data-refused={known ?? problem.kind}>
			<CircleAlert size={16} aria-hidden />
			<div>
				<p>
					{known === "tooMany" ? <TooMany until={waitUntil} /> : known ? t(`signOn.${known}`) : <ProblemText problem={problem} />}
				</p>
				{problem.requestId && known === null && <code>{problem.requestId}</code>}
			</div>
		</div>
	);
}

function TooMany({ until }: { until: number }) {
	const { t } = useTranslation("shell");
	const left = Math.ceil((until - useNow()) / 1000);
	return (
		<>
			{t("signOn.tooMany")} <span aria-live="off">{left > 0 ? t("signOn.wait", { count: left }) : t("signOn.again")}</span>
		</>
	);
}

function SubmitButton({ busy, waitUntil }: { busy: boolean; waitUntil: number }) {
	const { t } = useTranslation("shell");
	const waiting = useNow() < waitUntil;
	return (
		<Button type="submit" large loading={busy} disabled={waiting}>
			{t("signOn.submit")}
		</Button>
	);
}
