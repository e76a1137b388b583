import { Button } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { post } from '../../api/client'
import { ConfirmModal } from '../../parts/ConfirmModal'
import { counted } from '../../parts/numbers'
import { useAction } from '../../parts/useAction'

interface DecideButtonsProps {
  /** These, or all that are open of a destination, but none newer than was seen. */
  ids?: number[]
  all?: { destination: string; reason: string | undefined; upTo: number }
  /** Says which of several they are, such as "the newest "; empty for all. */
  what?: string
  action: ReturnType<typeof useAction>
  reload: () => void
}

/** Replays or discards dead letters, after asking when there are several. */
export const DecideButtons: FC<DecideButtonsProps> = ({ ids, all, what = '', action, reload }) => {
  const [asked, setAsked] = useState<'replay' | 'discard'>()
  const letters = ids ? `${what}${counted(ids.length, 'dead letter')}` : 'all open dead letters'
  const which = ids ? { ids } : all

  const replay = (): Promise<void> =>
    action.run(async () => {
      const { count } = await post<{ count: number }>('dead-letters/replay', which)
      reload()
      return `${counted(count, 'dead letter')} will be replayed. Those that Outreach takes become “delivered”; the others say why not.`
    })
  const discard = (note: string): Promise<void> =>
    action.run(async () => {
      const { count } = await post<{ count: number }>('dead-letters/discard', { ...which, note })
      reload()
      return `${counted(count, 'dead letter')} discarded.`
    })

  return (
    <>
      <Button isDisabled={action.isRunning} onClick={() => (ids?.length === 1 ? void replay() : setAsked('replay'))}>
        Replay
      </Button>
      <Button variant="secondary" isDanger isDisabled={action.isRunning} onClick={() => setAsked('discard')}>
        Discard
      </Button>
      {asked === 'replay' && (
        <ConfirmModal title={`Replay ${letters}?`} confirm="Replay" onConfirm={replay} onClose={() => setAsked(undefined)}>
          {all && `${ofWhom(all)} `}What is desired of each prospect by then is sent again, as the quota allows. Do it when the cause is removed.
        </ConfirmModal>
      )}
      {asked === 'discard' && (
        <ConfirmModal
          title={`Discard ${letters}?`}
          confirm="Discard"
          isDangerous
          note={{ label: 'Why?', help: 'It is kept with them.', isRequired: true, maxLength: 500 }}
          onConfirm={discard}
          onClose={() => setAsked(undefined)}
        >
          {all && `${ofWhom(all)} `}They are given up: what they ask for is not sent.
        </ConfirmModal>
      )}
    </>
  )
}

function ofWhom({ destination, reason }: { destination: string; reason: string | undefined }): string {
  return `Those of ${destination}${reason ? `, for the reason “${reason}”` : ', for whatever reason'}, also those on other pages.`
}
