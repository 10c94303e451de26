"""Words that hold a sentence together and say little by themselves, by language.

The lists are our own: closed word classes (pronouns, particles, prepositions, conjunctions,
auxiliaries, common adverbs of degree), no nouns or full verbs. A Chinese word of one character is
listed only where it is a function word, so 爱, 茶 or 差 always stay. "web" holds what addresses in
texts leave behind.
"""

from functools import cache

from tuwen.core.errors import UnknownName
from tuwen.core.suggest import closest

_ZH = """
的 地 得 了 着 过 之 所 们 等 第 把 被 将 让 给 叫 使 由 于 在 从 自 到 往 向 朝 对 为 以 因 用 按 据 跟 和 与 及 同 比
或 且 而 但 却 则 即 若 如 虽 因为 所以 但是 可是 不过 然而 而且 并且 或者 还是 以及 如果 假如 要是 只要 只有 除非
虽然 尽管 即使 既然 由于 因此 因而 于是 从而 以便 无论 不管 不论 不但 不仅 另外 此外 同时 然后 接着 其中 其它 其他
吗 吧 呢 啊 呀 哦 嘛 啦 哇 喔 嗯 唉 哎 么 罢了 而已 似的 一样 般
我 你 您 他 她 它 咱 俺 我们 你们 您们 他们 她们 它们 咱们 自己 人家 大家 别人 本人 彼此 谁 什么 啥 哪 哪里 哪儿 哪个 哪些
怎么 怎样 怎么样 如何 多少 几 何 为什么 为何 这 那 此 该 本 各 每 某 这个 那个 这些 那些 这里 那里 这儿 那儿 这样 那样
这么 那么 这种 那种 这是 那是 每个 各个 某些 有些 有的 一些 一个 一种 一下 一点 一直 一定 一般 一起
是 有 没 没有 不 不是 非 无 未 别 莫 勿 就 就是 也 也是 还 还有 又 再 都 全 只 只是 才 仅 仅仅 已 已经 曾 曾经 正 正在 刚 刚刚
将要 快要 便 更 最 很 太 挺 极 极其 非常 十分 特别 比较 相当 稍 稍微 有点 有点儿 越 越来越 几乎 差不多 大约 大概 可能 也许
或许 似乎 好像 当然 其实 确实 实在 真的 究竟 到底 终于 毕竟 居然 竟然 甚至 尤其 特意 反正 总之 总是 常常 经常 往往 有时 有时候
从来 始终 仍 仍然 依然 渐渐 逐渐 马上 立刻 随后 后来 以后 以前 之后 之前 以来 之间 时候 的时候 的话 来说 来讲 方面
能 会 可 可以 能够 应 应该 应当 该当 必须 须 需 需要 要 想 愿 愿意 敢 肯 得以
上 下 里 中 内 外 前 后 左右 之中 之内 之外 以上 以下 以内 以外
对于 关于 至于 根据 按照 依照 通过 经过 随着 为了 除了 作为 当 当时 自从 直到 沿着 朝着 凭 趁 连 连同 以至 以致 并 并不 并非
个 些 次 位 只能 不能 不会 不要 不用 不可 不得 不再 不太 不够 没什么 它的 他的 她的 我的 你的 自己的 时 起来 出来 下来 下去 上去 过来 过去
一 二 两 三 四 五 六 七 八 九 十 百 千 万 亿 零 〇
"""
_EN = """
a an the this that these those such same other another each every either neither both all any some
no none few many much more most less least several enough own
i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself
she her hers herself it its itself they them their theirs themselves one ones someone somebody
something anyone anybody anything everyone everybody everything nobody nothing who whom whose which
what whatever whoever where when why how here there
am is are was were be been being do does did doing done have has had having will would shall should
can could may might must ought cannot let
and or but nor so yet if unless although though because since while whereas whether than then as
until once
of at by for with about against between into through during before after above below to from up
down in out on off over under again further along among around across behind beside besides beyond
near per toward towards upon via within without onto despite
not n't too very just only also even still already ever never always often sometimes perhaps maybe
quite rather almost however therefore thus hence otherwise instead else now
don't doesn't didn't isn't aren't wasn't weren't won't wouldn't can't couldn't shouldn't haven't
hasn't hadn't mustn't i'm you're he's she's it's we're they're i've you've we've they've i'll you'll
he'll she'll we'll they'll i'd you'd he'd she'd we'd they'd that's there's here's what's who's let's
don doesn didn isn aren wasn weren wouldn couldn shouldn haven hasn hadn ll ve re
"""
_DE = """
der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner dieser
diese dieses diesen diesem jener jene jenes jeder jede jedes jedem jeden alle allem allen aller alles
ich mich mir du dich dir er ihn ihm sie ihr ihnen es wir uns euch man sich mein meine meinen meinem
meiner dein deine sein seine seinen seinem seiner ihre ihren ihrem ihrer unser unsere euer eure
wer wen wem was welche welcher welches wie wo wann warum hier dort da
und oder aber denn sondern weil dass ob wenn als während obwohl damit bevor nachdem bis seit sowie
in im ins an am ans auf aus bei beim mit nach von vom zu zum zur über unter vor hinter neben zwischen
durch für gegen ohne um außer
bin bist ist sind seid war warst waren gewesen sein habe hast hat haben hatte hatten gehabt werde
wirst wird werden wurde wurden worden kann kannst können konnte muss müssen musste soll sollen sollte
will wollen wollte darf dürfen mag möchte würde würden
nicht nichts nur auch noch schon sehr so zu mehr viel etwas dann nun jetzt immer wieder doch ja nein
"""
_FR = """
le la les l un une des du de d au aux ce cet cette ces mon ma mes ton ta tes son sa ses notre nos
votre vos leur leurs quel quelle quels quelles chaque tout toute tous toutes plusieurs quelques aucun
je j tu il elle on nous vous ils elles me m te t se s moi toi lui eux y en qui que qu quoi dont où
ceci cela ça c celui celle ceux celles
et ou mais donc or ni car si comme lorsque quand parce puisque afin
à dans en par pour sur sous avec sans chez vers entre contre depuis pendant avant après jusque
suis es est sommes êtes sont étais était étaient été être sera seront serait ai as a avons avez ont
avais avait avaient eu avoir aura aurait fait peut peuvent pouvait doit doivent
ne n pas plus moins très trop aussi bien même encore déjà toujours jamais ici là alors ainsi
"""
_ES = """
el la los las lo un una unos unas al del este esta estos estas ese esa esos esas aquel aquella
mi mis tu tus su sus nuestro nuestra nuestros nuestras cada todo toda todos todas otro otra otros
otras algún alguna algunos algunas ningún ninguna
yo tú él ella ello nosotros vosotros ellos ellas usted ustedes me te se nos os le les que quien
quienes cual cuales cuyo qué quién cómo cuándo dónde donde cuando como
y e o u pero sino ni si porque pues aunque mientras
a ante bajo con contra de desde durante en entre hacia hasta para por según sin sobre tras
soy eres es somos sois son era eras eran fue fueron sido ser estoy está están estaba estaban estar
he has ha hemos han había habían haber hay tiene tienen puede pueden debe
no sí muy más menos también tampoco ya aún todavía siempre nunca aquí ahí allí entonces así tan
"""
_PT = """
o a os as um uma uns umas ao aos à às do da dos das no na nos nas pelo pela pelos pelas num numa
este esta estes estas esse essa esses essas aquele aquela isto isso aquilo meu minha teu tua seu sua
seus suas nosso nossa cada todo toda todos todas outro outra outros outras algum alguma nenhum
eu tu ele ela nós vós eles elas você vocês me te se lhe lhes que quem qual quais cujo onde quando como
e ou mas nem se porque pois embora enquanto
ante até com contra de desde em entre para por sem sob sobre
sou é somos são era eram foi foram sido ser estou está estão estava estavam estar tenho tem têm tinha
há havia pode podem deve vai vão
não sim muito mais menos também já ainda sempre nunca aqui ali então assim tão só
"""
_IT = """
il lo la i gli le l un uno una al allo alla ai agli alle del dello della dei degli delle dal dallo
dalla dai nel nello nella nei nelle sul sulla sui questo questa questi queste quello quella quelli
quelle mio mia tuo tua suo sua suoi sue nostro nostra ogni tutto tutta tutti tutte altro altra altri
io tu lui lei noi voi loro mi ti si ci vi ne che chi cui quale quali dove quando come
e ed o ma né se perché poiché mentre
a ad con contro da di in per fra tra su senza sotto sopra
sono sei è siamo siete era erano stato stata essere sarà ho hai ha abbiamo hanno aveva avevano avere
può possono deve
non più meno molto anche già ancora sempre mai qui lì allora così solo
"""
_WEB = "http https www com net org html htm php url co t amp nbsp quot lt gt rt via"

_LISTS = {
    "zh": _ZH,
    "en": _EN,
    "de": _DE,
    "fr": _FR,
    "es": _ES,
    "pt": _PT,
    "it": _IT,
    "web": _WEB,
}
LANGUAGES = tuple(_LISTS)


@cache
def stop_words(lang: str) -> frozenset[str]:
    """The stop words of a language, folded ("zh-Hant" as "zh"); raises UnknownName without a list."""
    known = "zh" if lang.startswith("zh") else lang
    if known not in _LISTS:
        near = closest(lang, _LISTS)
        raise UnknownName("unknown_name", role="stop word list", name=lang, near=near)
    return frozenset(_LISTS[known].split())
