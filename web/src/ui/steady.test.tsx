import { act, cleanup, fireEvent, render, renderHook, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { inOrder, NewPill, useHold, useSteady, useSteadyOrder, useSteadyRows } from "./steady";

vi.mock("react-i18next", () => ({
	useTranslation: () => ({ t: (_key: string, { count }: { count: number }) => `${count} new` }),
}));
afterEach(cleanup);

function List({ rows }: { rows: readonly string[] }) {
	const { held, handlers } = useHold();
	const { shown, waiting, take } = useSteady(rows, held, (before, now) => now.filter((row) => !before.includes(row)).length);
	return (
		<div data-testid="list" {...handlers}>
			<NewPill count={waiting} onTake={take} />
			<button type="button">row</button>
			<p>{shown.join(" ")}</p>
		</div>
	);
}

const shown = () => document.querySelector("p")?.textContent;
const list = () => screen.getByTestId("list");

it("follows while nobody is there", () => {
	const { rerender } = render(<List rows={["a"]} />);
	rerender(<List rows={["b", "a"]} />);
	expect(shown()).toBe("b a");
	expect(screen.queryByText("1 new")).toBeNull();
});

it("stays under the pointer, says how much is new, and follows when the pointer goes", () => {
	const { rerender } = render(<List rows={["a"]} />);
	fireEvent.pointerEnter(list());
	rerender(<List rows={["b", "a"]} />);
	rerender(<List rows={["c", "b", "a"]} />);
	expect(shown()).toBe("a");
	expect(screen.getByText("2 new")).toBeTruthy();
	fireEvent.pointerLeave(list());
	expect(shown()).toBe("c b a");
});

it("lets in what is new on a press, and holds again from there", () => {
	const { rerender } = render(<List rows={["a"]} />);
	fireEvent.pointerEnter(list());
	rerender(<List rows={["b", "a"]} />);
	fireEvent.click(screen.getByText("1 new"));
	expect(shown()).toBe("b a");
	rerender(<List rows={["c", "b", "a"]} />);
	expect(shown()).toBe("b a");
});

it("stays while the focus is within, whichever of its rows has it", () => {
	const { rerender } = render(<List rows={["a"]} />);
	act(() => screen.getByText("row").focus());
	rerender(<List rows={["b", "a"]} />);
	expect(shown()).toBe("a");
	act(() => screen.getByText("row").blur());
	expect(shown()).toBe("b a");
});

it("what only changes within its rows moves nothing and is shown at once", () => {
	const { rerender } = render(<List rows={["a", "b"]} />);
	fireEvent.pointerEnter(list());
	rerender(<List rows={["b", "a"]} />);
	expect(shown()).toBe("b a");
});

interface Session {
	id: string;
	balance: number;
}

function Sessions({ rows }: { rows: readonly Session[] }) {
	const { held, handlers } = useHold();
	const steady = useSteadyRows(rows, (row) => row.id, held);
	return (
		<div data-testid="list" {...handlers}>
			<NewPill count={steady.waiting} onTake={steady.take} />
			<p>{steady.shown.map(({ row, gone }) => `${row.id}${gone ? "†" : row.balance}`).join(" ")}</p>
		</div>
	);
}

it("rows under the pointer keep their places and say what is so now; what has gone stays there until the pointer goes", () => {
	const { rerender } = render(
		<Sessions
			rows={[
				{ id: "a", balance: 1 },
				{ id: "b", balance: 2 },
			]}
		/>,
	);
	fireEvent.pointerEnter(list());
	rerender(
		<Sessions
			rows={[
				{ id: "c", balance: 9 },
				{ id: "b", balance: 3 },
			]}
		/>,
	);
	expect(shown()).toBe("a† b3");
	fireEvent.click(screen.getByText("1 new"));
	expect(shown()).toBe("c9 b3");
	rerender(<Sessions rows={[]} />);
	expect(shown()).toBe("c† b†");
	fireEvent.pointerLeave(list());
	expect(shown()).toBe("");
});

it("an order is kept, with what is new behind it", () => {
	expect(inOrder(["d", "b", "c", "a"], (row) => row, ["a", "b", "c"])).toEqual(["a", "b", "c", "d"]);
	const { result, rerender } = renderHook(({ rows, held, reason }) => useSteadyOrder(rows, (row) => row, held, reason), {
		initialProps: { rows: ["a", "b"], held: true, reason: "net" },
	});
	rerender({ rows: ["b", "a"], held: true, reason: "net" });
	expect(result.current).toEqual(["a", "b"]);
	rerender({ rows: ["b", "a"], held: true, reason: "name" });
	expect(result.current).toEqual(["b", "a"]);
	rerender({ rows: ["a", "b"], held: false, reason: "name" });
	expect(result.current).toEqual(["a", "b"]);
});
