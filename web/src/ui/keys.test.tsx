import { act, cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type KeyBinding, useKeyList, useKeys } from "./keys";
import { changeSettings } from "./settings";

function Keyed({ bindings, enabled }: { bindings: KeyBinding[]; enabled?: boolean }) {
	useKeys(bindings, enabled);
	return null;
}

function binding(keys: string, run: () => void, always = false): KeyBinding {
	return { keys, what: keys, group: "g", run, always };
}

function press(key: string, init: KeyboardEventInit = {}, on: EventTarget = document.body): boolean {
	return on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...init }));
}

beforeEach(() => changeSettings({ keys: true }));
afterEach(() => {
	cleanup();
	document.body.replaceChildren();
	vi.useRealTimers();
});

describe("keys", () => {
	it("run what they are bound to, as long as it is there", () => {
		const run = vi.fn();
		const { unmount } = render(<Keyed bindings={[binding("j", run)]} />);
		expect(press("j")).toBe(false);
		unmount();
		press("j");
		expect(run).toHaveBeenCalledTimes(1);
	});
	it("in a sequence need both within a second, and the second key then means nothing else", () => {
		const go = vi.fn();
		const home = vi.fn();
		render(<Keyed bindings={[binding("g h", go), binding("h", home)]} />);
		press("g");
		press("h");
		expect([go.mock.calls.length, home.mock.calls.length]).toEqual([1, 0]);
		press("h");
		expect([go.mock.calls.length, home.mock.calls.length]).toEqual([1, 1]);
		press("g");
		press("x");
		press("h");
		expect([go.mock.calls.length, home.mock.calls.length]).toEqual([1, 2]);
	});
	it("are off while somebody types, but for those with a modifier", () => {
		const slash = vi.fn();
		const palette = vi.fn();
		render(<Keyed bindings={[binding("/", slash), binding("mod+k", palette, true)]} />);
		for (const tag of ["input", "textarea", "select"]) {
			const field = document.body.appendChild(document.createElement(tag));
			press("/", {}, field);
			press("k", { ctrlKey: true }, field);
		}
		expect([slash.mock.calls.length, palette.mock.calls.length]).toEqual([0, 3]);
	});
	it("can be turned off, but for those with a modifier", () => {
		const slash = vi.fn();
		const palette = vi.fn();
		render(<Keyed bindings={[binding("/", slash), binding("mod+k", palette, true)]} />);
		changeSettings({ keys: false });
		expect(press("/")).toBe(true);
		press("K", { metaKey: true });
		expect([slash.mock.calls.length, palette.mock.calls.length]).toEqual([0, 1]);
	});
	it("leave alone what another has answered, and what is being composed", () => {
		const run = vi.fn();
		render(<Keyed bindings={[binding("j", run)]} />);
		press("j", { isComposing: true });
		const event = new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true });
		event.preventDefault();
		document.body.dispatchEvent(event);
		expect(run).not.toHaveBeenCalled();
	});
	it("of what came last win over the same ones below", () => {
		const below = vi.fn();
		const dialog = vi.fn();
		render(
			<>
				<Keyed bindings={[binding("Escape", below)]} />
				<Keyed bindings={[binding("Escape", dialog)]} />
			</>,
		);
		press("Escape");
		expect([below.mock.calls.length, dialog.mock.calls.length]).toEqual([0, 1]);
	});
	it("are listed for the help while they are there", () => {
		let listed: readonly KeyBinding[] = [];
		function List() {
			listed = useKeyList();
			return null;
		}
		const { rerender } = render(
			<>
				<List />
				<Keyed bindings={[binding("j", () => undefined)]} />
			</>,
		);
		expect(listed.map((b) => b.keys)).toEqual(["j"]);
		act(() =>
			rerender(
				<>
					<List />
					<Keyed bindings={[binding("j", () => undefined)]} enabled={false} />
				</>,
			),
		);
		expect(listed).toEqual([]);
	});
});
