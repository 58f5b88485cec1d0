// What surrounds every page: words, look, the cache of what the server said, and the router.
import { i18n } from '@lingui/core'
import { I18nProvider } from '@lingui/react'
import { DirectionProvider, MantineProvider, useDirection } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { useEffect, useState } from 'react'
import { Refusal } from './call.ts'
import { languages } from './languages.ts'
import { createAppRouter } from './router.tsx'
import { sessionQuery } from './session/session.ts'
import { ActionsProvider } from './shell/actions.tsx'
import { LineProvider } from './shell/line.tsx'
import { cssVariablesResolver, theme } from './theme.ts'
import { styleNonce } from './trust.ts'
import { useWords, wordsOf } from './words.ts'

function createClient(onSignedOut: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof Refusal && error.status === 401) onSignedOut()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 30_000,
        retry: (count, error) => count < 2 && error instanceof Refusal && (error.status === 0 || error.status >= 500),
      },
      mutations: { networkMode: 'always' },
    },
  })
}

function start() {
  const client: QueryClient = createClient(() => {
    if (client.getQueryData(sessionQuery.queryKey)?.user === null) return // on the sign-in page already
    client.setQueryData(sessionQuery.queryKey, (was) => was && { ...was, user: null })
    void router.invalidate()
  })
  const router = createAppRouter(client)
  return { client, router }
}

export function App() {
  const [{ client, router }] = useState(start)
  return (
    <I18nProvider i18n={i18n}>
      <DirectionProvider initialDirection={languages[wordsOf().language].dir} detectDirection={false}>
        <Direction />
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariablesResolver}
          defaultColorScheme="auto"
          getStyleNonce={styleNonce}
          deduplicateInlineStyles
        >
          <QueryClientProvider client={client}>
            <LineProvider>
              <ActionsProvider>
                <Notifications position="bottom-center" containerWidth={420} />
                <RouterProvider router={router} />
              </ActionsProvider>
            </LineProvider>
          </QueryClientProvider>
        </MantineProvider>
      </DirectionProvider>
    </I18nProvider>
  )
}

/** Menus and arrows follow the language's direction. */
function Direction() {
  const { language } = useWords()
  const { setDirection } = useDirection()
  useEffect(() => setDirection(languages[language].dir), [language, setDirection])
  return null
}
