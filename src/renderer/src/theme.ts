import type { AppSnapshot } from '../../core/app/snapshot'

/**
 * Keeps `data-theme` and `data-contrast` of the page in step with the setting, and with the system where the setting leaves
 * it to that. High contrast comes in light and in dark, as the system has it; a system that asks for more contrast gets it
 * in every theme.
 */
export function createTheme(page: HTMLElement): (theme: AppSnapshot['theme']) => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const more = window.matchMedia('(prefers-contrast: more)')
  let chosen: AppSnapshot['theme'] = 'system'
  const apply = () => {
    const bySystem = chosen === 'system' || chosen === 'high-contrast'
    page.dataset['theme'] = bySystem ? (dark.matches ? 'dark' : 'light') : chosen
    page.dataset['contrast'] = chosen === 'high-contrast' || more.matches ? 'more' : 'usual'
  }
  dark.addEventListener('change', apply)
  more.addEventListener('change', apply)
  apply()
  return (theme) => {
    chosen = theme
    apply()
  }
}
