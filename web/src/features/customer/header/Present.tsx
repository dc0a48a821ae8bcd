import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { type Around, useAround } from "@/api/live/around";
import { announce } from "@/ui/announce";
import { number } from "@/ui/format";
import { Popover } from "@/ui/Popover";
import { Ago } from "@/ui/Time";
import { useWords } from "@/ui/words";
import { initials } from "./initials";
import css from "./Present.module.css";

/* More faces than this are a number. */
const FACES_MAX = 3;
/* Who goes and comes back within this time is not told of again. */
const TOLD_AGAIN_MS = 60_000;

/** Who else has this customer's page open; nothing where nobody has. */
export function Present({ id }: { id: string }) {
	const { t } = useTranslation("live");
	const words = useWords();
	const around = useAround(id);
	useSpoken(around);
	const { viewers, more } = around;
	const count = viewers.length + more;
	if (count === 0) return null;
	const faces = viewers.slice(0, FACES_MAX);
	const name = t("around.name", { count, formatted: number(count) });
	const names = viewers.map((v) => t("around.viewer", { name: v.username, role: words("role", v.role) }));
	return (
		<Popover
			width={280}
			side="start"
			label={t("around.title")}
			target={(props) => (
				<button {...props} type="button" className={css.present} aria-label={name} title={names.join("\n")} data-present={count}>
					{faces.map((v) => (
						<span key={v.username} className={css.face} aria-hidden>
							{initials(v.username)}
						</span>
					))}
					{count > faces.length && (
						<span className={css.face} aria-hidden>
							{t("around.more", { formatted: number(count - faces.length) })}
						</span>
					)}
				</button>
			)}
		>
			<h2 className={css.title}>{t("around.title")}</h2>
			<ul className={css.list}>
				{viewers.map((v) => (
					<li key={v.username} className={css.row} data-viewer={v.username}>
						<span className={css.face} aria-hidden>
							{initials(v.username)}
						</span>
						<span className={css.who}>
							<b>
								<bdi>{v.username}</bdi>
							</b>
							<span className="dim">{words("role", v.role)}</span>
						</span>
						<span className="dim">
							<Ago at={v.since} narrow />
						</span>
					</li>
				))}
			</ul>
			{more > 0 && <p className="dim">{t("around.others", { count: more, formatted: number(more) })}</p>}
		</Popover>
	);
}

/* Who comes is said once, politely. */
function useSpoken({ viewers }: Around): void {
	const { t } = useTranslation("live");
	const said = useRef(new Map<string, number>());
	useEffect(() => {
		const now = Date.now();
		for (const { username } of viewers) {
			const before = said.current.get(username);
			said.current.set(username, now);
			if (before === undefined || now - before > TOLD_AGAIN_MS) announce(t("around.came", { name: username }));
		}
	}, [viewers, t]);
}
