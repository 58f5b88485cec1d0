import { expect, test } from 'vitest'
import { createDoor, neighbourhoodOf, networkOf } from './door.ts'

test('all of an IPv6 customer’s addresses are one network; an IPv4 address is its own', () => {
  expect(networkOf('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
  expect(networkOf('2001:0DB8:1:2::9')).toBe('2001:db8:1:2::/64')
  expect(networkOf('2001:db8::1')).toBe('2001:db8:0:0::/64')
  expect(networkOf('::1')).toBe('0:0:0:0::/64')
  expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0::/64')
  expect(networkOf('192.0.2.7')).toBe('192.0.2.7')
  expect(neighbourhoodOf('192.0.2.7')).toBe('192.0.2.0/24')
  expect(neighbourhoodOf('2001:db8::1')).toBe('2001:db8:0:0::/64')
})

test('places are given back to whoever leaves', () => {
  const door = createDoor({ connections: 3, connectionsPerAddress: 1, stressAt: 0.6 }, ['192.0.2.9'])

  expect(door.enter('192.0.2.1')).toBeNull()
  expect(door.enter('192.0.2.1')).toBe('too-many-from-there')
  expect(door.enter('192.0.2.9')).toBeNull()
  expect(door.isCrowded()).toBe(true)
  expect(door.enter('192.0.2.9')).toBeNull()
  expect(door.enter('192.0.2.2')).toBe('full')
  door.leave('192.0.2.1')
  expect(door.enter('192.0.2.1')).toBeNull()
  expect(door.open()).toBe(3)
})
