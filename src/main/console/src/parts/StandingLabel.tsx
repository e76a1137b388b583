import { Label } from '@patternfly/react-core'
import { FC } from 'react'
import { Account, Destination } from '../api/types'

interface Standing {
  label: string
  status: 'success' | 'warning' | 'danger' | 'info' | 'custom'
}

const NEEDS_PERSON = ['not-configured', 'not-connected', 'reconnect-needed', 'client-refused', 'unreadable']

/** Whether nothing but a person at the account's page lets it send again. */
export function needsReconnect(account: Account | undefined): boolean {
  return account !== undefined && [...NEEDS_PERSON, 'disconnected'].includes(account.status)
}

/** In a word or two how a destination stands: what a person has to do about comes first. */
export function standing(destination: Destination, account: Account | undefined): Standing {
  if (destination.state === 'unknown') {
    return { label: 'Unknown', status: 'custom' }
  }
  if (needsReconnect(account)) {
    return { label: account?.status === 'not-connected' ? 'Connect needed' : 'Reconnect needed', status: 'danger' }
  }
  if (destination.state === 'paused') {
    return { label: 'Paused', status: 'warning' }
  }
  if (destination.mode === 'dry-run') {
    return { label: 'Dry run', status: 'info' }
  }
  if (destination.state === 'blocked') {
    return { label: 'Blocked', status: 'danger' }
  }
  return destination.state === 'waiting' ? { label: 'Waiting', status: 'warning' } : { label: 'Live', status: 'success' }
}

export const StandingLabel: FC<{ destination: Destination; account: Account | undefined }> = ({
  destination,
  account,
}) => {
  const { label, status } = standing(destination, account)
  return status === 'custom' ? <Label>{label}</Label> : <Label status={status}>{label}</Label>
}
