// Which Postroom this is, from the package it came in: the sources lie three folders below it, the compiled program four.
import { existsSync, readFileSync } from 'node:fs'

export function version(): string {
  const places = ['../../../package.json', '../../../../package.json'].map((one) => new URL(one, import.meta.url))
  const found = places.find((one) => existsSync(one))
  if (!found) return '0.0.0'
  return (JSON.parse(readFileSync(found, 'utf8')) as { version: string }).version
}
