// Mantine in our clothes. Colours and measures live in theme.css as variables; this maps Mantine's own onto them.
import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core'

const ink: MantineColorsTuple = [
  '#eef2fa',
  '#dbe4f5',
  '#b7c8ea',
  '#8fb0f5',
  '#6f93e0',
  '#4a70c4',
  '#2f56a8',
  '#24478f',
  '#1d3a76',
  '#162d5c',
]
const grey: MantineColorsTuple = [
  '#faf9f7',
  '#f5f4f0',
  '#ecebe6',
  '#e3e0d9',
  '#d0ccc3',
  '#a8a49b',
  '#75716a',
  '#55524c',
  '#33312d',
  '#1f1e1b',
]
const dark: MantineColorsTuple = [
  '#e9e6df',
  '#b5b0a6',
  '#98938a',
  '#6d6962',
  '#47443f',
  '#383530',
  '#2c2a26',
  '#1c1b19',
  '#171614',
  '#121110',
]

/** Accent buttons take their colours from theme.css, which knows the night. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const usual = defaultVariantColorsResolver(input)
  if (input.variant !== 'filled' || (input.color && input.color !== 'ink')) return usual
  return { ...usual, background: 'var(--accent)', hover: 'var(--accent-hover)', color: 'var(--accent-ink)' }
}

export const theme = createTheme({
  variantColorResolver,
  primaryColor: 'ink',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  colors: { ink, gray: grey, dark },
  white: '#ffffff',
  black: '#1f1e1b',
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '4px', md: '6px', lg: '6px', xl: '6px' },
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif',
  fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '15px', xl: '18px' },
  lineHeights: { xs: '16px', sm: '20px', md: '20px', lg: '24px', xl: '26px' },
  headings: { fontWeight: '600' },
  respectReducedMotion: true,
  cursorType: 'pointer',
  components: {
    Button: { defaultProps: { size: 'sm' } },
    Tooltip: {
      defaultProps: {
        openDelay: 400,
        withArrow: false,
        transitionProps: { duration: 80 },
        events: { hover: true, focus: true, touch: false },
      },
    },
    Menu: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } },
    Popover: { defaultProps: { shadow: 'md', transitionProps: { duration: 80 } } },
    Modal: {
      defaultProps: {
        transitionProps: { duration: 100, transition: 'fade' },
        overlayProps: { backgroundOpacity: 0.35 },
      },
    },
    Drawer: { defaultProps: { transitionProps: { duration: 100 }, overlayProps: { backgroundOpacity: 0.35 } } },
    ActionIcon: { defaultProps: { variant: 'subtle', color: 'gray' } },
  },
})

const shared = {
  '--mantine-color-body': 'var(--paper)',
  '--mantine-color-text': 'var(--ink)',
  '--mantine-color-dimmed': 'var(--ink-2)',
  '--mantine-color-placeholder': 'var(--ink-3)',
  '--mantine-color-default': 'var(--raised)',
  '--mantine-color-default-hover': 'var(--hover)',
  '--mantine-color-default-color': 'var(--ink)',
  '--mantine-color-default-border': 'var(--line-strong)',
  '--mantine-color-anchor': 'var(--accent)',
  '--mantine-color-error': 'var(--red)',
  '--mantine-color-gray-light-color': 'var(--ink-2)',
  '--mantine-color-gray-light-hover': 'var(--hover)',
  '--mantine-color-gray-text': 'var(--ink-2)',
}

export const cssVariablesResolver: CSSVariablesResolver = () => ({ variables: {}, light: shared, dark: shared })
