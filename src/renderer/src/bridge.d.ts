import type { AppBridge } from '../../shared/contract'

declare global {
  interface Window {
    /** Put there by the preload. */
    readonly firebreak: AppBridge
  }
}
