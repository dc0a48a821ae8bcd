export function SourcesPage() {
	return <div data-page="SourcesPage" />;
}
