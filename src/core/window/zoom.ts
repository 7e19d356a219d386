/** The steps of Ctrl + and Ctrl −, as in a browser. */
const steps = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const

/** One step larger (1), one smaller (-1) or back to the usual size (0). */
export function zoomStep(zoom: number, direction: 1 | 0 | -1): number {
  if (direction === 0) return 1
  const next =
    direction === 1 ? steps.find((step) => step > zoom + 0.001) : steps.findLast((step) => step < zoom - 0.001)
  return next ?? zoom
}
