export function SettingsPage() {
	return <div data-page="SettingsPage" />;
}
