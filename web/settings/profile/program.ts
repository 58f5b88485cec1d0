// Which program and which system a session came from, as far as its browser tells. A guess for people, never for decisions.

const programs: [RegExp, string][] = [
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\//, 'Firefox'],
  [/HeadlessChrome\/|Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
  [/^curl\//, 'curl'],
]
const systems: [RegExp, string][] = [
  [/Android/, 'Android'],
  [/iPhone|iPad/, 'iOS'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'macOS'],
  [/Linux|X11/, 'Linux'],
]

/** `system` is `_none` where it is not told. */
export function programOf(userAgent: string): { program: string; system: string } | null {
  const program = programs.find(([sign]) => sign.test(userAgent))?.[1]
  if (!program) return null
  return { program, system: systems.find(([sign]) => sign.test(userAgent))?.[1] ?? '_none' }
}
