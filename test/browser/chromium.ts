// A browser for tests: the machine's own Chromium where there is one, else the one that comes with npm.
import { existsSync } from 'node:fs'
import chromium from '@sparticuz/chromium'
import { chromium as driver, type Browser } from 'playwright-core'

const installed = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

export async function launch(): Promise<Browser> {
  const own = installed.find((path) => existsSync(path))
  if (own) return driver.launch({ executablePath: own, args: ['--no-sandbox'] })
  // Nothing here looks at pixels: a graphics card made of software would take as much as all the rest of the browser.
  chromium.setGraphicsMode = false
  // Those of a function in a cloud, where one process must do: several pages need several.
  const args = chromium.args.filter(
    (one) =>
      !/^--(?:single-process|no-zygote|headless|disable-web-security|allow-running-insecure-content|disable-site-isolation-trials|in-process-gpu|ignore-gpu-blocklist|use-gl|use-angle|enable-unsafe-swiftshader)/.test(
        one,
      ),
  )
  return driver.launch({ executablePath: await chromium.executablePath(), args: [...args, '--disable-gpu'] })
}
