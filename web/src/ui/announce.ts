/* News for screen readers, politely: one live region for the page, which app draws. */
type Listener = (text: string) => void;

const listeners = new Set<Listener>();

export function announce(text: string): void {
	for (const listener of listeners) listener(text);
}

export function onAnnouncement(listener: Listener): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}
