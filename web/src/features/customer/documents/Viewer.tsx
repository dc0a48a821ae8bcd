/* A document's pages on a stage: zoom, rotation, pages, by pointer and by keys. What is shown can't be saved or printed from here, on purpose. */
import { useCallback, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { announce } from "@/ui/announce";
import { useKeys } from "@/ui/keys";
import type { PageSource, Rotation } from "./pages";
import { turned } from "./pages";
import { Toolbar } from "./Toolbar";
import { useDrawn, usePageSize } from "./useDrawn";
import { useZoom } from "./useZoom";
import css from "./Viewer.module.css";

/** @name says in words what the picture is. */
export function Viewer({ source, name, onFail }: { source: PageSource; name: string; onFail: (error: unknown) => void }) {
	const { t } = useTranslation("documents");
	const stage = useRef<HTMLElement>(null);
	const canvas = useRef<HTMLCanvasElement>(null);
	const [page, setPage] = useState(1);
	const [rotation, setRotation] = useState<Rotation>(0);
	const upright = usePageSize(source, page, onFail);
	const size = upright && turned(upright, rotation);
	const { zoom, scale, setZoom, step, pointers } = useZoom(stage, size);
	const drawn = useDrawn(canvas, source, { page, rotation, scale: size ? scale : 0 }, onFail);

	const go = useCallback(
		(to: number) => {
			const next = Math.min(source.pages, Math.max(1, to));
			setPage(next);
			announce(t("page", { page: next, pages: source.pages }));
			stage.current?.scrollTo(0, 0);
		},
		[source, t],
	);
	const rotate = () => setRotation((r) => ((r + 90) % 360) as Rotation);
	const group = t("keys.group");
	const zoomKeys = [
		{ keys: "+", what: t("zoomIn"), group, run: () => step(1) },
		{ keys: "=", what: null, group, run: () => step(1) },
		{ keys: "-", what: t("zoomOut"), group, run: () => step(-1) },
		{ keys: "f", what: t("fit"), group, run: () => setZoom("fit") },
		{ keys: "r", what: t("rotate"), group, run: rotate },
	];
	const pageKeys = [
		{ keys: "PageUp", what: t("previous"), group, run: () => go(page - 1) },
		{ keys: "PageDown", what: t("next"), group, run: () => go(page + 1) },
		{ keys: "Home", what: t("first"), group, run: () => go(1) },
		{ keys: "End", what: t("last"), group, run: () => go(source.pages) },
	];
	useKeys(source.pages > 1 ? [...zoomKeys, ...pageKeys] : zoomKeys);
	/* So that the arrow keys pan at once. */
	useEffect(() => stage.current?.focus({ preventScroll: true }), []);

	return (
		<div className={css.viewer} data-viewer data-drawn={drawn || undefined}>
			<Toolbar
				pages={source.pages}
				page={page}
				onPage={go}
				scale={scale}
				fitting={zoom === "fit"}
				onFit={() => setZoom("fit")}
				onStep={step}
				onRotate={rotate}
			/>
			{!source.complete && (
				<p className={css.warning} role="alert">
					{t("incomplete")}
				</p>
			)}
			<section
				ref={stage}
				className={css.stage}
				dir="ltr"
				// biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
				tabIndex={0}
				aria-label={t("stage")}
				data-fit={zoom === "fit" || undefined}
				onContextMenu={(e) => e.preventDefault()}
				{...pointers}
			>
				<canvas
					ref={canvas}
					role="img"
					aria-label={t("alt", { name, page, pages: source.pages })}
					className={css.canvas}
					style={size ? { inlineSize: size.width * scale, blockSize: size.height * scale } : undefined}
				/>
			</section>
		</div>
	);
}
