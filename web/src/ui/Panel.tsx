/* The frame of every panel: heading, how old it is, what can be done, and exactly one of its states. A panel fails by itself. */

import { ChevronDown, ChevronRight } from "lucide-react";
import { Component, type ErrorInfo, type ReactNode, type Ref, useId } from "react";
import { useTranslation } from "react-i18next";
import { ApiProblem } from "@/api/problem";
import { IconButton } from "./Button";
import { useCollapsed } from "./collapsed";
import { Freshness, type Meta } from "./Freshness";
import css from "./Panel.module.css";
import { Failed, Loading } from "./States";

/** What a panel needs to know of its query; every result of useQuery is one. */
export interface Fetched<T> {
	data: T | undefined;
	error: unknown;
	isPending: boolean;
	dataUpdatedAt: number;
	errorUpdatedAt: number;
	refetch: () => unknown;
}

interface PanelProps<T> {
	title: string;
	/** Names the panel for collapsing, and in tests (data-panel). */
	name: string;
	query: Fetched<T>;
	/** Where in the data its age and origin stand; null: it has none. */
	meta?: (data: T) => Meta | null | undefined;
	children: (data: T) => ReactNode;
	/** Buttons and filters at the right of the heading; there in every state. */
	actions?: ReactNode;
	/** How much room the data will take: lines of a row's height, or pixels. */
	lines?: number;
	height?: number;
	level?: 2 | 3;
	className?: string;
	ref?: Ref<HTMLElement>;
}

export function Panel<T>({
	title,
	name,
	query,
	meta,
	children,
	actions,
	lines,
	height,
	level = 3,
	className,
	ref,
}: PanelProps<T>) {
	const { data, error } = query;
	const origin = data === undefined ? null : (meta?.(data) ?? null);
	const missing = origin?.state === "missing";
	return (
		<PanelFrame
			title={title}
			name={name}
			level={level}
			className={className}
			ref={ref}
			actions={actions}
			state={error && data === undefined ? "failed" : missing ? "missing" : (origin?.state ?? "fresh")}
			freshness={origin && !missing && <Freshness meta={origin} receivedAt={query.dataUpdatedAt} />}
		>
			{data === undefined ? (
				error ? (
					<Failed error={error} since={query.errorUpdatedAt} onRetry={() => void query.refetch()} />
				) : (
					<Loading lines={lines} height={height} />
				)
			) : missing && origin ? (
				<MissingSource meta={origin} receivedAt={query.dataUpdatedAt} onRetry={() => void query.refetch()} />
			) : (
				<Guard name={name} tryAgainOn={query.dataUpdatedAt}>
					<Drawn data={data}>{children}</Drawn>
				</Guard>
			)}
		</PanelFrame>
	);
}

/* Called here and not in the panel, so that what breaks in it breaks below the guard. */
function Drawn<T>({ data, children }: { data: T; children: (data: T) => ReactNode }) {
	return children(data);
}

/** The source said nothing, and nothing is known from before. */
function MissingSource({ meta, receivedAt, onRetry }: { meta: Meta; receivedAt: number; onRetry: () => void }) {
	return <Failed error={new SourceDown(meta)} since={receivedAt} onRetry={onRetry} />;
}

class SourceDown extends ApiProblem {
	constructor(meta: Meta) {
		super("source-down", 503, meta.error ? { source: meta.source, error: meta.error } : {});
	}
}

interface FrameProps {
	title: string;
	name: string;
	level?: 2 | 3;
	state?: string;
	freshness?: ReactNode;
	actions?: ReactNode;
	className?: string;
	ref?: Ref<HTMLElement>;
	children: ReactNode;
}

/** The bare frame, for panels that have several queries or none. */
export function PanelFrame({ title, name, level = 3, state, freshness, actions, className, ref, children }: FrameProps) {
	const { t } = useTranslation();
	const [collapsed, setCollapsed] = useCollapsed(name);
	const heading = useId();
	const body = useId();
	const Heading = level === 2 ? "h2" : "h3";
	const Chevron = collapsed ? ChevronRight : ChevronDown;
	return (
		<section
			ref={ref}
			className={[css.panel, className].filter(Boolean).join(" ")}
			aria-labelledby={heading}
			data-panel={name}
			data-state={state}
		>
			<header className={css.head}>
				<IconButton
					size="small"
					aria-expanded={!collapsed}
					aria-controls={body}
					aria-label={t(collapsed ? "expand" : "collapse", { title })}
					onClick={() => setCollapsed(!collapsed)}
				>
					<Chevron size={14} aria-hidden />
				</IconButton>
				<Heading id={heading} className={css.title}>
					{title}
				</Heading>
				{freshness}
				<div className={css.actions}>{actions}</div>
			</header>
			{!collapsed && (
				<div id={body} className={css.body}>
					{children}
				</div>
			)}
		</section>
	);
}

/* What browsers say of a chunk or its styles that did not come. */
const CODE_MISSING = /dynamically imported module|importing a module script|unable to preload css/i;

/** What breaks while it is drawn breaks this far and no further; new data (@tryAgainOn) get a new try. */
export class Guard extends Component<{ name: string; tryAgainOn?: unknown; children: ReactNode }, { error: Error | null }> {
	override state: { error: Error | null } = { error: null };

	static getDerivedStateFromError(error: Error) {
		return { error };
	}

	override componentDidCatch(error: Error, info: ErrorInfo) {
		console.error(`panel ${this.props.name}`, error, info.componentStack);
	}

	override componentDidUpdate(before: { tryAgainOn?: unknown }) {
		if (this.state.error && before.tryAgainOn !== this.props.tryAgainOn) this.setState({ error: null });
	}

	override render() {
		const { error } = this.state;
		if (!error) return this.props.children;
		/* Code that could not be fetched is not fetched again by drawing again: only a new page does that. */
		if (CODE_MISSING.test(error.message))
			return <Failed error={new ApiProblem("offline", 0)} onRetry={() => location.reload()} />;
		return <Failed error={new ApiProblem("page-fault", 0)} onRetry={() => this.setState({ error: null })} />;
	}
}
