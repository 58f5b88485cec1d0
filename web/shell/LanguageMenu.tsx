// The language of the screen, chosen by its own name.
import { Menu } from '@mantine/core'
import { changeOwnProfile } from '../../src/desk/users/users.api.ts'
import { call } from '../call.ts'
import { languages, offered, type Offered } from '../languages.ts'
import { speak, useWords } from '../words.ts'

export function LanguageMenu() {
  const { language, t } = useWords()
  async function choose(chosen: Offered) {
    await speak(chosen)
    await call(changeOwnProfile, { locale: chosen }).catch(() => undefined) // this browser remembers it in any case
  }
  return (
    <>
      <Menu.Label>{t('me.language')}</Menu.Label>
      {offered.map((code) => (
        <Menu.Item
          key={code}
          lang={code}
          role="menuitemradio"
          aria-checked={language === code}
          rightSection={language === code ? '✓' : null}
          onClick={() => void choose(code)}
        >
          {languages[code].name}
        </Menu.Item>
      ))}
    </>
  )
}
