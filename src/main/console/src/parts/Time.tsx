import { FC, useSyncExternalStore } from 'react'

const TICK_MILLIS = 5_000
const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
]

const relativeFormat = new Intl.RelativeTimeFormat('en', { numeric: 'always' })
const timeFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'medium' })
const minuteFormat = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' })
const dayFormat = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' })
const wholeFormat = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' })

/** The reader's zone, as their language abbreviates it: "CET", "GMT+5:30". */
export const ZONE =
  new Intl.DateTimeFormat(undefined, { timeZoneName: 'short' })
    .formatToParts(new Date())
    .find(part => part.type === 'timeZoneName')?.value ?? 'UTC'

let now = Date.now()

function subscribe(changed: () => void): () => void {
  const timer = window.setInterval(() => {
    now = Date.now()
    changed()
  }, TICK_MILLIS)
  return () => window.clearInterval(timer)
}

/** The time now, in steps of some seconds, so that what is shown of it stays true. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now)
}

/** "in 54 minutes", "3 days ago", in the largest unit that fits. */
export function relative(at: number, from: number): string {
  const seconds = Math.round((at - from) / 1000)
  if (Math.abs(seconds) < 5) {
    return 'now'
  }
  const [unit, size] = UNITS.find(([, each]) => Math.abs(seconds) >= each) ?? ['second', 1]
  return relativeFormat.format(Math.trunc(seconds / size), unit)
}

/** "14:20:05"; with the day, to the minute, when it is another one than today. */
export function clockTime(at: Date): string {
  const isToday = at.toDateString() === new Date().toDateString()
  return isToday ? timeFormat.format(at) : `${dayFormat.format(at)}, ${minuteFormat.format(at)}`
}

/** A length of time in its two largest units: "2 h 5 min". */
export function duration(seconds: number): string {
  if (seconds < 60) {
    return `${Math.ceil(seconds)} s`
  }
  const minutes = Math.round(seconds / 60)
  const days = Math.floor(minutes / 1440)
  const hours = Math.floor((minutes % 1440) / 60)
  const parts = [days && `${days} d`, hours && `${hours} h`, minutes % 60 && `${minutes % 60} min`]
  return parts.filter(Boolean).slice(0, 2).join(' ')
}

interface TimeProps {
  /** ISO 8601; empty or null when there is none. */
  at: string | number | null | undefined
  /** Said when there is none. */
  none?: string
}

/** A time in the reader's zone, which is named, and how far it is from now. All of it stands in the tooltip. */
export const Time: FC<TimeProps> = ({ at, none = '–' }) => {
  const from = useNow()
  if (at === null || at === undefined || at === '') {
    return <>{none}</>
  }
  const time = new Date(at)
  return (
    <time dateTime={time.toISOString()} title={wholeFormat.format(time)} className="or-time">
      {clockTime(time)} {ZONE}
      <span className="or-faint">, {relative(time.getTime(), from)}</span>
    </time>
  )
}
