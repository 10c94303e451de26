"""Everyday words of ten languages in Latin letters, from which `language` learns their letter patterns.

The lists are our own: closed-class words (beside those in `stopwords`) and common nouns, verbs and
adjectives. They are not dictionaries; words that languages share are left in.
"""

FUNCTION_WORDS = {
    "nl": """
de het een en van ik te dat die in is niet hij op met voor zijn er maar om aan dan zou of wat mijn
men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u
want nog zal me zij nu geen omdat iets worden toch al waren veel meer doen toen moet ben zonder kan
hun dus alles onder ja werd wezen kunnen ons zelf tegen na reeds wil kon niets uw iemand geweest
andere wordt waar wie welke onze jullie jouw wij hem hier heel zeer tussen sinds tijdens alle elke
regering president minister staat politie rechtbank wet verkiezing partij politiek veiligheid aanval
gedood dood bedrijven verkoop winst miljoen procent onderzoek ontwikkeling ploeg speler trainer overwinning
verlies rapport nieuws nederland nederlands nederlandse europa europese amerikaanse belangrijk mogelijk
verschillend eenvoudig echt samen geschiedenis gezondheid ziekte dokter ziekenhuis kerk machine vliegtuig
voertuig gereedschap gebouw kasteel stap stuk plant dier dieren varken gekleed zittend spelend hoofden
spelletje blad volgende oude jonge altijd nooit dichte voorwerp gezichten alstublieft bedankt mevrouw meneer
""",
    "id": """
yang dan di itu dengan untuk tidak ini dari dalam akan pada juga saya ke karena tersebut bisa ada
mereka lebih kata tahun sudah atau saat oleh menjadi orang seorang kami kita anda dia ia aku kamu
telah adalah seperti bahwa para harus masih hanya banyak sangat lagi belum dapat secara setelah
sebelum antara namun tetapi agar supaya jika kalau ketika sebuah satu dua semua setiap beberapa lain
sendiri bukan apa siapa mana bagaimana mengapa kapan sini situ sana pernah sedang hingga sampai
sejak tanpa oleh terhadap tentang atas bawah depan belakang nya lah pun kah
pemerintah presiden menteri polisi pengadilan hukum undang pemilihan partai politik keamanan serangan
tewas kematian perusahaan penjualan keuntungan juta miliar persen penelitian perkembangan tim pemain pelatih
kemenangan kekalahan laporan berita indonesia jakarta eropa amerika penting mungkin berbeda sederhana
sungguh bersama sejarah kesehatan penyakit dokter sakit gereja masjid mesin pesawat kendaraan alat bangunan
gedung istana langkah potong tanaman hewan binatang babi berpakaian memakai sedang bermain hati kepala daun
berikutnya terakhir seseorang selalu tidak pernah tombol objek wajah mengenai merupakan terjadi dilakukan
memiliki mengatakan menyatakan terlihat terbuat bulat setengah
""",
    "tr": """
ve bir bu da de için ile çok daha gibi ne var kadar olarak ama o ben sen biz siz onlar mi mı mu mü
ki her en olan sonra değil ya şey kendi oldu olduğu ise göre diye bana sana ona bize beni seni onu
benim senin onun bizim şu hiç hem veya yok önce artık çünkü nasıl neden nerede kim hangi bütün tüm
bazı aynı başka böyle şöyle öyle yine hâlâ şimdi zaman üzerinde altında içinde arasında karşı doğru
olmak etmek yapmak vardı olacak oluyor ediyor yapıyor idi imiş iken fakat ancak belki evet hayır
hükümet başkan bakan devlet polis mahkeme yasa seçim parti siyaset güvenlik saldırı öldü ölüm şirketi
satış kâr milyon yüzde araştırma gelişim takım oyuncu antrenör zafer yenilgi rapor haber haberler türkiye
türk türkçe avrupa amerikan önemli mümkün farklı basit gerçekten belki birlikte tarih sağlık hastalık doktor
hastane cami kilise makine uçak araç alet bina kale adım parça bitki hayvan domuz giyinmiş oturuyor oynuyor
kalpler oyunu yaprak sonraki birisi yaşlı her zaman asla düğmesi nesne yüzü yüzler olarak arasında
işaretli üzerinde kadının adamın evi çizgi yuvarlak yukarı aşağı tutma
""",
    "vi": """
và của là có không được cho trong một người với các này những đã để khi đến về ra như lại nhiều cũng
tôi anh chị em ông bà nó họ chúng ta mình bạn ở từ vào trên dưới theo sẽ đang còn chỉ rất hơn nhất thì
mà nhưng nếu vì nên hoặc hay bị do bởi tại sau trước giữa đó đây kia nào gì ai sao đâu bao giờ mỗi
mọi tất cả cùng nhau đều vẫn cứ phải cần muốn thể làm biết nói thấy đi lên xuống qua rồi chưa việc
chính phủ tổng thống bộ trưởng nhà nước cảnh sát tòa án luật bầu cử đảng chính trị an ninh tấn công
chết doanh nghiệp bán hàng lợi nhuận triệu tỷ phần trăm nghiên cứu đội cầu thủ huấn luyện viên chiến thắng
báo cáo tin tức hà nội châu âu mỹ quan trọng có thể khác nhau đơn giản thật sự có lẽ lịch sử sức khỏe bệnh
bác sĩ viện nhà thờ chùa máy bay phương tiện dụng cụ tòa nhà lâu đài bước miếng thực vật động con lợn mặc
đang ngồi chơi trái lá tiếp theo luôn luôn không bao giờ nút đối tượng gương
""",
    "en": "",
    "de": "",
    "fr": "",
    "es": "",
    "pt": "",
    "it": "",
}

WORDS = {
    "en": """
man men woman women child children boy girl people person baby dog cat horse bird fish tree flower
water fire sun moon star house street city car train ship bridge door window table chair bed hand
hands head eye eyes mouth heart face hair nose ear tooth leg foot arm red blue green yellow black
white brown orange pink purple grey big small large old young new good bad beautiful happy sad angry
smiling laughing crying three four five six seven eight nine ten hundred thousand day night week
month year time today tomorrow yesterday morning evening clock hour mother father brother sister son
daughter wife husband friend family school teacher student book letter word language music song game
work worker money price market shop store food bread milk meat rice egg apple coffee tea wine sugar
salt kitchen hotel room mountain river sea beach island forest garden field snow rain wind weather
cloud sky light dark north south east west country world war peace king queen company number first
last long short high low eating drinking sleep going come running walking sitting standing see look
looking hear speak said know think want love make made give take took playing open close read write
buy sell live die start end flag hat shirt shoes dress bag glasses phone computer picture ball
bicycle road wearing holding jumping riding through group people two things thing way place right
left back front side heavy thick fast slow strong weak hot cold sound mark button sign square circle
key box ring cross arrow crown skin tone medium the of and with for that this from
news report reports says government president minister state states official officials police court
law vote election party leader leaders talks deal plan plans security attack attacks bomb killed dead death
iraq china america american british europe european united nations israel russia india japan london york
washington oil prices stocks shares profit sales business bank trade economy growth rise rises fall falls cut
cuts deficit quarter billion million dollar percent software internet technology microsoft google computer
space search web users service system systems research study scientists health drug team teams season coach
players player match cup final win wins won lost loss victory champion league olympic sports title record top
former chief executive says after over against back next more than into still off under between since while
could would should may might must being been had has have having its their his her our your another most many
early late again high hits hit set sets seeks sees warns threatens launches announces offers faces returns
kills dies charged trial case rights fire crash storm hurricane flood power energy nuclear weapons troops
forces military army soldiers rebels strike strikes workers jobs job pay tax budget spending fund funds
investors analysts earnings forecast strong weak lower higher expected likely public private national
international foreign local federal general major big small young world years months weeks days hours ago
thing things nothing something everything why because before without within around another really never
always often please thanks thank sorry yes hello everyone someone friends feel feeling happy wonderful great
quality size color product delivery order received recommend perfect nice best worst better worse problem
question answer reason change changes changed process design development information different important
example following including according between through during toward though although question possible
""",
    "de": """
mann männer frau frauen kind kinder junge mädchen leute mensch menschen person baby hund katze pferd
vogel fisch baum blume wasser feuer sonne mond stern haus straße stadt auto zug schiff brücke tür
fenster tisch stuhl bett hand hände kopf auge augen mund herz gesicht haare nase ohr zahn bein fuß
arm rot blau grün gelb schwarz weiß braun rosa lila grau groß großer große klein kleiner alt jung neu
gut schlecht schön glücklich traurig wütend lächelnd lachend weinend zwei drei vier fünf sechs
sieben acht neun zehn hundert tausend tag nacht woche monat jahr zeit heute morgen gestern abend uhr
stunde mutter vater bruder schwester sohn tochter freund familie schule lehrer schüler buch brief
wort sprache musik lied spiel arbeit arbeiter geld preis markt laden geschäft essen brot milch
fleisch reis ei apfel kaffee tee wein zucker salz küche zimmer berg fluss meer strand insel wald
garten feld schnee regen wind wetter wolke himmel licht dunkel norden süden osten westen land welt
krieg frieden könig königin firma nummer zahl erste letzte lang kurz hoch niedrig trinken schlafen
gehen kommen läuft laufen sitzt sitzen steht stehen sehen schaut hören sprechen sagte wissen denken
lieben machen gemacht geben nehmen spielt spielen offen geschlossen lesen schreiben kaufen verkaufen
leben sterben anfang ende flagge fahne hut hemd schuhe kleid tasche brille handy bild ball fahrrad
trägt hält springt fährt gruppe mehrere ding sache weg platz rechts links rücken vorne seite schwer
dick schnell langsam stark schwach heiß kalt geräusch zeichen taste symbol quadrat kreis schlüssel
kiste ring kreuz pfeil krone hautfarbe gesicht zeitung möglichkeit freiheit wirtschaft gesellschaft
regierung präsident minister staat bundesland polizei gericht gesetz wahl partei politik politiker
sicherheit angriff getötet tote unternehmen umsatz gewinn milliarden millionen prozent wissenschaft forschung
entwicklung mannschaft spieler trainer meister sieg niederlage bericht berichtet nachrichten deutschland
deutsche deutschen europa europäische amerika wichtig möglich verschieden einfach eigentlich vielleicht
natürlich zwischen während gegenüber zusammen geschichte gesundheit krankheit arzt krankenhaus kirche
maschine flugzeug fahrzeug werkzeug gebäude schloss spitze schritt stück pflanze tier tiere fell schwein
ausgezeichnet gekleidet stehend sitzend laufend herz kopf spiel zeichen blatt schlecht nächste letzten
""",
    "fr": """
homme hommes femme femmes enfant enfants garçon fille gens personne personnes bébé chien chat cheval
oiseau poisson arbre fleur eau feu soleil lune étoile maison rue ville voiture train bateau pont
porte fenêtre table chaise lit main mains tête œil yeux bouche cœur visage cheveux nez oreille dent
jambe pied bras rouge bleu vert jaune noir blanc blanche marron rose violet gris grand grande petit
petite vieux jeune nouveau bon bonne mauvais beau belle heureux triste colère souriant rieur
pleurant deux trois quatre cinq six sept huit neuf dix cent mille jour nuit semaine mois année temps
aujourd'hui demain hier matin soir heure horloge mère père frère sœur fils fille ami famille école
professeur élève livre lettre mot langue musique chanson jeu travail ouvrier argent prix marché
magasin nourriture pain lait viande riz œuf pomme café thé vin sucre sel cuisine hôtel chambre
montagne rivière mer plage île forêt jardin champ neige pluie vent météo nuage ciel lumière sombre
nord sud est ouest pays monde guerre paix roi reine entreprise nombre premier dernier long court haut
bas manger boire dormir aller venir courir court marche assis debout voir regarde entendre parler dit
savoir penser vouloir aimer faire fait donner prendre joue jouer ouvert fermé lire écrire acheter
vendre vivre mourir début fin drapeau chapeau chemise chaussures robe sac lunettes téléphone
ordinateur image balle ballon vélo route portant porte tenant saute groupe chose chemin lieu droite
gauche dos devant côté lourd rapide lent fort faible chaud froid bruit bouton signe carré cercle clé
boîte bague croix flèche couronne peau nation question société développement liberté
gouvernement président ministre état police tribunal loi élection parti politique sécurité attaque
tué mort entreprises ventes bénéfice milliards millions pour cent recherche développement équipe joueur
entraîneur victoire défaite rapport nouvelles france français française europe européenne américain important
possible différent simple vraiment peut-être naturellement ensemble histoire santé maladie médecin hôpital
église machine avion véhicule outil bâtiment château étape morceau plante animal animaux cochon habillé
assise jouant cœurs tête jeux feuille mauvais prochain dernière quelque chose plusieurs jeune vieille jeunes
train être fait faire étaient toujours jamais ouvert fermée bouton objet personnage main visages
""",
    "es": """
hombre hombres mujer mujeres niño niña niños chico chica gente persona personas bebé perro gato
caballo pájaro pez árbol flor agua fuego sol luna estrella casa calle ciudad coche tren barco puente
puerta ventana mesa silla cama mano manos cabeza ojo ojos boca corazón cara pelo nariz oreja diente
pierna pie brazo rojo azul verde amarillo negro blanco marrón naranja rosa morado gris grande pequeño
viejo joven nuevo bueno malo hermoso feliz triste enfadado sonriente riendo llorando uno dos tres
cuatro cinco seis siete ocho nueve diez cien mil día noche semana mes año tiempo hoy mañana ayer tarde
hora reloj madre padre hermano hermana hijo hija amigo familia escuela profesor estudiante libro carta
palabra lengua idioma música canción juego trabajo trabajador dinero precio mercado tienda comida pan
leche carne arroz huevo manzana café té vino azúcar sal cocina hotel habitación montaña río mar playa
isla bosque jardín campo nieve lluvia viento clima nube cielo luz oscuro norte sur este oeste país
mundo guerra paz rey reina empresa número primero último largo corto alto bajo comer beber dormir ir
venir correr corre caminando sentado pie ver mirando oír hablar dijo saber pensar querer amar hacer
hecho dar tomar juega jugando abierto cerrado leer escribir comprar vender vivir morir inicio fin
bandera sombrero camisa zapatos vestido bolsa gafas teléfono ordenador imagen pelota bicicleta camino
lleva sosteniendo saltando grupo cosa lugar derecha izquierda espalda frente lado pesado rápido lento
fuerte débil caliente frío sonido botón señal símbolo cuadrado círculo llave caja anillo cruz flecha
corona piel nación educación sociedad libertad desarrollo estoy tengo tiene quiero
gobierno presidente ministro estado policía tribunal ley elección partido política seguridad ataque
muerto muerte empresas ventas beneficio millones ciento investigación desarrollo equipo jugador entrenador
victoria derrota informe noticias españa español española europa europeo americano importante posible
diferente sencillo realmente quizás naturalmente juntos historia salud enfermedad médico iglesia máquina
avión vehículo herramienta edificio castillo paso trozo planta animal animales cerdo vestido sentada jugador
corazones cabeza juegos hoja próxima última alguien varios vieja jóvenes siempre nunca abierta cerrada mujer
objeto manos caras hacia está están también después gracias muchas señora señor
""",
    "pt": """
homem homens mulher mulheres criança crianças menino menina pessoas pessoa gente bebê cachorro cão
gato cavalo pássaro peixe árvore flor água fogo sol lua estrela casa rua cidade carro trem comboio
navio ponte porta janela mesa cadeira cama mão mãos cabeça olho olhos boca coração rosto cabelo nariz
orelha dente perna pé braço vermelho azul verde amarelo preto branco marrom laranja rosa roxo cinza
grande pequeno velho jovem novo bom boa mau bonito feliz triste bravo sorridente rindo chorando dois
duas três quatro cinco seis sete oito nove dez cem mil dia noite semana mês ano tempo hoje amanhã
ontem manhã tarde hora relógio mãe pai irmão irmã filho filha amigo família escola professor aluno
livro carta palavra língua música canção jogo trabalho trabalhador dinheiro preço mercado loja comida
pão leite carne arroz ovo maçã café chá vinho açúcar sal cozinha hotel quarto montanha rio mar praia
ilha floresta jardim campo neve chuva vento clima nuvem céu luz escuro norte sul leste oeste país
mundo guerra paz rei rainha empresa número primeiro último longo curto alto baixo comer beber dormir
ir vir correr andando sentado ver olhando ouvir falar disse saber pensar querer amar fazer feito dar
tomar jogando brincando aberto fechado ler escrever comprar vender viver morrer início fim bandeira
chapéu camisa sapatos vestido bolsa óculos telefone computador imagem bola bicicleta estrada usando
segurando pulando grupo coisa caminho lugar direita esquerda costas frente lado pesado rápido lento
forte fraco quente frio som botão sinal símbolo quadrado círculo chave caixa anel cruz seta coroa
pele nação educação sociedade liberdade informação então tenho quero obrigado fazendo
governo presidente ministro estado polícia tribunal lei eleição partido política segurança ataque
morto morte empresas vendas lucro milhões cento pesquisa desenvolvimento equipe jogador treinador vitória
derrota relatório notícias brasil brasileiro português europa europeu americano importante possível
diferente simples realmente talvez naturalmente juntos história saúde doença médico igreja máquina avião
veículo ferramenta edifício prédio castelo passo pedaço planta animal animais porco vestido sentada corações
cabeça jogos folha próxima última alguém vários velha jovens sempre nunca aberta fechada botão objeto mãos
caras estão também depois obrigada muitas senhora senhor atenção coleção estação avião balão
""",
    "it": """
uomo uomini donna donne bambino bambina bambini ragazzo ragazza gente persona persone neonato cane
gatto cavallo uccello pesce albero fiore acqua fuoco sole luna stella casa strada città macchina auto
treno nave ponte porta finestra tavolo sedia letto mano mani testa occhio occhi bocca cuore faccia
viso capelli naso orecchio dente gamba piede braccio rosso blu azzurro verde giallo nero bianco
marrone arancione rosa viola grigio grande piccolo vecchio giovane nuovo buono cattivo bello felice
triste arrabbiato sorridente ride piange due tre quattro cinque sei sette otto nove dieci cento mille
giorno notte settimana mese anno tempo oggi domani ieri mattina sera ora orologio madre padre
fratello sorella figlio figlia amico famiglia scuola insegnante studente libro lettera parola lingua
musica canzone gioco lavoro operaio soldi prezzo mercato negozio cibo pane latte carne riso uovo mela
caffè tè vino zucchero sale cucina albergo camera montagna fiume mare spiaggia isola foresta giardino
campo neve pioggia vento nuvola cielo luce buio nord sud est ovest paese mondo guerra pace re regina
azienda numero primo ultimo lungo corto alto basso mangiare bere dormire andare venire correre
cammina seduto piedi vedere guarda sentire parlare detto sapere pensare volere amare fare fatto dare
prendere gioca giocando aperto chiuso leggere scrivere comprare vendere vivere morire inizio fine
bandiera cappello camicia scarpe vestito borsa occhiali telefono computer immagine palla bicicletta
indossa tiene salta gruppo cosa luogo destra sinistra schiena davanti lato pesante veloce lento forte
debole caldo freddo suono pulsante segno simbolo quadrato cerchio chiave scatola anello croce freccia
corona pelle carnagione nazione società libertà sviluppo perché così
governo presidente ministro stato polizia tribunale legge elezione partito politica sicurezza attacco
morto morte aziende vendite profitto milioni cento ricerca sviluppo squadra giocatore allenatore vittoria
sconfitta rapporto notizie italia italiano italiana europa europeo americano importante possibile diverso
semplice davvero forse naturalmente insieme storia salute malattia medico ospedale chiesa macchina aereo
veicolo attrezzo edificio castello passo pezzo pianta animale animali maiale vestita seduta cuori testa
giochi foglia prossima ultima qualcuno vari vecchia giovani sempre mai aperta chiusa pulsante oggetto facce
della delle degli nella sulla dopo grazie molte signora signore attenzione stazione
""",
    "nl": """
man mannen vrouw vrouwen kind kinderen jongen meisje mensen persoon baby hond kat paard vogel vis boom
bloem water vuur zon maan ster huis straat stad auto trein schip brug deur raam tafel stoel bed hand
handen hoofd oog ogen mond hart gezicht haar neus oor tand been voet arm rood blauw groen geel zwart
wit bruin oranje roze paars grijs groot grote klein kleine oud jong nieuw goed slecht mooi blij
gelukkig verdrietig boos lachend huilend een twee drie vier vijf zes zeven acht negen tien honderd
duizend dag nacht week maand jaar tijd vandaag morgen gisteren avond uur klok moeder vader broer zus
zoon dochter vriend familie school leraar leerling boek brief woord taal muziek lied spel werk geld
prijs markt winkel eten brood melk vlees rijst ei appel koffie thee wijn suiker zout keuken kamer berg
rivier zee strand eiland bos tuin veld sneeuw regen wind weer wolk lucht hemel licht donker noorden
zuiden oosten westen land wereld oorlog vrede koning koningin bedrijf nummer eerste laatste lang kort
hoog laag drinken slapen gaan komen loopt lopen zit zitten staat staan zien kijkt horen spreken zei
weten denken houden maken gemaakt geven nemen speelt spelen open gesloten lezen schrijven kopen
verkopen leven sterven begin einde vlag hoed hemd schoenen jurk tas bril telefoon foto bal fiets weg
draagt houdt springt rijdt groep ding zaak plaats rechts links rug voor kant zwaar dik snel langzaam
sterk zwak heet koud geluid teken knop symbool vierkant cirkel sleutel doos ring kruis pijl kroon
huid vrijheid samenleving mogelijkheid geschiedenis gewoon eigenlijk misschien natuurlijk
""",
    "id": """
pria laki perempuan wanita anak orang bayi anjing kucing kuda burung ikan pohon bunga air api matahari
bulan bintang rumah jalan kota mobil kereta kapal jembatan pintu jendela meja kursi tempat tidur tangan
kepala mata mulut hati jantung wajah muka rambut hidung telinga gigi kaki lengan merah biru hijau
kuning hitam putih cokelat oranye jingga ungu abu besar kecil tua muda baru baik buruk cantik indah
senang bahagia sedih marah tersenyum tertawa menangis tiga empat lima enam tujuh delapan sembilan
sepuluh ratus ribu hari malam minggu pekan waktu sekarang besok kemarin pagi sore jam ibu ayah bapak
kakak adik teman keluarga sekolah guru murid siswa buku surat bahasa musik lagu permainan kerja
pekerja pekerjaan uang harga pasar toko makanan roti susu daging nasi beras telur apel kopi teh anggur
gula garam dapur kamar gunung sungai laut pantai pulau hutan kebun taman ladang salju hujan angin
cuaca awan langit cahaya gelap utara selatan timur barat negara negeri dunia perang damai raja ratu
perusahaan nomor angka pertama terakhir panjang pendek tinggi rendah makan minum pergi datang berlari
berjalan duduk berdiri melihat mendengar berbicara berkata tahu berpikir ingin cinta membuat dibuat
memberi mengambil bermain terbuka tertutup membaca menulis membeli menjual hidup mati awal akhir
bendera topi baju sepatu gaun tas kacamata telepon komputer gambar bola sepeda memakai memegang
melompat kelompok benda cara kanan kiri punggung samping berat cepat lambat kuat lemah panas dingin
suara tombol tanda simbol persegi lingkaran kunci kotak cincin salib panah mahkota kulit
pemerintah masyarakat pembangunan kebebasan pendidikan menggunakan terhadap perlu mungkin terima kasih
""",
    "tr": """
adam erkek kadın çocuk çocuklar oğlan kız insan insanlar kişi bebek köpek kedi at kuş balık ağaç çiçek
su ateş güneş ay yıldız ev sokak şehir araba tren gemi köprü kapı pencere masa sandalye yatak el eller
baş göz gözler ağız kalp yüz saç burun kulak diş bacak ayak kol kırmızı mavi yeşil sarı siyah beyaz
kahverengi turuncu pembe mor gri büyük küçük eski yaşlı genç yeni iyi kötü güzel mutlu üzgün kızgın
gülümseyen gülen ağlayan iki üç dört beş altı yedi sekiz dokuz on yüz bin gün gece hafta yıl bugün
yarın dün sabah akşam saat anne baba kardeş oğul arkadaş aile okul öğretmen öğrenci kitap mektup
kelime dil müzik şarkı oyun iş işçi para fiyat pazar dükkan mağaza yemek ekmek süt et pirinç yumurta
elma kahve çay şarap şeker tuz mutfak otel oda dağ nehir deniz plaj ada orman bahçe tarla kar yağmur
rüzgar hava bulut gökyüzü ışık karanlık kuzey güney doğu batı ülke dünya savaş barış kral kraliçe
şirket numara sayı ilk son uzun kısa yüksek alçak içmek uyumak gitmek gelmek koşan koşuyor yürüyen
oturan duran görmek bakan duymak konuşmak dedi bilmek düşünmek istemek sevmek yapan vermek almak
oynayan açık kapalı okumak yazmak satın satmak yaşamak ölmek başlangıç bayrak bayrağı şapka gömlek
ayakkabı elbise çanta gözlük telefon bilgisayar resim top bisiklet yol giyen tutan atlayan grup yer
sağ sol arka ön yan ağır hızlı yavaş güçlü zayıf sıcak soğuk ses düğme düğmesi işareti işaret simge
kare daire anahtar kutu yüzük haç ok taç ten rengi özgürlük toplum gelişme hükümet bilgi teşekkür
""",
    "vi": """
đàn ông phụ nữ trẻ em đứa bé trai gái chó mèo ngựa chim cá cây hoa nước lửa mặt trời trăng ngôi sao nhà
đường phố thành phố xe hơi tàu hỏa thuyền cầu cửa sổ bàn ghế giường tay đầu mắt miệng tim khuôn mặt tóc
mũi tai răng chân cánh đỏ xanh lá vàng đen trắng nâu cam hồng tím xám lớn nhỏ già trẻ mới tốt xấu đẹp vui
hạnh phúc buồn giận cười khóc hai ba bốn năm sáu bảy tám chín mười trăm nghìn ngày đêm tuần tháng thời
gian hôm nay ngày mai qua sáng chiều tối giờ đồng hồ mẹ cha bố con gia đình trường học giáo viên học
sinh sách thư từ ngôn ngữ tiếng nhạc bài hát trò chơi công việc nhân tiền giá chợ cửa hàng thức ăn bánh
mì sữa thịt cơm gạo trứng táo cà phê trà rượu đường muối bếp khách sạn phòng núi sông biển bãi đảo rừng
vườn đồng tuyết mưa gió thời tiết mây bầu ánh sáng bắc nam đông tây nước thế giới chiến tranh hòa bình
vua nữ hoàng công ty số đầu tiên cuối dài ngắn cao thấp ăn uống ngủ chạy bộ ngồi đứng nhìn nghe yêu
thích lấy chơi mở đóng đọc viết mua bán sống chết bắt cờ mũ áo giày váy túi kính điện thoại máy tính hình
ảnh bóng đạp mặc cầm nhảy nhóm vật cách nơi phải trái lưng bên nặng nhanh chậm mạnh yếu nóng lạnh âm
thanh nút biểu tượng dấu vuông tròn chìa khóa hộp nhẫn thập mũi tên vương miện màu da tự do xã hội phát
triển chính phủ Việt Nam cảm ơn
""",
}
