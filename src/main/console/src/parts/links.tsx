import { FC, ReactNode } from 'react'
import { Link } from 'react-router-dom'
import { whoLooks } from '../session'

export const PATHS = {
  destinations: '/outreach/destinations',
  alerts: '/outreach/alerts',
  prospects: '/outreach/prospects',
  deadLetters: '/outreach/dead-letters',
  runs: '/outreach/runs',
  requests: '/outreach/requests',
  resyncs: '/outreach/resyncs',
  accounts: '/outreach/accounts',
  configuration: '/outreach/configuration',
  audit: '/outreach/audit',
} as const

/** The address of a page with what it shall show. */
export function address(path: string, query: Record<string, string | number | undefined>): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      params.set(name, String(value))
    }
  }
  return `${path}?${params}`
}

/** The address that leads to Hawtio's page of a route, or of an MBean of ours by its type, and names the destination to come back to. */
export function inHawtio(destination: string, kind: 'route' | 'Destination' | 'Account', name: string): string {
  return `${PATHS.destinations}/${[destination, 'in-hawtio', kind, name].map(encodeURIComponent).join('/')}`
}

export const DestinationLink: FC<{ name: string; children?: ReactNode }> = ({ name, children }) => (
  <Link to={`${PATHS.destinations}/${encodeURIComponent(name)}`}>{children ?? name}</Link>
)

export const ProspectLink: FC<{ destination: string; id: number }> = ({ destination, id }) => (
  <Link to={`${PATHS.prospects}/${encodeURIComponent(destination)}/${id}`}>{id}</Link>
)

export const LetterLink: FC<{ id: number }> = ({ id }) => <Link to={`${PATHS.deadLetters}/${id}`}>{id}</Link>

/** A record, as partition-offset, and the requests that brought what it asks for. */
export const EventLink: FC<{ destination: string; event: string }> = ({ destination, event }) => (
  <Link to={address(PATHS.requests, { destination, event })}>{event}</Link>
)

/** The prospect's page in Outreach, in a tab of its own. */
export const InOutreach: FC<{ id: number }> = ({ id }) => (
  <a href={`${whoLooks().outreachWebUrl.replace(/\/$/, '')}/prospects/${id}`} target="_blank" rel="noreferrer">
    Open in Outreach
  </a>
)
