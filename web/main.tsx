// The page starts here: policy, language, then the router with everything around it.
import './mantine.css'
import '@mantine/notifications/styles.layer.css'
import './theme.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './App.tsx'
import { forbidMarkup } from './trust.ts'
import { firstLanguage, speak } from './words.ts'

forbidMarkup()
const root = document.getElementById('root')
if (!root) throw new Error('expected #root in index.html')
await speak(firstLanguage())
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
