import { get } from './api/client'
import { Me, Role } from './api/types'

const ROLES: Role[] = ['viewer', 'operator', 'admin']

let me: Me | undefined

/** Asks who looks; everything else relies on it. */
export async function open(): Promise<Me> {
  me = await get<Me>('me')
  return me
}

export function whoLooks(): Me {
  if (!me) {
    throw new Error('Nobody was asked who looks')
  }
  return me
}

/** Whether whoever looks has at least this role. */
export function may(role: Role): boolean {
  return ROLES.indexOf(whoLooks().role) >= ROLES.indexOf(role)
}
