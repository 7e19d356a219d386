import { type RefObject, useLayoutEffect, useRef, useState } from 'react'
import type { ChartPlace, HistoryChart } from '../../../../core/limits/history-chart'
import { clockTime } from '../../../../core/words/times'

interface Props {
  readonly chart: HistoryChart
  /** What the picture says, in words. */
  readonly summary: string
  readonly tone: 'ember' | 'lake' | 'plain'
  /** When the window runs out at the present pace, and when it is reset; Unix milliseconds, null when not in the chart. */
  readonly runsOutAt: number | null
  readonly resetsAt: number | null
}

// In px, with room for the words at the edges.
const height = 208
const left = 44
const right = 8
const top = 18
/** "reset 22:47", which begins no later than this from the right edge. */
const labelWidth = 66
const plotHeight = height - top - 22

/** In a wide dialog; also for a page that is not laid out. */
const usualWidth = 592

const y = (place: number): number => top + (1 - place) * plotHeight

/** What was left of a window over time, and where that leads. Nothing in it moves. */
export function LimitChart({ chart, summary, tone, runsOutAt, resetsAt }: Props) {
  const { lines, breaks, resets, ahead, nowX, resetX, ticks } = chart
  const svg = useRef<SVGSVGElement>(null)
  const width = useWidth(svg)
  const x = (place: number): number => round(left + place * (width - left - right))
  const at = (place: ChartPlace): string => `${x(place.x)},${round(y(place.y))}`
  return (
    <svg ref={svg} className={`limit-chart ${tone}`} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={summary}>
      {[0, 0.5, 1].map((share) => (
        <g key={share}>
          <line className="grid" x1={x(0)} x2={x(1)} y1={y(share)} y2={y(share)} />
          <text x={left - 6} y={y(share) + 4} textAnchor="end">
            {share * 100} %
          </text>
        </g>
      ))}
      <text x={left - 6} y={top - 6} textAnchor="end">
        left
      </text>
      {ticks.map((tick) => (
        <g key={tick.x}>
          <line className="grid" x1={x(tick.x)} x2={x(tick.x)} y1={y(0)} y2={y(0) + 4} />
          {tick.x < 0.03 || tick.x > 0.97 ? null : (
            <text x={x(tick.x)} y={height - 4} textAnchor="middle">
              {tick.label}
            </text>
          )}
        </g>
      ))}
      <line className="now" x1={x(nowX)} x2={x(nowX)} y1={y(1)} y2={y(0)} />
      <text x={x(nowX)} y={top - 6} textAnchor="end">
        now
      </text>
      {resets.map((place) => (
        <line key={place} className="reset" x1={x(place)} x2={x(place)} y1={y(1)} y2={y(0)} />
      ))}
      {resetX === null || resetsAt === null ? null : (
        <>
          <line className="reset" x1={x(resetX)} x2={x(resetX)} y1={y(1)} y2={y(0)} />
          <text x={Math.min(x(resetX), width - labelWidth)} y={top - 6}>
            reset {clockTime(resetsAt)}
          </text>
        </>
      )}
      {breaks.map((ends) => (
        <polyline key={at(ends[0])} className="gap" points={ends.map(at).join(' ')} />
      ))}
      {lines.map((line) => {
        const [first] = line
        if (first === undefined) return null
        if (line.length === 1)
          return <circle key={at(first)} className="read" cx={x(first.x)} cy={y(first.y)} r={2.5} />
        return <polyline key={at(first)} className="left" points={line.map(at).join(' ')} />
      })}
      {ahead === null ? null : (
        <>
          <polyline className="ahead" points={ahead.map(at).join(' ')} />
          <circle className="read" cx={x(ahead[0].x)} cy={y(ahead[0].y)} r={3} />
          {runsOutAt === null || ahead[1].y > 0 ? null : (
            <text className="until" x={Math.min(x(ahead[1].x) + 4, width - labelWidth)} y={y(0) - 6}>
              until {clockTime(runsOutAt)}
            </text>
          )}
        </>
      )}
    </svg>
  )
}

/** A picture that is scaled would have words that nobody can read where the window is narrow. */
function useWidth(svg: RefObject<SVGSVGElement | null>): number {
  const [width, setWidth] = useState(usualWidth)
  useLayoutEffect(() => {
    const element = svg.current
    if (element === null) return undefined
    const measure = () => setWidth(element.clientWidth || usualWidth)
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [svg])
  return width
}

function round(n: number): number {
  return Math.round(n * 10) / 10
}
