import { zoomStep } from '../../../../core/window/zoom'
import type { AppCommand } from '../../../../shared/contract'
import { Button } from '../../ui/Button'

type Change = Extract<AppCommand, { type: 'settings/set' }>['change']

interface Props {
  readonly zoom: number
  readonly set: (change: Change) => void
}

/** Size of everything in the windows, in steps. */
export function ZoomSetting({ zoom, set }: Props) {
  const step = (direction: 1 | 0 | -1) => set({ key: 'zoom', value: zoomStep(zoom, direction) })
  return (
    <div className="row" role="group" aria-label="Size">
      <Button look="slim" label="Smaller" disabled={zoomStep(zoom, -1) === zoom} onPress={() => step(-1)}>
        −
      </Button>
      <span className="num" aria-live="polite">
        {Math.round(zoom * 100)} %
      </span>
      <Button look="slim" label="Larger" disabled={zoomStep(zoom, 1) === zoom} onPress={() => step(1)}>
        +
      </Button>
      {zoom === 1 ? null : (
        <Button look="quiet slim" onPress={() => step(0)}>
          Usual size
        </Button>
      )}
    </div>
  )
}
