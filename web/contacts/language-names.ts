// Languages as people call them in their own. Records keep codes (RFC 5646), and so do files.

/** ISO 639-1: those that people write mail in. */
const codes =
  'af am ar az be bg bn bs ca cs cy da de el en es et eu fa fi fr ga gl gu he hi hr hu hy id is it ja ka kk km kn ko ky lo lt lv mk ml mn mr ms mt my nb ne nl nn pa pl ps pt ro ru si sk sl so sq sr sv sw ta te tg th tk tl tr uk ur uz vi zh zu'.split(
    ' ',
  )

export function languageName(code: string, language: string): string {
  try {
    return new Intl.DisplayNames(language, { type: 'language' }).of(code) ?? code
  } catch {
    return code // no language that anybody knows
  }
}

/** By name; `also`: one that is not among them, as pt-BR. */
export function languageChoices(language: string, also: string | null): { key: string; name: string }[] {
  return [...new Set([...codes, ...(also ? [also] : [])])]
    .map((key) => ({ key, name: languageName(key, language) }))
    .toSorted((a, b) => a.name.localeCompare(b.name, language))
}
