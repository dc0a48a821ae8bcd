export function GalleryPage() {
	return <div data-page="GalleryPage" />;
}
