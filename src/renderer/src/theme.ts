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
  // With every snapshot, so nothing is written that is there already.
  const set = (name: 'theme' | 'contrast', value: string) => {
    if (page.dataset[name] !== value) page.dataset[name] = value
  }
  const apply = () => {
    const bySystem = chosen === 'system' || chosen === 'high-contrast'
    set('theme', bySystem ? (dark.matches ? 'dark' : 'light') : chosen)
    set('contrast', chosen === 'high-contrast' || more.matches ? 'more' : 'usual')
  }
  dark.addEventListener('change', apply)
  more.addEventListener('change', apply)
  apply()
  return (theme) => {
    chosen = theme
    apply()
  }
}
