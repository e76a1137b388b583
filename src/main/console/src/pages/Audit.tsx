import { FC } from 'react'
import { AuditEntry } from '../api/types'
import { usePaged } from '../api/usePaged'
import { Column, DataTable } from '../parts/DataTable'
import { PageFrame } from '../parts/PageFrame'
import { Pager } from '../parts/Pager'
import { Time } from '../parts/Time'

const PAGE = 50
const EVERY_MILLIS = 15_000

const COLUMNS: Column<AuditEntry>[] = [
  { title: 'When', cell: entry => <Time at={entry.at} /> },
  { title: 'Who', cell: entry => entry.who },
  { title: 'Did', cell: entry => entry.what },
  { title: 'Where', cell: entry => entry.target },
  { title: 'To what', cell: entry => entry.subject },
  { title: 'Details', cell: entry => entry.detail },
]

/** Who did what. */
export const Audit: FC = () => {
  const entries = usePaged<AuditEntry>('audit', { limit: PAGE }, EVERY_MILLIS)
  return (
    <PageFrame title="Audit" lead="Who did what, the newest first." polled={entries}>
      <DataTable
        label="Audit"
        columns={COLUMNS}
        rows={entries.data?.items}
        keyOf={entry => entry.id}
        isAway={entries.problem !== undefined}
        empty={{ title: 'Nobody did anything yet', body: 'Pauses, replays, connections and the like stand here.' }}
      />
      <Pager paged={entries} />
    </PageFrame>
  )
}
