import { createTheme } from "@mantine/core";

/* Locking the page's scroll injects a style tag, which the content policy forbids. */
const noLock = { lockScroll: false };
const small = { defaultProps: { size: "xs" } };

/** Mantine in our terms. Colours and sizes are in tokens.css: its own variables would need a style tag. Components are named, not imported:
 * what is first used in a dialog shall not be in the first chunk. */
export const theme = createTheme({
	fontFamily: "var(--font)",
	primaryColor: "blue",
	defaultRadius: "sm",
	cursorType: "pointer",
	respectReducedMotion: true,
	components: {
		Modal: { defaultProps: { ...noLock, centered: true } },
		Drawer: { defaultProps: noLock },
		Spotlight: { defaultProps: noLock },
		Tooltip: { defaultProps: { openDelay: 300, withArrow: false, events: { hover: true, focus: true, touch: true } } },
		Popover: { defaultProps: { withinPortal: true } },
		ActionIcon: { defaultProps: { variant: "subtle", size: 28 } },
		Button: small,
		TextInput: small,
		PasswordInput: small,
		Select: small,
		Checkbox: small,
		Switch: small,
	},
});
