// How senders announce a one-time code or a link that signs in, language by language. Data only; folded to lower case.

/** One of them is in every phrase of `codePhrases`, in lower case: a cheap test that goes before. */
export const codeStems: readonly string[] = [
  String.raw`cod[eiu]|\bcod |cód|k[oó]d|kood|код|κωδικ|mã |รหัส|[码碼]|コード|코드|कोड`,
  'passw|passo|passc|de passe|kennwort|contrase|wachtwoord|lösenord|salasana|heslo|jelsz|hasło',
  'parol|парол|şifr|一次性|パスワード|認証番号|번호|पासवर्ड|סיסמה|קוד|رمز|کد',
  String.raw`\botp|ओटीपी|pins?\b|\btan\b`,
]

/** Announce a code that stands beside them. */
export const codePhrases: readonly string[] = [
  // English
  String.raw`(?:verification|security|confirmation|log-?in|sign-?in|access|authentication|authorization|authorisation|activation|one[- ]?time|single-use|two-factor|two-step|2-step|2fa|temporary|recovery|magic|launch|device|pairing|unlock|validation) (?:pass ?)?(?:code|password|pin)s?\b`,
  String.raw`\b(?:otp|passcode|one-time pin)\b`,
  String.raw`\bcode (?:to|for) (?:log|sign|verify|confirm|access)|\b(?:your|the following) (?:(?!discount|promo|coupon|voucher|gift|area|zip|postal|source|error|tracking)\w+ ){0,2}code\b`,
  // German
  String.raw`(?:bestätigungs|sicherheits|verifizierungs|verifikations|anmelde|login|zugangs|einmal|aktivierungs|zugriffs)-?(?:code|passwort|kennwort|pin)`,
  String.raw`\bcode (?:zur|für die|zum) (?:anmeldung|bestätigung|verifizierung|einloggen|anmelden)|\b(?:dein|ihr)e? (?:code|tan|pin)\b|freigabecode`,
  // French
  String.raw`code (?:de (?:vérification|confirmation|sécurité|connexion|validation)|à usage unique|d['’](?:accès|authentification|activation))`,
  String.raw`mot de passe (?:à usage unique|temporaire)|\bvotre code\b|\bton code\b`,
  // Spanish, Portuguese, Italian, Catalan, Romanian
  String.raw`(?:código|codi) de (?:verificación|verificació|seguridad|confirmación|acceso|inicio de sesión|un solo uso|activación|autenticación)`,
  String.raw`contraseña (?:temporal|de un solo uso)|código para (?:iniciar|acceder|entrar)|\b(?:tu|su|seu|teu) código\b|\bil (?:tuo|suo) codice\b`,
  String.raw`código de (?:verificação|segurança|confirmação|acesso|uso único|ativação|autenticação)`,
  String.raw`codice (?:di (?:verifica|sicurezza|conferma|accesso|attivazione|autenticazione)|monouso|otp)`,
  String.raw`cod(?:ul)? (?:de (?:verificare|securitate|confirmare|acces)|unic)`,
  // Dutch, Swedish, Danish, Norwegian, Finnish
  String.raw`(?:verificatie|beveiligings|bevestigings|inlog|toegangs|activatie)-?code|eenmalige? (?:code|wachtwoord|inlogcode)|\b(?:je|uw) code\b`,
  String.raw`(?:verifierings|säkerhets|bekräftelse|inloggnings|engångs)(?:kod|lösenord)`,
  String.raw`(?:bekræftelses|sikkerheds|engangs|bekreftelses|sikkerhets|verifiserings|påloggings|login)(?:kode|passord|adgangskode)`,
  String.raw`(?:vahvistus|turva|kertakäyttö|kirjautumis)(?:koodi|salasana)`,
  // Polish, Czech, Slovak, Hungarian
  String.raw`kod (?:weryfikacyjny|bezpieczeństwa|potwierdzający|dostępu|jednorazowy|logowania|uwierzytelniający)|hasło jednorazowe|jednorazowy kod|twój kod`,
  String.raw`(?:ověřovací|bezpečnostní|potvrzovací|jednorázov[ýé]|přihlašovací|overovací|jednorazový) (?:kód|heslo)`,
  String.raw`(?:ellenőrző|megerősítő|biztonsági|egyszer használatos) (?:kód|jelszó)`,
  // Russian, Ukrainian, Bulgarian, Greek
  String.raw`код (?:подтверждения|безопасности|доступа|проверки|активации|авторизации|для входа|входа)|одноразов(?:ый|ого) (?:код|пароль)|ваш код`,
  String.raw`код (?:підтвердження|безпеки|доступу|перевірки|для входу)|одноразовий (?:код|пароль)`,
  String.raw`код за (?:потвърждение|достъп|сигурност|вход)|κωδικός (?:επαλήθευσης|ασφαλείας|μίας χρήσης|πρόσβασης)`,
  // Turkish, Azerbaijani
  String.raw`(?:doğrulama|güvenlik|onay|giriş|tek kullanımlık|aktivasyon) (?:kod|şifre|parola)`,
  String.raw`(?:təsdiq(?:ləmə)?|təhlükəsizlik|giriş|birdəfəlik|doğrulama|yoxlama) (?:kod|şifrə|parol)`,
  // Chinese, Japanese, Korean, Vietnamese, Thai
  String.raw`验证码|驗證碼|校验码|动态码|确认码|一次性(?:密码|代码)`,
  String.raw`認証コード|確認コード|認証番号|ワンタイム(?:パスワード|コード)|セキュリティコード|ログインコード`,
  String.raw`인증 ?번호|인증 ?코드|확인 ?코드|일회용 ?(?:비밀번호|코드)|보안 ?코드|로그인 ?코드`,
  String.raw`mã (?:xác minh|xác nhận|xác thực|bảo mật|otp)|รหัส(?:ยืนยัน|ผ่านครั้งเดียว|otp)`,
  // Arabic, Persian, Hebrew, Hindi
  String.raw`رمز (?:التحقق|الأمان|التأكيد|الدخول|المرور لمرة)|کد (?:تأیید|تایید|ورود)|קוד (?:אימות|אבטחה|כניסה)|סיסמה חד[- ]פעמית`,
  String.raw`सत्यापन कोड|वन[- ]टाइम पासवर्ड|ओटीपी`,
]

/** Announce a link that opens an account to whoever follows it. */
export const linkPhrases: readonly string[] = [
  String.raw`(?:confirm|verify|validate) (?:that )?(?:your|this|the) (?:new )?(?:e-?mail|account|address|identity|registration|subscription request|sign-?up)|(?:confirm|verify|activate) (?:e-?mail|account)`,
  String.raw`reset (?:your|the) (?:\w+ )?password|password reset|(?:choose|set|create|change) (?:a|your) (?:new )?password|approve (?:this|the|your) (?:sign|log)-?in|recover your account`,
  String.raw`(?:magic|log-?in|sign-?in|one-time|access|activation) link|activate your (?:\w+ )?account|(?:finish|complete) (?:your )?(?:sign|registration|setting up)`,
  String.raw`link (?:to|below to) (?:log|sign) in|(?:log|sign) in with (?:this|the) link|(?:accept|join) (?:the |your |this )?(?:invitation|workspace)`,
  String.raw`passwort (?:zurücksetzen|zurückzusetzen|neu (?:zu )?(?:setzen|vergeben))|(?:e-?mail(?:-?adresse)?|konto|registrierung|anmeldung) (?:zu )?(?:bestätigen|verifizieren|aktivieren)|(?:bestätige|aktiviere)n? (?:sie )?(?:bitte )?(?:deine?|ihre?)|konto (?:zu )?aktivieren|anmelde-?link|login-?link|einladung annehmen`,
  String.raw`réinitialise[rz] (?:votre |le |ton )?mot de passe|(?:confirme|vérifie|valide|active)[rz] (?:votre|ton) (?:adresse|compte|e-?mail|inscription)|lien (?:de connexion|magique|d['’]activation)|accepte[rz] l['’]invitation`,
  String.raw`(?:restablece|cambia|recupera)[r]? (?:tu|su|la) contraseña|(?:confirma|verifica|activa)[r]? (?:tu|su) (?:correo|cuenta|dirección|registro|email)|enlace (?:de (?:acceso|inicio de sesión|activación)|mágico)|acepta[r]? la invitación`,
  String.raw`(?:redefin(?:ir|a)|repor) (?:a |sua |a sua )?(?:senha|palavra-passe)|(?:confirm|verifi(?:c|qu)|ativ)(?:ar|e) (?:o |a |seu |sua |o seu |a sua )?(?:e-?mail|conta|cadastro|endereço)|link de (?:acesso|login|ativação)`,
  String.raw`(?:reimposta(?:re)?|ripristina(?:re)?) (?:la )?(?:tua )?password|(?:conferma|verifica|attiva)(?:re)? (?:il |la )?(?:tuo|tua|suo|sua) (?:e-?mail|account|indirizzo|registrazione)|link di (?:accesso|attivazione)`,
  String.raw`wachtwoord (?:te |opnieuw )?(?:in ?(?:te )?stellen|herstellen|resetten|kiezen|kies)|(?:bevestig|verifieer|activeer) (?:je|uw) (?:e-?mail(?:adres)?|account|registratie|aanmelding)|(?:inlog|aanmeld|activatie)-?link|uitnodiging accepteren`,
  String.raw`återställ(?:a)? (?:ditt )?lösenord|(?:bekräfta|verifiera|aktivera) (?:din|ditt) (?:e-?post(?:adress)?|konto)|inloggningslänk|nulstil (?:din )?adgangskode|bekræft din e-?mail|tilbakestill passord|bekreft (?:din )?e-?post|innloggingslenke`,
  String.raw`(?:zresetuj|zresetować|resetowanie) (?:swoje )?hasł[oa]|(?:potwierdź|zweryfikuj|aktywuj) (?:swój |swoje )?(?:adres|konto|e-?mail)|link (?:do logowania|logowania|aktywacyjny)`,
  String.raw`(?:obnov(?:it|te|ení)|resetovat) (?:své |svoje )?hesl[oa]|(?:potvrďte|ověřte|aktivujte) (?:svůj |svou |svoji )?(?:e-?mail|účet|adresu)|přihlašovací odkaz`,
  String.raw`(?:сбросить|восстановить|сброса|восстановления) пароль?я?|(?:подтвердите|подтвердить|активируйте) (?:ваш(?:у)? |свой |свою )?(?:адрес|почту|e-?mail|аккаунт|учётную|учетную|регистрацию)|ссылк[аеу] для (?:входа|активации)`,
  String.raw`(?:скинути|відновити|скидання) пароль?я?|підтверд(?:іть|ити) (?:вашу? |свою? )?(?:адресу|пошту|обліковий|реєстрацію)|посилання для входу`,
  String.raw`(?:şifre|parola)(?:nizi|ni|mi)? (?:sıfırla|yenile)|(?:şifre|parola) sıfırlama|(?:e-?posta(?: adresi)?(?:nizi)?|hesab(?:ınızı|ını)) (?:doğrula|onayla|etkinleştir)|giriş bağlantısı`,
  String.raw`(?:şifrə|parol)(?:nizi|ni)? (?:sıfırla|bərpa|yenilə)|(?:e-?poçt(?: ünvanı)?(?:nızı|ınızı)?|hesab(?:ınızı|ını)) (?:təsdiq|aktivləşdir)|giriş (?:linki|keçidi)`,
  String.raw`重置(?:您的)?密码|重設密碼|验证(?:您的)?(?:邮箱|电子邮件|帐户|账户)|確認您的|激活(?:您的)?(?:帐户|账户|账号)|登录链接`,
  String.raw`パスワード(?:を|の)?(?:再設定|リセット)|メールアドレス(?:を|の)?(?:確認|認証)|アカウント(?:を|の)?有効化|ログイン(?:用)?リンク`,
  String.raw`비밀번호(?:를)? ?(?:재설정|초기화)|이메일(?: 주소)?(?:를)? ?(?:확인|인증)|계정(?:을)? ?(?:활성화|인증)|로그인 ?링크`,
  String.raw`إعادة تعيين كلمة (?:المرور|السر)|(?:تأكيد|تحقق من|تفعيل) (?:بريدك|حسابك|عنوان)|رابط (?:تسجيل )?الدخول`,
]
