import type { AppBridge } from '../../src/shared/contract'

declare global {
  interface Window {
    readonly firebreak: AppBridge
  }
}
