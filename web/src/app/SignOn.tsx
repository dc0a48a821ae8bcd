export function SignOn() {
	return <div data-page="SignOn" />;
}
