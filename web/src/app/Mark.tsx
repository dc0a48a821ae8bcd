/** The mark: a casino chip that watches. The same shape as public/icon.svg. */
export function Mark({ size = 22 }: { size?: number }) {
	return (
		<svg width={size} height={size} viewBox="0 0 64 64" aria-hidden="true" focusable="false">
			<circle cx="32" cy="32" r="30" fill="var(--mark, #1c56c4)" />
			<circle
				cx="32"
				cy="32"
				r="25.5"
				fill="none"
				stroke="#fff"
				strokeWidth="7"
				strokeDasharray="13.35 13.35"
				strokeDashoffset="6.68"
			/>
			<path d="M13 32c5-9 12-13 19-13s14 4 19 13c-5 9-12 13-19 13s-14-4-19-13z" fill="#fff" />
			<circle cx="32" cy="32" r="8" fill="var(--mark, #1c56c4)" />
			<circle cx="35" cy="29" r="2.6" fill="#fff" />
		</svg>
	);
}
