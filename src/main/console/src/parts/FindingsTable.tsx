import { Label } from '@patternfly/react-core'
import { FC } from 'react'
import { Finding } from '../api/types'
import { Column, DataTable } from './DataTable'

const COLUMNS: Column<Finding>[] = [
  {
    title: 'Where',
    cell: finding => (
      <>
        <code>
          {finding.file || 'no file'}
          {finding.line > 0 && `:${finding.line}`}
        </code>
        {finding.text && <pre className="or-line">{finding.text}</pre>}
      </>
    ),
  },
  {
    title: 'What is wrong',
    cell: finding => (
      <>
        <Label isCompact status={finding.severity === 'error' ? 'danger' : 'warning'}>
          {finding.severity}
        </Label>{' '}
        {finding.problem}
        {finding.path && <div className="or-faint">{finding.path}</div>}
      </>
    ),
  },
  { title: 'What helps', cell: finding => finding.cure },
]

/** What is wrong, or doubtful, in the files of the configuration. */
export const FindingsTable: FC<{ findings: Finding[] | undefined; isAway?: boolean }> = ({ findings, isAway = false }) => (
  <DataTable
    label="Findings"
    columns={COLUMNS}
    rows={findings}
    keyOf={finding => `${finding.file} ${finding.line} ${finding.path} ${finding.problem}`}
    isAway={isAway}
    empty={{ title: 'Nothing is wrong', body: 'The files in ROUTES_DIR are those that run.' }}
  />
)
