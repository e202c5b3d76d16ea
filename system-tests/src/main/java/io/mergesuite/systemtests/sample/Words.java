package io.mergesuite.systemtests.sample;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The words that the people of a country are made of. Below, columns are parted by {@code /}, and {@code _} is a space.
 *
 * @param families family names, the last column as in e-mail addresses
 * @param places the beginning of postal codes, region, city, streets
 */
record Words(
        List<List<String>> families,
        List<List<String>> women,
        List<List<String>> men,
        List<List<String>> places,
        List<String> reviews,
        List<String> questions) {

    private static final String JP_FAMILIES = """
            佐藤/サトウ/sato 鈴木/スズキ/suzuki 高橋/タカハシ/takahashi 田中/タナカ/tanaka 伊藤/イトウ/ito 渡辺/ワタナベ/watanabe
            山本/ヤマモト/yamamoto 中村/ナカムラ/nakamura 小林/コバヤシ/kobayashi 加藤/カトウ/kato 吉田/ヨシダ/yoshida 山田/ヤマダ/yamada
            佐々木/ササキ/sasaki 山口/ヤマグチ/yamaguchi 松本/マツモト/matsumoto 井上/イノウエ/inoue 木村/キムラ/kimura 林/ハヤシ/hayashi
            清水/シミズ/shimizu 斎藤/サイトウ/saito 森/モリ/mori 池田/イケダ/ikeda 橋本/ハシモト/hashimoto 石川/イシカワ/ishikawa
            前田/マエダ/maeda 藤田/フジタ/fujita 岡田/オカダ/okada 長谷川/ハセガワ/hasegawa 村上/ムラカミ/murakami 近藤/コンドウ/kondo
            石井/イシイ/ishii 遠藤/エンドウ/endo 青木/アオキ/aoki 坂本/サカモト/sakamoto 福田/フクダ/fukuda 西村/ニシムラ/nishimura
            藤井/フジイ/fujii 岡本/オカモト/okamoto 三浦/ミウラ/miura 中野/ナカノ/nakano 原田/ハラダ/harada 松田/マツダ/matsuda
            竹内/タケウチ/takeuchi 小野/オノ/ono 田村/タムラ/tamura 中山/ナカヤマ/nakayama 和田/ワダ/wada 石田/イシダ/ishida
            """;
    private static final String JP_WOMEN = """
            花子/ハナコ/hanako 陽菜/ヒナ/hina 結衣/ユイ/yui 美咲/ミサキ/misaki 葵/アオイ/aoi 凛/リン/rin 恵子/ケイコ/keiko 由美/ユミ/yumi
            真由美/マユミ/mayumi 久美子/クミコ/kumiko 智子/トモコ/tomoko 裕子/ユウコ/yuko 愛/アイ/ai 舞/マイ/mai 彩/アヤ/aya 千夏/チナツ/chinatsu
            桃子/モモコ/momoko 優奈/ユウナ/yuna 明美/アケミ/akemi 和子/カズコ/kazuko 麻衣/マイ/mai 直美/ナオミ/naomi 沙織/サオリ/saori 瞳/ヒトミ/hitomi
            """;
    private static final String JP_MEN = """
            太郎/タロウ/taro 一郎/イチロウ/ichiro 健太/ケンタ/kenta 翔/ショウ/sho 大輔/ダイスケ/daisuke 拓也/タクヤ/takuya 蓮/レン/ren 誠/マコト/makoto
            浩/ヒロシ/hiroshi 隆/タカシ/takashi 直樹/ナオキ/naoki 和也/カズヤ/kazuya 亮/リョウ/ryo 学/マナブ/manabu 悠斗/ユウト/yuto 陸/リク/riku
            修/オサム/osamu 豊/ユタカ/yutaka 達也/タツヤ/tatsuya 健一/ケンイチ/kenichi 洋平/ヨウヘイ/yohei 慎吾/シンゴ/shingo 聡/サトシ/satoshi 勇気/ユウキ/yuki
            """;
    /** The first three digits of postal codes, prefecture, city, parts of it. */
    private static final String JP_PLACES = """
            150/東京都/渋谷区/神宮前/恵比寿/渋谷 160/東京都/新宿区/西新宿/新宿 154/東京都/世田谷区/三軒茶屋/太子堂 176/東京都/練馬区/豊玉北/桜台
            220/神奈川県/横浜市西区/みなとみらい/北幸 210/神奈川県/川崎市川崎区/駅前本町/砂子 330/埼玉県/さいたま市大宮区/桜木町/大門町 260/千葉県/千葉市中央区/中央/新宿
            530/大阪府/大阪市北区/梅田/中之島 542/大阪府/大阪市中央区/心斎橋筋/難波 600/京都府/京都市下京区/四条町/七条 650/兵庫県/神戸市中央区/三宮町/元町通
            450/愛知県/名古屋市中村区/名駅/椿町 460/愛知県/名古屋市中区/栄/錦 060/北海道/札幌市中央区/北一条西/大通西 980/宮城県/仙台市青葉区/一番町/中央
            730/広島県/広島市中区/紙屋町/本通 812/福岡県/福岡市博多区/博多駅前/中洲 900/沖縄県/那覇市/久茂地/牧志 920/石川県/金沢市/香林坊/片町
            """;

    static final List<String> JP_TRADES = List.of("商事", "物産", "製菓", "電機", "薬局", "書店", "工務店", "食品");

    private static final String RU_FAMILIES = """
            Иванов/Иванова/ivanov Смирнов/Смирнова/smirnov Кузнецов/Кузнецова/kuznetsov Попов/Попова/popov Васильев/Васильева/vasiliev
            Петров/Петрова/petrov Соколов/Соколова/sokolov Михайлов/Михайлова/mikhailov Новиков/Новикова/novikov Фёдоров/Фёдорова/fedorov
            Морозов/Морозова/morozov Волков/Волкова/volkov Алексеев/Алексеева/alekseev Лебедев/Лебедева/lebedev Семёнов/Семёнова/semenov
            Егоров/Егорова/egorov Павлов/Павлова/pavlov Козлов/Козлова/kozlov Степанов/Степанова/stepanov Николаев/Николаева/nikolaev
            Орлов/Орлова/orlov Андреев/Андреева/andreev Макаров/Макарова/makarov Никитин/Никитина/nikitin Захаров/Захарова/zakharov
            Зайцев/Зайцева/zaitsev Соловьёв/Соловьёва/soloviev Борисов/Борисова/borisov Яковлев/Яковлева/yakovlev Григорьев/Григорьева/grigoriev
            Романов/Романова/romanov Воробьёв/Воробьёва/vorobiev Сергеев/Сергеева/sergeev Кузьмин/Кузьмина/kuzmin Фролов/Фролова/frolov
            Тарасов/Тарасова/tarasov Белов/Белова/belov Комаров/Комарова/komarov Крылов/Крылова/krylov Виноградов/Виноградова/vinogradov
            """;
    private static final String RU_WOMEN = """
            Анна/anna Мария/maria Елена/elena Ольга/olga Наталья/natalia Татьяна/tatiana Ирина/irina Екатерина/ekaterina Светлана/svetlana
            Юлия/yulia Анастасия/anastasia Дарья/daria Ксения/ksenia Полина/polina Вера/vera Людмила/lyudmila Галина/galina Алина/alina
            """;
    private static final String RU_MEN = """
            Александр/alexander Сергей/sergey Дмитрий/dmitry Андрей/andrey Алексей/alexey Иван/ivan Михаил/mikhail Николай/nikolay
            Владимир/vladimir Павел/pavel Максим/maxim Артём/artem Егор/egor Илья/ilya Кирилл/kirill Роман/roman Олег/oleg Виктор/viktor
            """;
    private static final String RU_PLACES = """
            101/Москва/Москва/ул._Мясницкая/ул._Покровка 115/Москва/Москва/ул._Дубининская/Варшавское_шоссе 125/Москва/Москва/Ленинградский_пр-т/ул._Лесная
            191/Санкт-Петербург/Санкт-Петербург/Невский_пр-т/ул._Рубинштейна 197/Санкт-Петербург/Санкт-Петербург/Каменноостровский_пр-т/ул._Савушкина
            630/Новосибирская_область/Новосибирск/Красный_пр-т/ул._Ленина 620/Свердловская_область/Екатеринбург/ул._Малышева/пр-т_Ленина
            420/Республика_Татарстан/Казань/ул._Баумана/ул._Пушкина 603/Нижегородская_область/Нижний_Новгород/ул._Большая_Покровская/ул._Горького
            443/Самарская_область/Самара/ул._Куйбышева/ул._Садовая 344/Ростовская_область/Ростов-на-Дону/ул._Большая_Садовая/пр-т_Будённовский
            350/Краснодарский_край/Краснодар/ул._Красная/ул._Северная 614/Пермский_край/Пермь/Комсомольский_пр-т/ул._Сибирская
            394/Воронежская_область/Воронеж/ул._Плехановская/пр-т_Революции 690/Приморский_край/Владивосток/ул._Светланская/Океанский_пр-т
            """;
    static final List<String> RU_TRADES = List.of("Торг", "Строй", "Мед", "Пром", "Агро", "Книга", "Свет", "Транс");
    static final List<String> RU_WORDS =
            List.of("Сервис", "Плюс", "Центр", "Восток", "Град", "Мастер", "Ресурс", "Альянс");

    private static final String ES_FAMILIES = """
            García/garcia Rodríguez/rodriguez González/gonzalez Fernández/fernandez López/lopez Martínez/martinez Sánchez/sanchez Pérez/perez
            Gómez/gomez Martín/martin Jiménez/jimenez Ruiz/ruiz Hernández/hernandez Díaz/diaz Moreno/moreno Muñoz/munoz Álvarez/alvarez
            Romero/romero Alonso/alonso Gutiérrez/gutierrez Navarro/navarro Torres/torres Domínguez/dominguez Vázquez/vazquez Ramos/ramos
            Gil/gil Ramírez/ramirez Serrano/serrano Blanco/blanco Molina/molina Morales/morales Suárez/suarez Ortega/ortega Delgado/delgado
            Castro/castro Ortiz/ortiz Rubio/rubio Marín/marin Sanz/sanz Iglesias/iglesias Núñez/nunez Medina/medina Garrido/garrido
            """;
    private static final String ES_WOMEN = """
            María/maria Carmen/carmen Ana/ana Laura/laura Lucía/lucia Isabel/isabel Cristina/cristina Marta/marta Elena/elena Pilar/pilar
            Paula/paula Sara/sara Raquel/raquel Rosa/rosa Teresa/teresa Beatriz/beatriz Nuria/nuria Silvia/silvia Julia/julia Alba/alba
            """;
    private static final String ES_MEN = """
            Antonio/antonio José/jose Manuel/manuel Francisco/francisco David/david Juan/juan Javier/javier Daniel/daniel Carlos/carlos
            Jesús/jesus Alejandro/alejandro Miguel/miguel Rafael/rafael Pablo/pablo Pedro/pedro Ángel/angel Sergio/sergio Fernando/fernando
            """;
    private static final String ES_PLACES = """
            280/Madrid/Madrid/Calle_de_Alcalá/Calle_Mayor/Calle_de_Atocha 080/Barcelona/Barcelona/Carrer_de_Balmes/Carrer_de_Mallorca
            410/Sevilla/Sevilla/Calle_Sierpes/Calle_Feria 460/Valencia/València/Carrer_de_Colón/Carrer_de_la_Pau 500/Zaragoza/Zaragoza/Calle_Alfonso_I/Calle_de_San_Miguel
            290/Málaga/Málaga/Calle_Larios/Calle_Granada 480/Bizkaia/Bilbao/Gran_Vía/Calle_Ercilla 300/Murcia/Murcia/Calle_Trapería/Calle_Platería
            370/Salamanca/Salamanca/Calle_Toro/Rúa_Mayor 150/A_Coruña/A_Coruña/Calle_Real/Calle_San_Andrés 350/Las_Palmas/Las_Palmas/Calle_Triana/Calle_León_y_Castillo
            180/Granada/Granada/Calle_Recogidas/Calle_Elvira 330/Asturias/Oviedo/Calle_Uría/Calle_Fruela 470/Valladolid/Valladolid/Calle_Santiago/Calle_Mantería
            """;
    static final List<String> ES_TRADES =
            List.of("Comercial", "Distribuciones", "Talleres", "Librería", "Panadería", "Viajes", "Muebles");

    private static final String GB_FAMILIES = """
            Smith/smith Jones/jones Taylor/taylor Brown/brown Williams/williams Wilson/wilson Johnson/johnson Davies/davies Robinson/robinson
            Wright/wright Thompson/thompson Evans/evans Walker/walker White/white Roberts/roberts Green/green Hall/hall Wood/wood Jackson/jackson
            Clarke/clarke Patel/patel Khan/khan Lewis/lewis James/james Phillips/phillips Mason/mason Mitchell/mitchell Rose/rose Cook/cook
            Bailey/bailey Cooper/cooper Ward/ward Turner/turner Hughes/hughes Edwards/edwards O'Brien/obrien Murphy/murphy Campbell/campbell
            Stewart/stewart Morgan/morgan Begum/begum Bell/bell Marshall/marshall Palmer/palmer Hunt/hunt Fisher/fisher
            """;
    private static final String GB_WOMEN = """
            Olivia/olivia Amelia/amelia Emily/emily Sophie/sophie Grace/grace Charlotte/charlotte Alice/alice Margaret/margaret Susan/susan
            Karen/karen Helen/helen Sarah/sarah Aisha/aisha Priya/priya Chloe/chloe Ellie/ellie Hannah/hannah Victoria/victoria Ruth/ruth
            """;
    private static final String GB_MEN = """
            Oliver/oliver George/george Harry/harry Jack/jack Thomas/thomas William/william James/james Peter/peter David/david Alan/alan
            Stephen/stephen Mohammed/mohammed Ravi/ravi Daniel/daniel Samuel/samuel Edward/edward Callum/callum Owen/owen Rhys/rhys
            """;
    private static final String GB_PLACES = """
            M/Greater_Manchester/Manchester/Oxford_Road/Deansgate B/West_Midlands/Birmingham/Broad_Street/Hagley_Road LS/West_Yorkshire/Leeds/Headingley_Lane/Kirkstall_Road
            S/South_Yorkshire/Sheffield/Ecclesall_Road/Abbeydale_Road BS/Bristol/Bristol/Gloucester_Road/Whiteladies_Road L/Merseyside/Liverpool/Bold_Street/Smithdown_Road
            NE/Tyne_and_Wear/Newcastle_upon_Tyne/Grey_Street/Heaton_Road EH/Midlothian/Edinburgh/Leith_Walk/Lothian_Road G/Lanarkshire/Glasgow/Byres_Road/Duke_Street
            CF/South_Glamorgan/Cardiff/Cathedral_Road/City_Road SE/Greater_London/London/Lordship_Lane/Rye_Lane N/Greater_London/London/Essex_Road/Holloway_Road
            NG/Nottinghamshire/Nottingham/Mansfield_Road/Derby_Road SO/Hampshire/Southampton/Portswood_Road/Hill_Lane
            """;
    static final List<String> GB_TRADES =
            List.of("Trading", "Foods", "Books", "Interiors", "Motors", "Gardens", "Supplies");

    private static final List<String> JP_PRAISE =
            List.of("とても香りがよく、家族みんなで楽しんでいます。", "贈り物にしたところ、大変喜ばれました。", "思ったより小さかったですが、品質には満足です。");
    private static final List<String> JP_QUESTIONS =
            List.of("注文した商品がまだ届きません。いつ頃になりますか。", "お届け先の住所を変更したいのですが、どうすればよいでしょうか。");
    private static final List<String> RU_PRAISE = List.of(
            "Очень понравилось, буду заказывать ещё.",
            "Упаковка была немного помята, но сам товар в порядке.",
            "Брала в подарок маме, она в восторге.");
    private static final List<String> RU_QUESTIONS = List.of(
            "Подскажите, пожалуйста, когда отправят мой заказ?", "Хочу изменить адрес доставки, как это сделать?");
    private static final List<String> ES_PRAISE = List.of(
            "Muy buena calidad y envío rápido.",
            "Lo compré para regalar y gustó mucho.",
            "El color no es exactamente como en la foto, pero está bien.");
    private static final List<String> ES_QUESTIONS = List.of(
            "¿Cuándo llegará mi pedido? Todavía no tengo noticias.",
            "Quisiera cambiar la dirección de entrega de mi pedido.");
    private static final List<String> GB_PRAISE = List.of(
            "Lovely, exactly as described. Would buy again.",
            "The box was a bit dented, but what was inside is fine.",
            "Bought as a present and it went down very well.");
    private static final List<String> GB_QUESTIONS = List.of(
            "Could you tell me when my order will be sent out?",
            "I have moved house: how do I change where my order goes?");

    private static final Map<Country, Words> ALL = new EnumMap<>(Map.of(
            Country.JP, read(JP_FAMILIES, JP_WOMEN, JP_MEN, JP_PLACES, JP_PRAISE, JP_QUESTIONS),
            Country.RU, read(RU_FAMILIES, RU_WOMEN, RU_MEN, RU_PLACES, RU_PRAISE, RU_QUESTIONS),
            Country.ES, read(ES_FAMILIES, ES_WOMEN, ES_MEN, ES_PLACES, ES_PRAISE, ES_QUESTIONS),
            Country.GB, read(GB_FAMILIES, GB_WOMEN, GB_MEN, GB_PLACES, GB_PRAISE, GB_QUESTIONS)));

    static Words of(Country country) {
        return ALL.get(country);
    }

    private static Words read(
            String families, String women, String men, String places, List<String> reviews, List<String> questions) {
        return new Words(table(families), table(women), table(men), table(places), reviews, questions);
    }

    private static List<List<String>> table(String rows) {
        return Arrays.stream(rows.strip().split("\\s+", -1))
                .map(row -> List.of(row.replace('_', ' ').split("/", -1)))
                .toList();
    }
}
