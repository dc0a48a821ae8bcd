import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { type Place, usePlaces } from "./places";

interface Props {
	className?: string;
	/** The page's name shows on hovering: where the link may be no more than its picture. */
	titled?: boolean;
	onGo?: () => void;
	children: (place: Place, name: string) => ReactNode;
}

/** A link to each page that whoever is signed on may open; @children say what stands in it. */
export function PlaceLinks({ className, titled = false, onGo, children }: Props) {
	const { t } = useTranslation("shell");
	return usePlaces().map((place) => {
		const name = t(`place.${place.name}`);
		return (
			<Link
				key={place.name}
				to={place.to}
				search={{}}
				className={className}
				activeOptions={{ exact: place.to === "/", includeSearch: false }}
				title={titled ? name : undefined}
				onClick={onGo}
			>
				{children(place, name)}
			</Link>
		);
	});
}
