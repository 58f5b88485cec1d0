import { expect, test } from 'vitest'
import { reasonFor, type Told } from './reasons.ts'
import type { Item, Offer, Taker } from './waiting.ts'

const now = new Date('2026-03-02T12:00:00Z')
const item: Item = { id: '1', inboxId: '1', teamId: null, priority: 'normal', categoryId: '9', language: 'nl', territory: null, since: now.getTime() - 5 * 3_600_000, dueAt: 0, ownerId: null, keptUntil: 0, declinedBy: [] } // prettier-ignore
const ben: Taker = { userId: 'ben', inboxIds: new Set(), teamIds: new Set(), languages: new Map([['nl', 3]]), categories: new Map([['9', 2]]), handle: () => 1 } // prettier-ignore
const told: Told = { names: new Map([['9', 'Billing']]), timeZone: 'Europe/Amsterdam', now, dueAt: new Date('2026-03-02T13:20:00Z'), territory: undefined, among: 14 } // prettier-ignore
const say = (offer: Partial<Offer> & { item?: Item } = {}, changes: Partial<Told> = {}, taker = ben) =>
  reasonFor({ item, worth: 1, isRelaxed: false, isCapped: false, ...offer }, taker, { ...told, ...changes }).because

test('the reason names the skills and when it is due, on the inbox’s clock', () => {
  expect(say()).toBe('Dutch + Billing, due 14:20')
  expect(say({}, { dueAt: new Date('2026-03-03T08:00:00Z') })).toBe('Dutch + Billing, due 2026-03-03 09:00')
  expect(say({}, { dueAt: new Date('2026-03-02T11:00:00Z') })).toBe('Dutch + Billing, overdue since 12:00')
})

test('it says where somebody gets what is beyond their skills, what they know already, and what waited too long', () => {
  expect(say({ isRelaxed: true })).toBe('nobody more suitable was free for 5 h, due 14:20')
  expect(say({ item: { ...item, ownerId: 'ben' } }, { dueAt: undefined })).toBe('answered this contact last, Dutch + Billing') // prettier-ignore
  expect(say({ isCapped: true }, { dueAt: undefined })).toContain('has waited longer than anything may (5 h)')
  expect(say({}, { dueAt: undefined }, { ...ben, languages: null, categories: null })).toBe('first of 14 that waited')
})
