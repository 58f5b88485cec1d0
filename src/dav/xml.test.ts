import { expect, test } from 'vitest'
import { at, documentOf, readXml, tag, textOf } from './xml.ts'

test('names are told by their space, whatever prefix a server gives it', () => {
  const read = readXml(`<?xml version="1.0"?>
    <multistatus xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:carddav"><!-- one -->
      <response><href>/a&amp;b</href><C:address-data><![CDATA[BEGIN:<VCARD>]]>&#13;&#x1F600;</C:address-data></response>
    </multistatus>`)

  expect(read.name).toBe('d:multistatus')
  expect(at(read, 'd:response', 'd:href')?.text).toBe('/a&b')
  expect(at(read, 'd:response', 'card:address-data')?.text).toBe('BEGIN:<VCARD>\r😀')
})

test('what is written is read as it was meant', () => {
  const text = `a<b>&"c"\r\n😀\u0001`

  expect(readXml(documentOf('d:prop', tag('d:displayname', textOf(text)))).children[0]?.text).toBe('a<b>&"c"\r\n😀')
})

test('what unfolds, fetches or does not end is refused', () => {
  const bombs = [
    '<!DOCTYPE a [<!ENTITY b "bbbb">]><a>&b;</a>',
    '<!DOCTYPE a SYSTEM "http://desk.example/x"><a/>',
    '<a>&b;</a>',
    '<a>&#0;</a>',
    '<a>',
    '<a></b>',
    '<a/><b/>',
    'text',
    '<x:a/>',
    '<a b=c/>',
    '<a b="1" b="2"/>',
    '<a>'.repeat(40) + '</a>'.repeat(40),
    '',
  ]

  for (const bomb of bombs) expect(() => readXml(bomb), bomb).toThrow(/XML/)
})

test('a document that names a thousand name spaces around a hundred thousand elements is refused', () => {
  const open = Array.from({ length: 30 }, (_, at) => `<a ${Array.from({ length: 30 }, (_one, each) => `xmlns:n${at}x${each}="u"`).join(' ')}>`) // prettier-ignore

  expect(() => readXml(`${open.join('')}${'<b/>'.repeat(1_000)}${'</a>'.repeat(30)}`)).toThrow('name spaces')
})
