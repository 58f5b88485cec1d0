import { expect, test } from 'vitest'
import { isWithin, reachOf } from './reach.ts'

test('an address is on the internet, in a network of somebody’s own, or nowhere to go', () => {
  const lists = {
    public:
      '1.1.1.1 9.255.255.255 11.0.0.0 172.15.0.1 172.32.0.1 192.167.1.1 223.255.255.255 2a00:1450::1 2001:4860::8888 64:ff9b::101:101 ::ffff:1.1.1.1',
    private:
      '10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 127.0.0.1 127.255.255.255 198.18.0.1 192.0.2.1 203.0.113.9 ::1 fc00::1 fdff::1 fec0::1 2001:db8::1 2001::1 2002:101:101::1 ::1.1.1.1 64:ff9b:1::101:101 64:ff9b::a00:1 ::ffff:10.0.0.1 100::1 5f00::1 3fff::1 4000::1',
    never:
      '0.0.0.0 0.1.2.3 169.254.169.254 224.0.0.1 240.0.0.1 255.255.255.255 100.100.100.200 168.63.129.16 :: fe80::1 fe80::1%eth0 ff02::1 fd00:ec2::254 ::ffff:169.254.1.1 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::1 ::a9fe:a9fe localhost 1.2.3',
  }

  for (const [reach, addresses] of Object.entries(lists))
    expect(addresses.split(' ').map((one) => [one, reachOf(one)])).toEqual(
      addresses.split(' ').map((one) => [one, reach]),
    )
})

test('an address lies in a network', () => {
  expect(isWithin('192.168.1.7', '192.168.0.0/16')).toBe(true)
  expect(isWithin('::ffff:192.168.1.7', '192.168.1.7')).toBe(true)
  expect(isWithin('fd00::7', 'fd00::/8')).toBe(true)
  expect(isWithin('192.169.1.7', '192.168.0.0/16')).toBe(false)
  expect(isWithin('imap.lan', '0.0.0.0/0')).toBe(false)
})
