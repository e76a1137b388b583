import { MBeanNode, PluginNodeSelectionContext, workspace } from '@hawtio/react'
import { EmptyState, EmptyStateBody, Spinner } from '@patternfly/react-core'
import { FC, useContext, useEffect, useState } from 'react'
import { useNavigate, useParams } from 'react-router-dom'
import { address } from '../parts/links'

const CAMEL = 'org.apache.camel'
const OURS = 'dev.outreachroutes'

/** A property of an MBean's name. */
function property(node: MBeanNode, name: string): string | undefined {
  return new RegExp(`[:,]${name}=("?)([^",]+)\\1(?:,|$)`).exec(node.objectName ?? '')?.[2]
}

/** Whether a node is what the address names: a Camel route, or an MBean of ours by its type. */
function isNamed(node: MBeanNode, kind: string, name: string): boolean {
  const domain = node.objectName?.split(':')[0]
  return (
    property(node, 'name') === name &&
    (kind === 'route' ? domain === CAMEL && property(node, 'type') === 'routes' : domain === OURS && property(node, 'type') === kind)
  )
}

/** Leads to the page that Hawtio has of a route or of an MBean; that page has no address of its own that can be told beforehand. */
export const InHawtio: FC = () => {
  const { destination = '', kind = '', name = '' } = useParams()
  const { setSelectedNode } = useContext(PluginNodeSelectionContext)
  const navigate = useNavigate()
  const [isMissing, setMissing] = useState(false)

  useEffect(() => {
    let isLeft = false
    const lead = async (): Promise<void> => {
      const node = (await workspace.getTree()).find(each => isNamed(each, kind, name))
      if (isLeft) {
        return
      }
      if (!node) {
        setMissing(true)
        return
      }
      setSelectedNode(node)
      navigate(address(kind === 'route' ? '/camel' : '/jmx', { nid: kind === 'route' ? undefined : node.id, destination }), {
        replace: true,
      })
    }
    void lead()
    return () => {
      isLeft = true
    }
    // Once for each address: both functions are made anew whenever Hawtio draws.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [kind, name])

  return isMissing ? (
    <EmptyState titleText={`${name} is not there`} headingLevel="h2" variant="sm">
      <EmptyStateBody>Nothing of that name runs on the replica that answered.</EmptyStateBody>
    </EmptyState>
  ) : (
    <Spinner aria-label={`${name}: loading`} />
  )
}
