#include "directory/fold_script.h"

/* In the order of the code points; the folding of ICU's Latin-ASCII, which a test compares with this table. */
static const char *const latin[0x180 - 0xC0] = {
	"a",  "a", "a",  "a",  "a", "a", "ae", "c",  "e", "e",  "e", "e", "i", "i", "i",  "i",  /* 00C0 */
	"d",  "n", "o",  "o",  "o", "o", "o",  "*",  "o", "u",  "u", "u", "u", "y", "th", "ss", /* 00D0 */
	"a",  "a", "a",  "a",  "a", "a", "ae", "c",  "e", "e",  "e", "e", "i", "i", "i",  "i",  /* 00E0 */
	"d",  "n", "o",  "o",  "o", "o", "o",  NULL, "o", "u",  "u", "u", "u", "y", "th", "y",  /* 00F0 */
	"a",  "a", "a",  "a",  "a", "a", "c",  "c",  "c", "c",  "c", "c", "c", "c", "d",  "d",  /* 0100 */
	"d",  "d", "e",  "e",  "e", "e", "e",  "e",  "e", "e",  "e", "e", "g", "g", "g",  "g",  /* 0110 */
	"g",  "g", "g",  "g",  "h", "h", "h",  "h",  "i", "i",  "i", "i", "i", "i", "i",  "i",  /* 0120 */
	"i",  "i", "ij", "ij", "j", "j", "k",  "k",  "q", "l",  "l", "l", "l", "l", "l",  NULL, /* 0130 */
	NULL, "l", "l",  "n",  "n", "n", "n",  "n",  "n", NULL, "n", "n", "o", "o", "o",  "o",  /* 0140 */
	"o",  "o", "oe", "oe", "r", "r", "r",  "r",  "r", "r",  "s", "s", "s", "s", "s",  "s",  /* 0150 */
	"s",  "s", "t",  "t",  "t", "t", "t",  "t",  "u", "u",  "u", "u", "u", "u", "u",  "u",  /* 0160 */
	"u",  "u", "u",  "u",  "w", "w", "y",  "y",  "y", "z",  "z", "z", "z", "z", "z",  "s",  /* 0170 */
};

const char *fold_latin(uint32_t cp)
{
	if (cp < 0xC0 || cp >= 0x180 || cp == 0xD7)
		return NULL;
	return latin[cp - 0xC0];
}

/* U+0430-U+044F. */
static const char *const russian[2][32] = {
	{"a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "y",    "k", "l", "m", "n", "o",  "p",
	 "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "",  "y", "",  "e", "yu", "ya"},
	{"a", "b", "v", "g", "d", "e",  "zh", "z",  "i",  "i",    "k",  "l", "m", "n", "o",  "p",
	 "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "ie", "y", "",  "e", "iu", "ia"},
};
/* U+0450-U+045F: ѐ ё ђ ѓ є ѕ і ї ј љ њ ћ ќ ѝ ў џ. */
static const char *const extended[2][16] = {
	{"e", "e", "dj", "g", "ye", "dz", "i", "yi", "j", "lj", "nj", "c", "k", "i", "u", "dz"},
	{"e", "e", "d", "g", "ie", "dz", "i", "i", "j", "lj", "nj", "c", "k", "i", "u", "dz"},
};

const char *fold_cyrillic(uint32_t cp, enum fold_cyrillic style, bool ukrainian)
{
	if (ukrainian && cp == 0x0433)
		return "h";
	if (ukrainian && cp == 0x0438)
		return "y";
	if (cp >= 0x0430 && cp <= 0x044F)
		return russian[style][cp - 0x0430];
	if (cp >= 0x0450 && cp <= 0x045F)
		return extended[style][cp - 0x0450];
	if (cp == 0x0491) /* ґ */
		return "g";
	return NULL;
}

const char *fold_umlaut(uint32_t cp)
{
	switch (cp) {
	case 0xC4:
	case 0xE4:
	case 0xC6:
	case 0xE6:
		return "ae";
	case 0xD6:
	case 0xF6:
	case 0xD8:
	case 0xF8:
		return "oe";
	case 0xDC:
	case 0xFC:
		return "ue";
	case 0xC5:
	case 0xE5:
		return "aa";
	default:
		return NULL;
	}
}

struct reading {
	const char *native, *latin;
};

/* Most frequent family names of Japan, common given names, then Taiwanese family names in their usual (Wade-Giles) spelling. One
 * reading each, the commonest; a name that is not covered whole gets none. */
static const struct reading han[] = {
	{"佐藤", "sato"},      {"鈴木", "suzuki"},     {"高橋", "takahashi"}, {"田中", "tanaka"},   {"伊藤", "ito"},
	{"渡辺", "watanabe"},  {"渡邊", "watanabe"},   {"渡部", "watanabe"},  {"山本", "yamamoto"}, {"中村", "nakamura"},
	{"小林", "kobayashi"}, {"加藤", "kato"},       {"吉田", "yoshida"},   {"山田", "yamada"},   {"佐々木", "sasaki"},
	{"山口", "yamaguchi"}, {"松本", "matsumoto"},  {"井上", "inoue"},     {"木村", "kimura"},   {"林", "hayashi"},
	{"斎藤", "saito"},     {"斉藤", "saito"},      {"齋藤", "saito"},     {"清水", "shimizu"},  {"山崎", "yamazaki"},
	{"森", "mori"},        {"池田", "ikeda"},      {"橋本", "hashimoto"}, {"阿部", "abe"},      {"石川", "ishikawa"},
	{"山下", "yamashita"}, {"中島", "nakajima"},   {"石井", "ishii"},     {"小川", "ogawa"},    {"前田", "maeda"},
	{"岡田", "okada"},     {"長谷川", "hasegawa"}, {"藤田", "fujita"},    {"後藤", "goto"},     {"近藤", "kondo"},
	{"村上", "murakami"},  {"遠藤", "endo"},       {"青木", "aoki"},      {"坂本", "sakamoto"}, {"福田", "fukuda"},
	{"太田", "ota"},       {"西村", "nishimura"},  {"藤井", "fujii"},     {"金子", "kaneko"},   {"岡本", "okamoto"},
	{"藤原", "fujiwara"},  {"中野", "nakano"},     {"三浦", "miura"},     {"原田", "harada"},   {"中川", "nakagawa"},
	{"松田", "matsuda"},   {"竹内", "takeuchi"},   {"小野", "ono"},       {"田村", "tamura"},   {"中山", "nakayama"},
	{"和田", "wada"},      {"石田", "ishida"},     {"森田", "morita"},    {"上田", "ueda"},     {"原", "hara"},
	{"内田", "uchida"},    {"柴田", "shibata"},    {"酒井", "sakai"},     {"宮崎", "miyazaki"}, {"横山", "yokoyama"},
	{"高木", "takagi"},    {"安藤", "ando"},       {"宮本", "miyamoto"},  {"大野", "ono"},      {"小島", "kojima"},
	{"工藤", "kudo"},      {"谷口", "taniguchi"},  {"今井", "imai"},      {"高田", "takada"},   {"丸山", "maruyama"},
	{"増田", "masuda"},    {"杉山", "sugiyama"},   {"村田", "murata"},    {"大塚", "otsuka"},   {"新井", "arai"},
	{"小山", "koyama"},    {"平野", "hirano"},     {"藤本", "fujimoto"},  {"河野", "kono"},     {"上野", "ueno"},
	{"野口", "noguchi"},   {"武田", "takeda"},     {"松井", "matsui"},    {"千葉", "chiba"},    {"岩崎", "iwasaki"},
	{"菅原", "sugawara"},  {"木下", "kinoshita"},  {"久保", "kubo"},      {"佐野", "sano"},     {"野村", "nomura"},
	{"松尾", "matsuo"},    {"市川", "ichikawa"},   {"菊地", "kikuchi"},   {"菊池", "kikuchi"},  {"杉本", "sugimoto"},
	{"古川", "furukawa"},  {"大西", "onishi"},     {"島田", "shimada"},   {"桜井", "sakurai"},  {"水野", "mizuno"},
	{"高野", "takano"},    {"吉川", "yoshikawa"},  {"山内", "yamauchi"},  {"西田", "nishida"},  {"飯田", "iida"},
	{"陽菜", "hina"},      {"美咲", "misaki"},     {"結衣", "yui"},       {"愛", "ai"},         {"花子", "hanako"},
	{"明美", "akemi"},     {"由美子", "yumiko"},   {"恵", "megumi"},      {"葵", "aoi"},        {"蓮", "ren"},
	{"大翔", "hiroto"},    {"翔太", "shota"},      {"健太", "kenta"},     {"太郎", "taro"},     {"次郎", "jiro"},
	{"一郎", "ichiro"},    {"拓也", "takuya"},     {"誠", "makoto"},      {"直樹", "naoki"},    {"悠真", "yuma"},
	{"浩", "hiroshi"},     {"恵子", "keiko"},      {"洋子", "yoko"},      {"裕子", "yuko"},     {"智子", "tomoko"},
	{"直美", "naomi"},     {"陽子", "yoko"},       {"京子", "kyoko"},     {"和子", "kazuko"},   {"幸子", "sachiko"},
	{"美穂", "miho"},      {"久美子", "kumiko"},   {"真由美", "mayumi"},  {"香織", "kaori"},    {"優子", "yuko"},
	{"凛", "rin"},         {"咲", "saki"},         {"結菜", "yuna"},      {"美優", "miyu"},     {"七海", "nanami"},
	{"健一", "kenichi"},   {"健", "ken"},          {"隆", "takashi"},     {"茂", "shigeru"},    {"博", "hiroshi"},
	{"清", "kiyoshi"},     {"実", "minoru"},       {"豊", "yutaka"},      {"大輔", "daisuke"},  {"大樹", "daiki"},
	{"拓海", "takumi"},    {"翼", "tsubasa"},      {"陸", "riku"},        {"海斗", "kaito"},    {"悠斗", "yuto"},
	{"和也", "kazuya"},    {"達也", "tatsuya"},    {"哲也", "tetsuya"},   {"剛", "tsuyoshi"},   {"学", "manabu"},
	{"張", "chang"},       {"蔡", "tsai"},         {"許", "hsu"},         {"謝", "hsieh"},      {"鄭", "cheng"},
	{"周", "chou"},        {"徐", "hsu"},          {"朱", "chu"},         {"趙", "chao"},       {"曾", "tseng"},
};

/* Korean family names as their bearers usually write them; two syllables first. */
static const struct reading hangul[] = {
	{"남궁", "namgung"}, {"황보", "hwangbo"}, {"선우", "sunwoo"}, {"제갈", "jegal"}, {"김", "kim"},  {"이", "lee"},
	{"박", "park"},      {"최", "choi"},      {"정", "jung"},     {"강", "kang"},    {"조", "cho"},  {"윤", "yoon"},
	{"장", "jang"},      {"임", "lim"},       {"한", "han"},      {"오", "oh"},      {"서", "seo"},  {"신", "shin"},
	{"권", "kwon"},      {"황", "hwang"},     {"안", "ahn"},      {"송", "song"},    {"류", "ryu"},  {"유", "yoo"},
	{"홍", "hong"},      {"전", "jeon"},      {"고", "ko"},       {"문", "moon"},    {"손", "son"},  {"양", "yang"},
	{"배", "bae"},       {"백", "baek"},      {"허", "heo"},      {"남", "nam"},     {"심", "shim"}, {"노", "noh"},
	{"하", "ha"},        {"곽", "kwak"},      {"성", "sung"},     {"차", "cha"},     {"주", "joo"},  {"우", "woo"},
	{"구", "koo"},       {"민", "min"},       {"진", "jin"},      {"나", "na"},      {"지", "ji"},   {"엄", "um"},
	{"변", "byun"},      {"채", "chae"},      {"원", "won"},      {"천", "chun"},    {"방", "bang"}, {"공", "kong"},
	{"현", "hyun"},      {"함", "ham"},
};

static const char *longest(const struct reading *table, size_t count, struct str s, size_t *ret_n)
{
	const char *best = NULL;
	size_t best_n = 0;
	for (size_t i = 0; i < count; i++) {
		struct str native = str_of(table[i].native);
		if (native.n > best_n && str_starts(s, native)) {
			best = table[i].latin;
			best_n = native.n;
		}
	}
	if (best)
		*ret_n = best_n;
	return best;
}

const char *fold_han_reading(struct str s, size_t *ret_n)
{
	return longest(han, ARRAY_LEN(han), s, ret_n);
}

const char *fold_hangul_family(struct str s, size_t *ret_n)
{
	return longest(hangul, ARRAY_LEN(hangul), s, ret_n);
}
