import { NotificationBadge, NotificationBadgeVariant } from '@patternfly/react-core'
import { FC } from 'react'
import { useNavigate } from 'react-router-dom'
import { apiAddress } from './api/client'
import { Alert, Page } from './api/types'
import { usePolled } from './api/usePolled'
import { counted } from './parts/numbers'
import { PATHS } from './parts/links'

const EVERY_MILLIS = 15_000
const MOST = 100

/** How many alerts there are that nobody has acknowledged, on every page; and the way to them. */
export const AlertsBell: FC = () => {
  const navigate = useNavigate()
  const alerts = usePolled<Page<Alert>>(apiAddress('alerts', { limit: MOST }), EVERY_MILLIS)
  const open = (alerts.data?.items ?? []).filter(alert => alert.acknowledgedBy === null)
  const isCritical = open.some(alert => alert.severity === 'critical')
  return (
    <NotificationBadge
      aria-label={open.length === 0 ? 'No alerts' : counted(open.length, 'alert')}
      variant={
        open.length === 0
          ? NotificationBadgeVariant.read
          : isCritical
            ? NotificationBadgeVariant.attention
            : NotificationBadgeVariant.unread
      }
      count={open.length}
      onClick={() => navigate(PATHS.alerts)}
    />
  )
}
