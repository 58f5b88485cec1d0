// Words that say nothing about what a letter is about, folded, of all languages together.

export const commonWords = new Set(
  `a about after again all also am an and any are as at be because been before being but by can cant could did do does doesnt dont down
  each even few for from further get got had has have having he her here hello hi dear regards kind best him his how i if im in into is
  it its ive just know let like me more most my need no not now of off on once one only or other our out over own please same she should
  so some such than thank thanks that thats the their them then there these they this those through to today too under until up us very
  was we were what when where which while who why will with would yes you your yours sincerely want
  aan al alles als alstublieft altijd ander beste bij daar dan dat de der deze die dit doch doen door een en er ge geen graag groet
  groeten heb hebben heeft hem het hier hoe hun iets ik in is ja je jij kan kunnen kunt maar meer met met mij mijn moet na naar niet niets
  nog nu of om omdat ons onze ook op over reeds te tegen toch toen tot u uit uw van veel voor waar want waren was wat we wel werd wie wil
  worden zal ze zeer zich zij zijn zo zonder zou
  aber alle als also am auch auf aus bei bin bis bitte da damit danke dann das dass dein dem den denn der des dich die dies diese dieser
  dieses dir doch du durch ein eine einem einen einer eines er es euch fur gegen geehrte geehrter gruß gruße grusse guten haben habe hallo
  hat hatte hier ich ihm ihn ihnen ihr ihre ihrem ihren ihrer im in ist ja jede jetzt kann kein keine konnen konnten man mehr mein meine
  meinem meinen meiner mich mir mit mochte nach nicht noch nun nur ob oder ohne sehr sein seit sich sie sind so tag uber um und uns unser
  unsere unter vielen vom von vor war waren was weil wenn werden wie wir wird wo wurde zu zum zur freundlichen
  afin ai au aux avec avez avoir avons bien bonjour c ce cela ces cet cette comme cordialement d dans de des deux donc du elle en est et
  etait etre eu fait il ils j je l la le les leur lui ma mais me merci mes moi mon n ne nos notre nous on ont ou par pas plus pour pourriez
  pouvez qu que quand qui sa sans se ses si son sont suis sur svp ta te tout tous toute tres un une veuillez vos votre vous y
  al algo ante como con cual cuando de del desde donde dos el ella ellos en entre era es esa ese eso esta estan este esto estoy fue gracias
  ha hace han hasta hay he hola la las le les lo los mas me mi mis mucho muy nada no nos nosotros o os otro para pero por porque puede
  pueden que quien saludos se ser si sin sobre son su sus tambien te tengo tiene todo todos tu un una uno usted ustedes y ya yo
  acaba ama ancak artik aslinda az bana bazi belki ben benim beri bile bir biraz biz bu cok cunku da daha de degil diye en fakat gibi
  gore hem hep her hic icin ile ilgili ise iyi kadar ki kim lutfen merhaba mi mu nasil ne neden o olan olarak oldu oldugu olur on onu
  saygilarimla sayin sonra su tekrar tum uzere var ve veya ya yani yok zaman
  amma artiq ayri bele belke ben biz bizim bu bunu bunun cox cunki da de deyil edir edirem eger en etmek get haqqinda hec hele hem her
  hormetle ile idi ile ise isteyirem kimi men mene menim mi mu nece ne niye o olan olaraq oldu olsa olub onlar onu onun oz salam sen size
  sizin sonra sag tesekkur ucun ve ya yalniz yox xahis zehmet
  а без более был была были было быть в вам вас ваш ваша ваше ваши весь во вот все всего всех вы где да даже для до добрый день его ее если
  есть еще же за здравствуйте и из или им их к как ко когда кто ли либо меня мне мои мой моя моя мы на нам нас наш не него нее нет ни них
  но о об он она они от очень по под пожалуйста при с сам себя со спасибо так также там то того тоже только том тут ты у уважением уже
  хочу чего чем что чтобы это этого этой этом этот я`.split(/\s+/),
)
