import { FC } from 'react'
import { Point } from '../api/useRuns'
import { count } from './numbers'
import { clockTime } from './Time'

const WIDTH = 400
const HEIGHT = 120
const FOOT = 16

type Known = { at: number; value: number }

/** Those that follow each other without a gap. */
function stretches(points: Point[]): Known[][] {
  const all: Known[][] = []
  let isGap = true
  for (const { at, value } of points) {
    if (value !== null) {
      if (isGap) {
        all.push([])
      }
      all[all.length - 1]?.push({ at, value })
    }
    isGap = value === null
  }
  return all
}

function path(points: Point[], width: number, height: number, isClosed = false): string {
  const first = points[0]?.at ?? 0
  const span = Math.max(1, (points[points.length - 1]?.at ?? 0) - first)
  const top = Math.max(1, ...points.map(point => point.value ?? 0))
  const x = (at: number): string => (((at - first) / span) * width).toFixed(1)
  const line = (stretch: Known[]): string =>
    stretch
      .map(({ at, value }, index) => `${index === 0 ? 'M' : 'L'}${x(at)} ${(height - (value / top) * height).toFixed(1)}`)
      .join(' ') + (stretch.length === 1 ? 'h0' : '')
  const foot = (stretch: Known[]): string =>
    isClosed ? ` L${x(stretch[stretch.length - 1]?.at ?? first)} ${height} L${x(stretch[0]?.at ?? first)} ${height} Z` : ''
  return stretches(points)
    .map(stretch => line(stretch) + foot(stretch))
    .join(' ')
}

interface LineChartProps {
  title: string
  each: 'hour' | 'day'
  points: Point[]
  /** Numbers that stand at a time, so that adding them up says nothing. */
  isLevel?: boolean
}

/** One number over time. Says in words what a picture cannot say to everybody. */
export const LineChart: FC<LineChartProps> = ({ title, each, points, isLevel = false }) => {
  const first = points[0]
  const last = points[points.length - 1]
  if (!first || !last) {
    return null
  }
  const most = Math.max(0, ...points.map(point => point.value ?? 0))
  const sum = points.reduce((total, point) => total + (point.value ?? 0), 0)
  const summary = isLevel ? `${count(last.value)} now` : `${count(sum)} in all`
  return (
    <figure>
      <figcaption>
        {title} <span className="or-faint">{summary}</span>
      </figcaption>
      <svg
        className="or-chart"
        viewBox={`0 0 ${WIDTH} ${HEIGHT + FOOT}`}
        role="img"
        aria-label={
          isLevel
            ? `${title}: ${summary}, at most ${count(most)} at the end of ${each === 'day' ? 'a day' : 'an hour'}`
            : `${title}: ${summary}, at most ${count(most)} in ${each === 'day' ? 'a day' : 'an hour'}, ${count(last.value)} in the last`
        }
      >
        <path className="or-area" d={path(points, WIDTH, HEIGHT, true)} />
        <path className="or-line" d={path(points, WIDTH, HEIGHT)} />
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
