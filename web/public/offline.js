// The notice in the reader's language, until the server answers again.
const words = {
  nl: [
    'Postroom is niet bereikbaar',
    'Er is geen verbinding met de server. Deze pagina opent vanzelf als die terug is.',
  ],
  az: ['Postroom əlçatan deyil', 'Serverlə əlaqə yoxdur. Qayıdanda bu səhifə özü açılacaq.'],
  de: [
    'Postroom ist nicht erreichbar',
    'Es gibt keine Verbindung zum Server. Diese Seite öffnet sich von selbst, sobald er wieder da ist.',
  ],
  tr: ['Postroom’a ulaşılamıyor', 'Sunucuyla bağlantı yok. Geri geldiğinde bu sayfa kendiliğinden açılır.'],
}
const AGAIN_MS = 3_000

const language = localStorage.getItem('postroom-language') ?? navigator.language.slice(0, 2)
const said = words[language]
if (said) {
  document.documentElement.lang = language
  document.querySelector('h1').textContent = said[0]
  document.querySelector('p').textContent = said[1]
}

async function look() {
  const answer = await fetch('/api/v1/session', { cache: 'no-store' }).catch(() => null)
  if (answer?.ok) location.reload()
  else setTimeout(() => void look(), AGAIN_MS)
}
setTimeout(() => void look(), AGAIN_MS)
