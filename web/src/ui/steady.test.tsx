import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, it, vi } from "vitest";
import { NewPill, useHold, useSteady } from "./steady";

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
