import { Button } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { post, serverPage } from '../../api/client'
import { Account, Destination, Told } from '../../api/types'
import { ConfirmModal } from '../../parts/ConfirmModal'
import { needsReconnect } from '../../parts/StandingLabel'
import { useAction } from '../../parts/useAction'
import { may } from '../../session'

interface SwitchesProps {
  destination: Destination
  account: Account | undefined
  onResync: () => void
  action: ReturnType<typeof useAction>
  reload: () => void
}

/** What may be done about a destination by whoever looks. */
export const Switches: FC<SwitchesProps> = ({ destination, account, onResync, action, reload }) => {
  const [isPausing, setPausing] = useState(false)
  const path = `destinations/${encodeURIComponent(destination.name)}`

  const said = async (told: Promise<Told>): Promise<string> => {
    const { message } = await told
    reload()
    return message
  }

  if (!may('operator')) {
    return null
  }
  return (
    <>
      {destination.state === 'paused' ? (
        <Button isDisabled={action.isRunning} onClick={() => void action.run(() => said(post(`${path}/resume`)))}>
          Resume
        </Button>
      ) : (
        <Button variant="secondary" isDisabled={action.isRunning} onClick={() => setPausing(true)}>
          Pause
        </Button>
      )}
      <Button variant="secondary" isDisabled={action.isRunning} onClick={onResync}>
        Resync
      </Button>
      {account && (
        <Button
          variant="secondary"
          isDisabled={action.isRunning}
          onClick={() => void action.run(() => said(post(`accounts/${encodeURIComponent(account.name)}/check`)))}
        >
          Check
        </Button>
      )}
      {account && may('admin') && (
        <Button
          variant={needsReconnect(account) ? 'primary' : 'secondary'}
          component="a"
          href={serverPage(`accounts/${encodeURIComponent(account.name)}`)}
        >
          {needsReconnect(account) ? 'Connect' : 'Connection'}
        </Button>
      )}
      {isPausing && (
        <ConfirmModal
          title={`Pause ${destination.name}?`}
          confirm="Pause"
          note={{
            label: 'Why?',
            help: 'For those who look at it later.',
            isRequired: true,
            maxLength: 200,
          }}
          onConfirm={reason => action.run(() => said(post(`${path}/pause`, { reason })))}
          onClose={() => setPausing(false)}
        >
          Nothing more is sent to Outreach. Events are still taken in, and wait in the backlog until somebody resumes it.
        </ConfirmModal>
      )}
    </>
  )
}
