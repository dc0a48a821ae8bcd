import { act, cleanup, render, screen } from "@testing-library/react";
import { Component, type ComponentType, type ReactNode } from "react";
import { afterEach, expect, test, vi } from "vitest";
import { later } from "./later";

afterEach(cleanup);

const Hello: ComponentType<{ name: string }> = ({ name }) => <p>Hello {name}</p>;

class Guard extends Component<{ children: ReactNode }> {
	override state = { failed: false };
	static getDerivedStateFromError() {
		return { failed: true };
	}
	override render() {
		return this.state.failed ? <p>failed</p> : this.props.children;
	}
}

test("the placeholder stands until the code is there, and it is fetched once", async () => {
	let arrive: () => void = () => undefined;
	const load = vi.fn(() => new Promise<typeof Hello>((resolve) => (arrive = () => resolve(Hello))));
	const Late = later(load, <p>wait</p>);
	render(
		<>
			<Late name="a" />
			<Late name="b" />
		</>,
	);
	expect(screen.getAllByText("wait")).toHaveLength(2);
	await act(async () => arrive());
	expect(screen.getByText("Hello a")).toBeTruthy();
	expect(screen.getByText("Hello b")).toBeTruthy();
	expect(load).toHaveBeenCalledOnce();
});

test("what was fetched ahead is drawn at once", async () => {
	const Late = later(async () => Hello, <p>wait</p>);
	Late.ahead();
	await act(async () => undefined);
	render(<Late name="c" />);
	expect(screen.getByText("Hello c")).toBeTruthy();
});

test("a failure reaches the guard around it; drawn again, it is tried again", async () => {
	const silent = vi.spyOn(console, "error").mockImplementation(() => undefined);
	const load = vi.fn<() => Promise<typeof Hello>>().mockRejectedValueOnce(new Error("no chunk")).mockResolvedValue(Hello);
	const Late = later(load);
	const first = render(<Guard>{<Late name="d" />}</Guard>);
	expect(await screen.findByText("failed")).toBeTruthy();
	first.unmount();
	render(<Guard>{<Late name="d" />}</Guard>);
	expect(await screen.findByText("Hello d")).toBeTruthy();
	expect(load).toHaveBeenCalledTimes(2);
	silent.mockRestore();
});

test("where the page can do without, it does", async () => {
	const Late = later<{ name: string }>(() => Promise.reject(new Error("no chunk")), <p>wait</p>, <p>without</p>);
	render(<Guard>{<Late name="e" />}</Guard>);
	expect(await screen.findByText("without")).toBeTruthy();
});
