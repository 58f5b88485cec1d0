// A table of made-up contacts as people bring them, of whom one in a hundred is wrong, each in a way of its own; and the lines of these.

const mistakes = [
  (n: number) => `Person ${n};no address;+31 20 ${n};Acme;lead`,
  (n: number) => `Person ${n};person${n}@acme.example;+31 20 ${n};Acme;boss`,
  () => ';;;Acme;lead',
]

export function contactTable(rows: number): { text: string; wrong: number[] } {
  const lines = ['Name;E-mail;Phone;Company;Stage']
  const wrong: number[] = []
  for (let n = 0; n < rows; n++) {
    const mistake = n % 100 === 50 ? mistakes[Math.floor(n / 100) % mistakes.length] : undefined
    if (mistake) wrong.push(lines.length + 1)
    lines.push(mistake ? mistake(n) : `Person ${n};person${n}@customer${n % 500}.example;+31 20 555 ${1000 + n};Customer ${n % 500};lead`) // prettier-ignore
  }
  return { text: `${lines.join('\r\n')}\r\n`, wrong }
}
