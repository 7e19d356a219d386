import type { AppSnapshot } from '../../core/app/snapshot'

/** Keeps `data-theme` of the page in step with the setting, and with the system where the setting leaves it to that. */
export function createTheme(page: HTMLElement): (theme: AppSnapshot['theme']) => void {
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  let chosen: AppSnapshot['theme'] = 'system'
  const apply = () => {
    page.dataset['theme'] = chosen === 'system' ? (dark.matches ? 'dark' : 'light') : chosen
  }
  dark.addEventListener('change', apply)
  apply()
  return (theme) => {
    chosen = theme
    apply()
  }
}
