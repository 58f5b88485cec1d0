// What is promised about where rules may send: the servers that a webhook may call, and the addresses outside the desk that mail may be
// forwarded to. Whoever writes rules is not always whoever answers for where mail goes.
import { z } from 'zod'
import { route } from '../../kit/route.ts'

const entries = z.array(z.string().trim().min(1).max(254)).max(200)

export const RuleOutlets = z.strictObject({
  /** Names of servers: `hooks.partner.example`, or with a dot in front all below it: `.partner.example`. None: no webhook leaves. */
  webhookTo: entries,
  /** Addresses and whole domains: `repairs@partner.example`, `partner.example`. Colleagues who see the inbox need no entry. */
  forwardTo: entries,
})
export type RuleOutlets = z.infer<typeof RuleOutlets>

export const readRuleOutlets = route({
  name: 'readRuleOutlets',
  summary: 'Where rules may send: servers for webhooks, addresses and domains outside the desk for forwards.',
  method: 'GET',
  path: '/rule-outlets',
  may: 'rule.write',
  input: z.strictObject({}),
  output: RuleOutlets,
})
export const changeRuleOutlets = route({
  name: 'changeRuleOutlets',
  summary: 'Say where rules may send. What is taken from the list is sent to no more, whatever the rules say.',
  method: 'PUT',
  path: '/rule-outlets',
  may: 'token.manage',
  input: RuleOutlets,
  output: RuleOutlets,
})
