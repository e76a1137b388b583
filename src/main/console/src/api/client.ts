/** The one way to the server: JSON below /api/v1, in the session of whoever looks. */

// Hawtio's page names its own address as base, /actuator/hawtio/ below whatever prefix a proxy adds.
const ROOT = new URL('../../', document.baseURI)
const API = new URL('api/v1/', ROOT)

export type Query = Record<string, string | number | undefined>

/** What went wrong, as the server says it (RFC 9457), or because it could not be reached. */
export class Problem extends Error {
  constructor(
    /** The HTTP status; 0 when there was no answer. */
    readonly status: number,
    readonly detail: string,
  ) {
    super(detail)
  }

  get isAway(): boolean {
    return this.status === 0 || this.status >= 500
  }

  static of(failure: unknown): Problem {
    return failure instanceof Problem ? failure : new Problem(0, 'The server does not answer.')
  }
}

/** The address of a page that the server renders itself, such as an account's. */
export function serverPage(path: string): string {
  return new URL(path, ROOT).href
}

export function apiAddress(path: string, query: Query = {}): string {
  const address = new URL(path, API)
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      address.searchParams.set(name, String(value))
    }
  }
  return address.href
}

export async function get<T>(path: string, query?: Query, signal?: AbortSignal): Promise<T> {
  return answer<T>(await call(apiAddress(path, query), signal ? { signal } : {}))
}

export async function getText(path: string, query: Query, accept: string): Promise<string> {
  const response = await call(apiAddress(path, query), { headers: { Accept: accept } })
  return response.ok ? response.text() : answer<string>(response)
}

export async function post<T>(path: string, body?: unknown): Promise<T> {
  return change<T>('POST', path, body)
}

export async function remove<T>(path: string): Promise<T> {
  return change<T>('DELETE', path)
}

async function change<T>(method: string, path: string, body?: unknown): Promise<T> {
  const headers: Record<string, string> = { 'X-XSRF-TOKEN': xsrfToken() }
  if (body === undefined) {
    return answer<T>(await call(apiAddress(path), { method, headers }))
  }
  headers['Content-Type'] = 'application/json'
  return answer<T>(await call(apiAddress(path), { method, headers, body: JSON.stringify(body) }))
}

/** From the cookie that only pages of ours can read. */
export function xsrfToken(): string {
  return /(?:^|; )XSRF-TOKEN=([^;]*)/.exec(document.cookie)?.[1] ?? ''
}

async function call(address: string, init: RequestInit): Promise<Response> {
  return fetch(address, { ...init, headers: { Accept: 'application/json', ...init.headers } })
}

async function answer<T>(response: Response): Promise<T> {
  if (response.ok) {
    return (await response.json()) as T
  }
  const problem = (await response.json().catch(() => ({}))) as { detail?: string }
  throw new Problem(response.status, problem.detail ?? `The server answered ${response.status}.`)
}
