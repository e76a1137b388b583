import { Alert, Button, Title } from '@patternfly/react-core'
import { FC, useState } from 'react'
import { apiAddress, post } from '../api/client'
import { Configuration as ConfigurationData, Finding, Page } from '../api/types'
import { usePolled } from '../api/usePolled'
import { Column, DataTable } from '../parts/DataTable'
import { Facts } from '../parts/Facts'
import { FindingsTable } from '../parts/FindingsTable'
import { PageFrame } from '../parts/PageFrame'
import { Time } from '../parts/Time'
import { useAction } from '../parts/useAction'
import { may } from '../session'

type Replica = ConfigurationData['replicas'][number]

const REPLICAS: Column<Replica>[] = [
  { title: 'Replica', cell: replica => replica.name },
  { title: 'Version', cell: replica => <code>{replica.version}</code> },
  { title: 'Since', cell: replica => <Time at={replica.since} /> },
  { title: 'What changed', cell: replica => replica.change || '–' },
]

/** What runs, and what is wrong with files that do not. */
export const Configuration: FC = () => {
  const configuration = usePolled<ConfigurationData>(apiAddress('configuration'))
  const [checked, setChecked] = useState<Finding[]>()
  const action = useAction()
  const { data, reload } = configuration

  const check = (): Promise<void> =>
    action.run(async () => {
      const { items } = await post<Page<Finding>>('configuration/check')
      setChecked(items)
      return items.length === 0 ? 'The files in ROUTES_DIR are well.' : 'The files in ROUTES_DIR have findings: see below.'
    })
  const run = (): Promise<void> =>
    action.run(async () => {
      const { refused } = await post<ConfigurationData>('configuration/reload')
      setChecked(undefined)
      reload()
      return refused === '' ? 'The files in ROUTES_DIR run.' : 'The files in ROUTES_DIR are not taken: see below.'
    })

  return (
    <PageFrame
      title="Configuration"
      lead="Which version of the routes and destinations runs, and what is wrong with files that do not."
      polled={configuration}
      actions={
        may('operator') && (
          <>
            <Button variant="secondary" isDisabled={action.isRunning} onClick={() => void check()}>
              Check the files
            </Button>
            <Button variant="secondary" isDisabled={action.isRunning} onClick={() => void run()}>
              Run the files
            </Button>
          </>
        )
      }
    >
      {action.outcome}
      {data?.refused && (
        <Alert isInline component="h2" variant="danger" title={`Version ${data.refused} is not taken`}>
          What ran before goes on. Mend what is listed, and it is taken by itself.
        </Alert>
      )}
      {data?.failure && <Alert isInline component="h2" variant="danger" title={data.failure} />}
      {data?.differing && <Alert isInline component="h2" variant="warning" title="Replicas run different versions" />}
      {data && (
        <Facts
          of={[
            ['Version', <code key="version">{data.version}</code>],
            ['Runs since', <Time key="since" at={data.since} />],
            ['What changed then', data.change.length > 0 ? data.change.join('; ') : undefined],
          ]}
        />
      )}
      <Title headingLevel="h2" size="lg">
        Findings
      </Title>
      <FindingsTable findings={checked ?? data?.findings} isAway={configuration.problem !== undefined} />
      <Title headingLevel="h2" size="lg">
        Replicas
      </Title>
      <DataTable
        label="Replicas"
        columns={REPLICAS}
        rows={data?.replicas}
        keyOf={replica => replica.name}
        isAway={configuration.problem !== undefined}
        empty={{ title: 'No replica has said what it runs', body: 'Each does some seconds after its start.' }}
      />
    </PageFrame>
  )
}
