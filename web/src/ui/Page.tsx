/* Pages that are no customer's: one column under a heading, and panels that read again by themselves. */
import type { ReactNode } from "react";
import css from "./Page.module.css";
import { PanelFrame } from "./Panel";
import { Ago } from "./Time";

interface PageProps {
	/** Names the page in tests (data-page). */
	name: string;
	title: string;
	/** What is to be found here. */
	text: string;
	children: ReactNode;
}

export function Page({ name, title, text, children }: PageProps) {
	return (
		<div className={css.page} data-page={name}>
			<h1>{title}</h1>
			<p className="dim">{text}</p>
			{children}
		</div>
	);
}

interface PagePanelProps {
	title: string;
	name: string;
	query: { data: unknown; error: unknown; dataUpdatedAt: number };
	actions?: ReactNode;
	className?: string;
	children: ReactNode;
}

/** A panel of the portal's own news, which have no source: it says when they were asked for. */
export function PagePanel({ title, name, query, actions, className, children }: PagePanelProps) {
	return (
		<PanelFrame
			title={title}
			name={name}
			level={2}
			state={query.error ? "failed" : "fresh"}
			freshness={
				query.data !== undefined && (
					<span className="dim">
						<Ago at={new Date(query.dataUpdatedAt).toISOString()} />
					</span>
				)
			}
			actions={actions}
			className={className}
		>
			{children}
		</PanelFrame>
	);
}
