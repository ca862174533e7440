import { createTheme, type MantineColorsTuple } from "@mantine/core";

const accent: MantineColorsTuple = [
  "#eef1fe",
  "#dbe2fb",
  "#b5c3f6",
  "#8ca1f2",
  "#6a84ee",
  "#5571ec",
  "#4967eb",
  "#3b5bdb",
  "#2f4bc0",
  "#233ea5",
];

/** Mantine's dark surfaces in our hue: 6 is an input, 4 its border, 7 the page. */
const dark: MantineColorsTuple = [
  "#e4e8ef",
  "#c6cedb",
  "#a3adbd",
  "#8d97a8",
  "#39424f",
  "#2b3340",
  "#1f2530",
  "#181d26",
  "#11151c",
  "#0d1117",
];

const pillFieldHeight = "calc(var(--input-height) - 2 * var(--input-padding-y) - 2px)";

export const theme = createTheme({
  primaryColor: "accent",
  primaryShade: { light: 7, dark: 6 },
  colors: { accent, dark },
  fontFamily: "var(--hd-font)",
  fontFamilyMonospace: "var(--hd-font-mono)",
  defaultRadius: "sm",
  fontSizes: { xs: "12px", sm: "13px", md: "14px", lg: "16px", xl: "20px" },
  headings: { fontFamily: "var(--hd-font)", fontWeight: "600" },
  cursorType: "pointer",
  components: {
    SegmentedControl: { styles: { label: { paddingInline: 10 } } },
    Pill: { styles: { root: { height: 17, fontSize: 11 } } },
    // As high as a text field beside them while they hold no pill.
    MultiSelect: { styles: { inputField: { height: pillFieldHeight } } },
    TagsInput: { styles: { inputField: { height: pillFieldHeight } } },
  },
});
