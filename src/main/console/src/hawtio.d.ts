/** What is used of Hawtio's own library, which cannot be installed from the registry: the console brings it. */
declare module '@hawtio/react' {
  import type { ComponentType, Context } from 'react'

  export interface Plugin {
    id: string
    title?: string
    path?: string
    order?: number
    component?: ComponentType
    headerItems?: { component: ComponentType; universal: boolean }[]
    isActive: () => Promise<boolean>
  }

  export interface MBeanNode {
    id: string
    name: string
    objectName?: string
  }

  export const workspace: {
    getTree(): Promise<{ find(fits: (node: MBeanNode) => boolean): MBeanNode | null }>
  }

  /** Which node of the tree the pages of Camel and JMX are about. */
  export const PluginNodeSelectionContext: Context<{
    selectedNode: MBeanNode | null
    setSelectedNode: (node: MBeanNode | null) => void
  }>

  export const hawtio: { addPlugin(plugin: Plugin): unknown }

  export const configManager: {
    configure(
      change: (config: { disabledRoutes?: string[]; appearance?: { showUserHeader?: boolean } }) => void,
    ): Promise<void>
  }
}

declare module '*.css' {
  const text: string
  export default text
}
