// Mails in which other services hand out one-time codes and links that sign in, as such services write them: 15 languages, several
// forms of code and link. And mails about codes and links that open nothing, which must not be taken for them.

export interface SecretMail {
  language: string
  what: 'code' | 'link'
  subject: string
  text: string
  html: string | null
}

const services = ['Acme Cloud', 'Chatter', 'Paywell', 'Northbank', 'Boardly', 'Gitforge', 'Mapster']
const codes = ['482913', '0719', '559 204', '73920164', 'G-284771', 'X7K9Q2', 'HTR4-9PLM', '835577']
const links = [
  'https://acme.example/verify?token=8f3kD93jsQ0vLw2Zx81bNq',
  'https://login.chatter.example/magic/eyJhbGciOiJIUzI1NiJ9xYz012',
  'https://paywell.example/users/confirmation?confirmation_token=Qm9x7t1LzPfW4eR',
  'https://u1234.ct.mailer.example/ls/click?upn=kY2hsdGVzdDEyMzQ1Njc4OTBhYmNkZWY',
  'https://boardly.example/reset-password/3f2b8c1e-77aa-4d0f-9c31-5a7be2f01d99',
]

/** {s} the service, {c} a code, {u} a link. Each: what, subject, text. */
type Template = ['code' | 'link', string, string]
const templates: Record<string, Template[]> = {
  en: [
    [
      'code',
      'Your {s} verification code',
      'Hi,\n\nUse this verification code to sign in:\n\n{c}\n\nIt expires in 10 minutes.',
    ],
    ['code', '{c} is your {s} confirmation code', 'Confirm your e-mail address. There is one quick step left.'],
    ['code', 'Sign in to {s}', 'Your one-time password is {c}. Do not share it with anyone.'],
    [
      'code',
      'Finish signing in',
      'Enter the following security code when asked:\n{c}\n\nIf this was not you, ignore this mail.',
    ],
    [
      'link',
      'Confirm your e-mail address',
      'Welcome to {s}! Please confirm your e-mail address by following this link:\n{u}',
    ],
    ['link', 'Reset your {s} password', 'Somebody asked to reset your password. If it was you, go here:\n\n{u}'],
    ['link', 'Your magic link', 'Click the magic link below to log in to {s}.\n{u}\nIt works once.'],
    ['link', 'Ada invited you to {s}', 'Ada has invited you to work together. Accept the invitation: {u}'],
  ],
  de: [
    [
      'code',
      'Ihr Bestätigungscode für {s}',
      'Guten Tag,\n\nIhr Bestätigungscode lautet:\n\n{c}\n\nEr ist 10 Minuten gültig.',
    ],
    ['code', '{s}: Anmeldung', 'Geben Sie bitte diesen Sicherheitscode ein: {c}'],
    ['code', 'Einmalpasswort', 'Dein Einmalpasswort für {s} ist {c}. Gib es niemandem weiter.'],
    [
      'link',
      'Bitte bestätigen Sie Ihre E-Mail-Adresse',
      'Um Ihre Anmeldung bei {s} abzuschließen, folgen Sie diesem Link: {u}',
    ],
    ['link', 'Passwort zurücksetzen', 'Sie möchten Ihr Passwort bei {s} zurücksetzen? Dann hier entlang:\n{u}'],
    ['link', 'Dein Anmeldelink', 'Mit diesem Anmelde-Link kommst du ohne Passwort in {s}:\n{u}'],
  ],
  fr: [
    [
      'code',
      'Votre code de vérification {s}',
      'Bonjour,\n\nVoici votre code de vérification : {c}\nIl expire dans 10 minutes.',
    ],
    ['code', 'Connexion à {s}', 'Pour vous connecter, saisissez le code à usage unique ci-dessous.\n\n{c}'],
    ['code', 'Sécurité de votre compte', 'Votre code de sécurité est le {c}. Ne le communiquez à personne.'],
    ['link', 'Confirmez votre adresse e-mail', 'Bienvenue chez {s}. Cliquez ici pour confirmer : {u}'],
    ['link', 'Réinitialisez votre mot de passe', 'Pour choisir un nouveau mot de passe {s} :\n{u}'],
    ['link', 'Votre lien de connexion', 'Utilisez ce lien de connexion, valable une fois :\n{u}'],
  ],
  es: [
    ['code', 'Tu código de verificación de {s}', 'Hola:\n\nTu código de verificación es {c}.\nCaduca en 10 minutos.'],
    ['code', 'Inicia sesión en {s}', 'Introduce este código de seguridad:\n\n{c}\n\nNo lo compartas.'],
    ['code', '{c}: tu código de acceso', 'Lo has pedido para entrar en {s}.'],
    ['link', 'Confirma tu correo', 'Confirma tu correo electrónico para empezar a usar {s}: {u}'],
    ['link', 'Restablece tu contraseña', 'Hemos recibido una solicitud para restablecer tu contraseña.\n{u}'],
    ['link', 'Activa tu cuenta', 'Activa tu cuenta de {s} con este enlace:\n{u}'],
  ],
  pt: [
    ['code', 'Seu código de verificação', 'Olá,\n\nSeu código de verificação do {s}: {c}\n\nVálido por 10 minutos.'],
    ['code', 'Acesso ao {s}', 'O seu código de segurança é {c}.'],
    ['link', 'Redefinir a senha', 'Para redefinir sua senha no {s}, use o link:\n{u}'],
    ['link', 'Confirme o seu e-mail', 'Falta pouco! Confirme o seu e-mail: {u}'],
  ],
  it: [
    ['code', 'Il tuo codice di verifica', 'Ciao,\n\nil tuo codice di verifica {s} è:\n\n{c}'],
    ['code', 'Accesso a {s}', 'Inserisci il codice di sicurezza {c} per continuare.'],
    ['link', 'Conferma il tuo indirizzo', 'Conferma il tuo indirizzo e-mail per {s}: {u}'],
    ['link', 'Reimposta la password', 'Per reimpostare la tua password vai qui:\n{u}'],
  ],
  nl: [
    ['code', 'Je verificatiecode voor {s}', 'Hallo,\n\nGebruik deze verificatiecode om in te loggen:\n\n{c}'],
    ['code', 'Inloggen bij {s}', 'Uw eenmalige inlogcode is {c}. Deel hem met niemand.'],
    ['code', 'Beveiligingscode', 'Je beveiligingscode: {c}'],
    ['link', 'Bevestig je e-mailadres', 'Welkom bij {s}! Bevestig je e-mailadres via deze link: {u}'],
    ['link', 'Wachtwoord opnieuw instellen', 'Je kunt hier je wachtwoord opnieuw instellen:\n{u}'],
  ],
  pl: [
    ['code', 'Twój kod weryfikacyjny', 'Cześć,\n\nTwój kod weryfikacyjny do {s} to {c}.'],
    ['code', 'Logowanie do {s}', 'Wpisz kod bezpieczeństwa:\n{c}'],
    ['link', 'Potwierdź swój adres e-mail', 'Aby korzystać z {s}, potwierdź swój adres e-mail: {u}'],
    ['link', 'Zresetuj hasło', 'Kliknij, aby zresetować hasło:\n{u}'],
  ],
  ru: [
    ['code', 'Код подтверждения {s}', 'Здравствуйте!\n\nВаш код подтверждения: {c}\n\nНикому его не сообщайте.'],
    ['code', 'Вход в {s}', 'Одноразовый код для входа: {c}. Он действует 10 минут.'],
    ['link', 'Подтвердите адрес почты', 'Чтобы завершить регистрацию в {s}, подтвердите адрес электронной почты:\n{u}'],
    ['link', 'Восстановление пароля', 'Чтобы восстановить пароль, перейдите по ссылке:\n{u}'],
  ],
  uk: [
    ['code', 'Код підтвердження', 'Вітаємо!\n\nВаш код підтвердження для {s}: {c}'],
    ['link', 'Скидання пароля', 'Щоб скинути пароль {s}, відкрийте посилання:\n{u}'],
  ],
  tr: [
    ['code', '{s} doğrulama kodunuz', 'Merhaba,\n\nDoğrulama kodunuz: {c}\nKodu kimseyle paylaşmayın.'],
    ['code', 'Giriş', 'Tek kullanımlık şifreniz {c}'],
    ['link', 'E-posta adresinizi doğrulayın', '{s} hesabınız için e-posta adresinizi doğrulayın: {u}'],
    ['link', 'Şifre sıfırlama', 'Şifrenizi sıfırlamak için bağlantıya tıklayın:\n{u}'],
  ],
  az: [
    ['code', '{s} təsdiq kodu', 'Salam,\n\nTəsdiq kodunuz: {c}\n\nOnu heç kimə verməyin.'],
    ['code', 'Hesaba giriş', 'Birdəfəlik şifrəniz: {c}'],
    ['link', 'E-poçt ünvanınızı təsdiqləyin', '{s} hesabı üçün e-poçt ünvanınızı təsdiqləyin: {u}'],
    ['link', 'Şifrənin bərpası', 'Şifrənizi sıfırlamaq üçün keçid:\n{u}'],
  ],
  sv: [
    ['code', 'Din verifieringskod', 'Hej!\n\nDin verifieringskod för {s} är {c}.'],
    ['link', 'Återställ ditt lösenord', 'Återställ ditt lösenord här: {u}'],
    ['link', 'Bekräfta din e-postadress', 'Välkommen till {s}. Bekräfta din e-postadress:\n{u}'],
  ],
  zh: [
    ['code', '【{s}】验证码', '您好,您的验证码是 {c},10分钟内有效,请勿泄露。'],
    ['link', '重置您的密码', '请点击以下链接重置您的密码:\n{u}'],
  ],
  ja: [
    ['code', '{s} 認証コード', '認証コードは {c} です。\n有効期限は10分です。'],
    ['link', 'メールアドレスの確認', '以下のリンクからメールアドレスを確認してください。\n{u}'],
  ],
  ko: [
    ['code', '{s} 인증번호 안내', '인증번호: {c}\n다른 사람에게 알려주지 마세요.'],
    ['link', '비밀번호 재설정', '아래 링크에서 비밀번호를 재설정하세요.\n{u}'],
  ],
}

/** About 270: each text with several services, codes and links, some of them only in HTML. */
export function secretMails(): SecretMail[] {
  const mails: SecretMail[] = []
  for (const [language, list] of Object.entries(templates))
    for (const [what, subject, text] of list)
      for (let round = 0; round < 4; round++) {
        const at = mails.length
        const fill = (words: string) =>
          words
            .replaceAll('{s}', services[at % services.length] ?? '')
            .replaceAll('{c}', codes[at % codes.length] ?? '')
            .replaceAll('{u}', links[at % links.length] ?? '')
        const url = links[at % links.length] ?? ''
        const isButton = what === 'link' && round % 2 === 1
        mails.push({
          language,
          what,
          subject: fill(subject),
          // The plain part of such mails often leaves the button out.
          text: isButton ? text.replace('{u}', '').replaceAll('{s}', services[at % services.length] ?? '') : fill(text),
          html: isButton
            ? `<p>Hi</p><a class=button href="${url}">OK</a><a href="https://acme.example/">Acme</a>`
            : null,
        })
      }
  return mails
}

/** What people and shops write about codes, passwords and links: none of it opens anything. */
export const harmlessMails: { subject: string; text: string }[] = [
  [
    'The verification code never arrives',
    'I ask for the verification code again and again and nothing comes. My name is Dora.',
  ],
  ['Order 482913', 'Where is my order 482913? I confirmed the address on Friday.'],
  ['Reset my password', 'Please reset my password, I cannot get in any more. Dora'],
  ['Password', 'I forgot my password. Can you help? My page is https://acme.example/shop'],
  [
    'Invoice 20261123',
    'Your invoice 20261123 for 480.00 EUR is attached. Track it: https://acme.example/track/AB12CD34EF56GH78',
  ],
  ['Bestätigung der Bestellung 4711882', 'Vielen Dank für Ihre Bestellung 4711882. Wir liefern am 12.03.2026.'],
  [
    'Your parcel',
    'Your tracking number is 1Z999AA10123456784. Follow it at https://parcel.example/t?id=1Z999AA10123456784',
  ],
  [
    'News in March',
    'Read it in the browser: https://news.example/v/8sd7f6s8d7f6sd87f6 or unsubscribe: https://news.example/u/8sd7f6s8d7f6sd87f6',
  ],
  ['Code review', 'Please look at the code for the 2026 release, ticket 48213, before Friday.'],
  ['Discount code', 'Use the discount code SPRING20 until Sunday at https://shop.example/sale?c=SPRING20'],
  ['Meeting', 'Dial +1 212 555 0147, access as usual. See you at 10.'],
  ['Je compte sur vous', 'Bonjour, le code de la porte a changé, merci de me rappeler au 01 23 45 67 89.'],
  ['Postcode', 'Mijn postcode is 1012 AB, huisnummer 12. De bestelling is 5512345.'],
  ['Error', 'The page says: error code 5300 when I log in at https://desk.example/login'],
  ['Kod pocztowy', 'Mój kod pocztowy to 00-950. Zamówienie 118823.'],
].map(([subject = '', text = '']) => ({ subject, text }))
