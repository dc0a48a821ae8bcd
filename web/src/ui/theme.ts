import {
	ActionIcon,
	Button,
	Checkbox,
	createTheme,
	Drawer,
	Modal,
	Popover,
	Select,
	Switch,
	TextInput,
	Tooltip,
} from "@mantine/core";

/** Mantine in our terms. Colours and sizes are in tokens.css: its own variables would need a style tag. */
export const theme = createTheme({
	fontFamily: "var(--font)",
	primaryColor: "blue",
	defaultRadius: "sm",
	cursorType: "pointer",
	respectReducedMotion: true,
	components: {
		/* Locking the page's scroll injects a style tag. */
		Modal: Modal.extend({ defaultProps: { lockScroll: false, centered: true } }),
		Drawer: Drawer.extend({ defaultProps: { lockScroll: false } }),
		Tooltip: Tooltip.extend({
			defaultProps: { openDelay: 300, withArrow: false, events: { hover: true, focus: true, touch: true } },
		}),
		Popover: Popover.extend({ defaultProps: { withinPortal: true } }),
		Button: Button.extend({ defaultProps: { size: "xs" } }),
		ActionIcon: ActionIcon.extend({ defaultProps: { variant: "subtle", size: 28 } }),
		TextInput: TextInput.extend({ defaultProps: { size: "xs" } }),
		Select: Select.extend({ defaultProps: { size: "xs" } }),
		Checkbox: Checkbox.extend({ defaultProps: { size: "xs" } }),
		Switch: Switch.extend({ defaultProps: { size: "xs" } }),
	},
});
