// The address first: as soon as its provider is known the rest of the form is filled in; else its domain is asked, once.
import { TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { providers } from '../../../src/desk/mailboxes/grants.api.ts'
import { findMailServer, presetOf, type Found, type Preset } from '../../../src/desk/mailboxes/presets.api.ts'
import { call } from '../../call.ts'
import { useWords } from '../../words.ts'
import css from './mailbox.module.css'
import type { Values } from './values.ts'

interface Part {
  values: Values
  change: (part: Partial<Values>) => void
}

export function AddressField({ values, change }: Part) {
  const { t } = useWords()
  const [address, setAddress] = useState('')
  const [found, setFound] = useState<Found | null>(null)
  const finding = useMutation({
    mutationFn: (wanted: string) => call(findMailServer, { address: wanted }),
    onSuccess: ({ found: server }, wanted) => server && take(server, wanted),
  })

  function take(next: Found, wanted: string) {
    setFound(next)
    change(filledIn(next.preset, wanted, values))
  }
  function type(text: string) {
    setAddress(text)
    finding.reset()
    const preset = presetOf(text)
    if (preset) take({ by: 'address', preset }, text)
    else setFound(null)
  }
  function ask() {
    const isWhole = /^[^\s@]+@[^\s@.]+\.[^\s@]+$/.test(address)
    if (isWhole && !found && finding.variables !== address) finding.mutate(address)
  }

  const isUnknown = !found && (finding.data?.found === null || finding.isError)
  return (
    <div>
      <TextInput
        label={t('preset.address')}
        description={t('preset.addressHint')}
        inputWrapperOrder={['label', 'input', 'description']}
        type="email"
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={address}
        onChange={(event) => type(event.currentTarget.value.trim())}
        onBlur={ask}
      />
      <p role="status" className={css.found}>
        {found && t(`preset.found.${found.by}`, { name: found.preset.name })}
        {found?.preset.signIn[0] === 'app' && ` ${t('preset.app')}`}
        {found?.preset.help && found.preset.signIn[0] !== 'grant' && (
          <>
            {' '}
            <a href={found.preset.help} target="_blank" rel="noreferrer">
              {t('preset.help')}
            </a>
          </>
        )}
        {isUnknown && t('preset.none')}
      </p>
    </div>
  )
}

function filledIn(preset: Preset, address: string, { grant }: Values): Partial<Values> {
  const { host, port, isSecure, username, signIn } = preset
  const provider = signIn[0] === 'grant' ? preset.grant : null
  const server = {
    host,
    port,
    isSecure,
    username: username === 'local' ? address.slice(0, address.lastIndexOf('@')) : address,
  }
  if (provider !== 'google' && provider !== 'microsoft') return { ...server, auth: 'password' }
  const { authorizeUrl, tokenUrl, scope } = providers[provider]
  return { ...server, auth: 'xoauth2', grant: { ...grant, provider, authorizeUrl, tokenUrl, scope } }
}
