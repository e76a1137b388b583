const format = new Intl.NumberFormat()

/** A number with its thousands apart; a dash when it is not known. */
export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? '–' : format.format(value)
}

/** "1 prospect", "1,204 prospects". */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`
}

/** A value of a profile as people read it. */
export function shown(value: unknown): string {
  if (value === undefined) {
    return '–'
  }
  return typeof value === 'string' ? value : JSON.stringify(value)
}
