// Where a file of what is shown is fetched.
export function exportLink(path: string, asked: object): string {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined).map(([key, value]) => [key, String(value)]) // prettier-ignore
  return `${path}?${new URLSearchParams(given)}`
}
