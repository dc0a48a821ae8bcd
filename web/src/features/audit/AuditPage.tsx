export function AuditPage() {
	return <div data-page="AuditPage" />;
}
