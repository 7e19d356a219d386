interface Props {
  readonly label: string
  /** Whole percent left; null while it is not known, and then there is no value at all. */
  readonly percent: number | null
  readonly text: string
  readonly tone: 'ember' | 'lake' | 'plain'
  readonly thin?: boolean
}

/** How much is left of something. */
export function Meter({ label, percent, text, tone, thin = false }: Props) {
  return (
    <div
      className={`meter ${tone} ${thin ? 'thin' : ''} ${percent === null ? 'unknown' : ''}`}
      role="meter"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent ?? undefined}
      aria-valuetext={text}
    >
      {percent === null ? null : <i style={{ width: `${percent}%` }} />}
    </div>
  )
}
