export function HomePage() {
	return <div data-page="HomePage" />;
}
