export function SearchPage() {
	return <div data-page="SearchPage" />;
}
