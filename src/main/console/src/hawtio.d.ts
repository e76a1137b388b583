/** What is used of Hawtio's own library, which cannot be installed from the registry: the console brings it. */
declare module '@hawtio/react' {
  import type { ComponentType } from 'react'

  export interface Plugin {
    id: string
    title?: string
    path?: string
    order?: number
    component?: ComponentType
    headerItems?: { component: ComponentType; universal: boolean }[]
    isActive: () => Promise<boolean>
  }

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
