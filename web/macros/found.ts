// Canned replies by what is typed: title first, then folder and first words. Pure.
import type { MacroFolder, MacroRow } from '../../src/desk/macros/macros.api.ts'

export interface Found {
  macro: MacroRow
  /** “Orders / Late” */
  folder: string
}

const folded = (text: string): string => text.toLocaleLowerCase().normalize('NFKD').replace(/\p{M}/gu, '')

/** The way to a folder, from the top. */
export function pathOf(folders: readonly MacroFolder[], id: string | null): string {
  const byId = new Map(folders.map((one) => [one.id, one]))
  const names: string[] = []
  for (let at = id; at !== null && names.length < 9;) {
    const folder = byId.get(at)
    if (!folder) break
    names.unshift(folder.name)
    at = folder.parentId
  }
  return names.join(' / ')
}

/** Every word typed must stand somewhere; a title that begins with it comes first, among equals what is used most. */
export function findMacros(
  { folders, macros }: { folders: readonly MacroFolder[]; macros: readonly MacroRow[] },
  typed: string,
  inboxId: string,
): Found[] {
  const words = folded(typed).split(/\s+/).filter(Boolean)
  return macros
    .filter(({ inboxIds }) => inboxIds.length === 0 || inboxIds.includes(inboxId))
    .flatMap((macro) => {
      const folder = pathOf(folders, macro.folderId)
      const title = folded(macro.title)
      const rest = folded(`${folder} ${macro.excerpt}`)
      if (!words.every((word) => title.includes(word) || rest.includes(word))) return []
      const rank =
        words.filter((word) => title.split(/\s+/).some((part) => part.startsWith(word))).length * 2 +
        words.filter((word) => title.includes(word)).length
      return [{ macro, folder, rank }]
    })
    .sort((a, b) => b.rank - a.rank || b.macro.usage.usesThisMonth - a.macro.usage.usesThisMonth)
    .map(({ macro, folder }) => ({ macro, folder }))
}
