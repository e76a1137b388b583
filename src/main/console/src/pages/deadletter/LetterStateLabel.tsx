import { Label } from '@patternfly/react-core'
import { FC } from 'react'
import { DeadLetter } from '../../api/types'

/** What has become of a dead letter, and what came of the last replay. */
export const LetterStateLabel: FC<{ letter: DeadLetter }> = ({ letter }) => (
  <>
    {letter.state === 'open' && <Label status={letter.replaying ? 'info' : 'warning'}>{letter.replaying ? 'being replayed' : 'open'}</Label>}
    {letter.state === 'delivered' && <Label status="success">delivered</Label>}
    {letter.state !== 'open' && letter.state !== 'delivered' && <Label>{letter.state}</Label>}
    {letter.outcome && <div className="or-faint">{letter.outcome}</div>}
  </>
)
