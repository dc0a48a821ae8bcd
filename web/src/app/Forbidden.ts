/** Thrown by a route that the role does not open; the page about it is drawn instead. */
export class Forbidden extends Error {
	override name = "Forbidden";
}
