import { FC } from 'react'
import { count } from './numbers'
import { clockTime } from './Time'

export interface Point {
  at: number
  value: number
}

const WIDTH = 400
const HEIGHT = 120
const FOOT = 16

function path(points: Point[], width: number, height: number): string {
  const first = points[0]?.at ?? 0
  const span = Math.max(1, (points[points.length - 1]?.at ?? 0) - first)
  const top = Math.max(1, ...points.map(point => point.value))
  return points
    .map(({ at, value }, index) => {
      const x = ((at - first) / span) * width
      const y = height - (value / top) * height
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
    })
    .join(' ')
}

/** One number over time. Says in words what a picture cannot say to everybody. */
export const LineChart: FC<{ title: string; each: 'hour' | 'day'; points: Point[] }> = ({ title, each, points }) => {
  const first = points[0]
  const last = points[points.length - 1]
  if (!first || !last) {
    return null
  }
  const line = path(points, WIDTH, HEIGHT)
  const most = Math.max(...points.map(point => point.value))
  const sum = points.reduce((total, point) => total + point.value, 0)
  return (
    <figure>
      <figcaption>
        {title} <span className="or-faint">{count(sum)} in all</span>
      </figcaption>
      <svg
        className="or-chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT + FOOT}`}
        role="img"
        aria-label={`${title}: ${count(sum)} in all, at most ${count(most)} in ${each === 'day' ? 'a day' : 'an hour'}, ${count(last.value)} in the last`}
      >
        <path className="or-area" d={`${line} L${WIDTH} ${HEIGHT} L0 ${HEIGHT} Z`} />
        <path className="or-line" d={line} />
        <line className="or-axis" x1="0" y1={HEIGHT} x2={WIDTH} y2={HEIGHT} />
        <text x="0" y="10">
          {count(most)}
        </text>
        <text x="0" y={HEIGHT + FOOT - 3}>
          {clockTime(new Date(first.at))}
        </text>
        <text x={WIDTH} y={HEIGHT + FOOT - 3} textAnchor="end">
          {clockTime(new Date(last.at))}
        </text>
      </svg>
    </figure>
  )
}

/** The shape of a number over time, beside the number. */
export const Sparkline: FC<{ label: string; points: Point[] }> = ({ label, points }) =>
  points.length < 2 ? null : (
    <svg
      className="or-chart or-sparkline"
      viewBox="0 0 96 24"
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
    >
      <path className="or-line" d={path(points, 96, 24)} />
    </svg>
  )
