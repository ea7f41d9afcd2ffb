/** Splits a string of words separated by spaces. */
function words(...lines: readonly string[]): string[] {
  return lines.flatMap((line) => line.split(" "));
}

/** Family names of one character. */
export const surnames: ReadonlySet<string> = new Set(
  Array.from(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许邓韩冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔汤温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季成霍涂盛翁裴葉費童柏仇卞滕辛管卓蓝鞠蒲巩冉",
  ),
);

/** Family names of two characters. */
export const compoundSurnames: ReadonlySet<string> = new Set(
  words("欧阳 司马 上官 诸葛 东方 皇甫 尉迟 公孙 慕容 令狐 司徒 夏侯 端木 南宫 长孙 宇文"),
);

/** Characters that foreign names are written with. */
export const transliterationCharacters: ReadonlySet<string> = new Set(
  "阿艾爱安昂奥巴白班贝比彼宾波博伯布采查达大戴丹当德蒂迪杜顿多恩尔法凡菲费芬弗福盖戈格葛古哈海汉豪赫亨胡华霍基吉加佳嘉简贾杰金卡凯坎康考科可克肯寇库奎拉莱兰朗劳勒雷蕾里理莉丽利莲列琳林龙卢鲁露路伦罗洛玛马迈麦曼梅美蒙米蜜敏明莫姆穆娜纳南内尼妮涅宁努诺欧帕潘佩彭皮珀普齐奇乔琼丘瑞日若萨塞赛桑森沙莎珊尚舍圣诗史斯丝思苏索塔泰坦汤特滕提廷图托瓦万威韦维卫伟温文翁沃乌吾伍西希席夏香肖谢辛欣休雪雅亚延扬耶叶依伊易因英尤约泽扎曾詹珍芝治朱卓佐",
);

/** Characters that a given name does not contain, as they begin what is said of it. */
export const notInNames: ReadonlySet<string> = new Set(
  "我你您他她它们这那哪谁的地得了着过是有在和跟与同对把被给从到就也都还又再很太更最不没未无正已将要会能可想去来叫住说讲做当用吃喝玩看听打养买搬喜觉让使请问吗呢吧啊呀啦么什怎为因所但而且或如果虽然今昨前后每年月日天时分号点个只条位名家种些几两二三四五六七八九十百千万上下里外中间边",
);

/** Words that look like a name by their first character and are none. */
export const notPersons: ReadonlySet<string> = new Set(
  words(
    "周末 周围 周年 周边 周岁 高兴 方便 方面 方法 方式 安全 安静 安排 安心 安定 任何 任务 常常 马上 马路 于是 单身 单独 单位 金融 金钱 金色 黄金 黄色 白天 白色 和平 江南 石头 温暖 温柔 康复 平时 平常 成功 成为 成绩",
    "文化 文学 水果 何时 何必 应该 许多 许久 毛病 牛奶 熊猫 花园 花钱 经常 华人 万一 左右 季节 向来 包括 关于 关系 关注 全家 全部 房东 房子 项目 高中 高铁 高考 蓝色 蓝天 田野 路上 路边 施工 宋朝 唐朝 古代 古典",
    "史上 管理 童年 梅花 池塘 东方 哈哈 大多 大家 大概 大约 大学 大部 哈喽 拜拜 特别 特意 希望 美丽 美食 理想 理解 多少 尚未 其实 章节 程度 程序 汤圆 米饭 唐装 胡说 胡乱 金鱼 龙虾 小时 小吃 小说 小区 小学 小心 小猫 小狗 小孩 老板 老师 老家 老人 老婆 老公 老是 老外 阿姨",
    "韩剧 韩国 汉堡 莫名 宁愿 甘愿 沈阳 段落 易于 齐全 余下 贺卡 武术 严重 严格 戴着 海鲜 海边 阳光 花生 牛肉 羊肉 黄瓜 白菜 石榴 柏油 单词 章鱼 葛根 曹操 项链 包子 元宵 夏天 秋天 冬天 春天 温泉 康乃馨 常年 时候 时间 金属 管道 路由 路线",
  ),
);

/** Countries, provinces and well-known cities, in simplified characters. */
export const places: ReadonlySet<string> = new Set(
  words(
    "中国 美国 英国 法国 德国 日本 韩国 葡萄牙 西班牙 意大利 俄罗斯 加拿大 澳大利亚 新西兰 巴西 阿根廷 墨西哥 印度 泰国 越南 新加坡 马来西亚 印度尼西亚 菲律宾 荷兰 比利时 瑞士 奥地利 瑞典 挪威 丹麦 芬兰 冰岛 波兰 捷克 匈牙利 希腊 土耳其 埃及 南非 摩洛哥 肯尼亚 以色列 伊朗 爱尔兰 乌克兰",
    "北京 上海 天津 重庆 香港 澳门 台湾 台北 高雄 广州 深圳 杭州 南京 苏州 成都 武汉 西安 长沙 郑州 青岛 大连 厦门 福州 宁波 无锡 合肥 济南 沈阳 哈尔滨 长春 昆明 贵阳 南宁 海口 三亚 南昌 太原 石家庄 兰州 银川 西宁 拉萨 乌鲁木齐 呼和浩特 珠海 东莞 佛山 温州 烟台 洛阳 桂林 丽江 大理",
    "河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 内蒙古 广西 西藏 宁夏 新疆",
    "里斯本 波尔图 布拉加 科英布拉 法鲁 马德里 巴塞罗那 塞维利亚 瓦伦西亚 巴黎 里昂 马赛 尼斯 伦敦 曼彻斯特 爱丁堡 利物浦 剑桥 牛津 柏林 慕尼黑 汉堡 法兰克福 科隆 罗马 米兰 佛罗伦萨 威尼斯 那不勒斯 阿姆斯特丹 鹿特丹 布鲁塞尔 苏黎世 日内瓦 维也纳 布拉格 布达佩斯 华沙 斯德哥尔摩 哥本哈根 奥斯陆 赫尔辛基 雅典 莫斯科 圣彼得堡 伊斯坦布尔 都柏林",
    "纽约 洛杉矶 旧金山 西雅图 波士顿 芝加哥 华盛顿 休斯顿 达拉斯 迈阿密 费城 拉斯维加斯 圣地亚哥 硅谷 多伦多 温哥华 蒙特利尔 悉尼 墨尔本 奥克兰 东京 大阪 京都 名古屋 札幌 福冈 横滨 首尔 釜山 曼谷 清迈 河内 胡志明市 吉隆坡 雅加达 马尼拉 新德里 孟买 迪拜 开罗 开普敦 里约热内卢 圣保罗 布宜诺斯艾利斯 墨西哥城",
  ),
);

/** Ends of place names. */
export const placeSuffix: RegExp =
  /(?:市|省|县|区|镇|乡|村|州|国|岛|湾|山|湖|半岛|自治区|特区|新区|古城|古镇)$/;

/** Ends of names of organisations. */
export const organizationSuffix: RegExp =
  /(?:公司|集团|银行|大学|学院|医院|中学|小学|高中|科技|网络|软件|工厂|制药|传媒|证券|基金|保险|咨询|事务所|研究所|研究院|实验室|工作室|出版社|报社|电视台|餐厅|酒店|中心|协会|基金会|委员会|博物馆|图书馆|俱乐部|集市|物流|电子|汽车|航空|地产|建筑|能源|资本|控股|教育|设计院)$/;

/** Ends of names of organisations that one joins to work there. */
export const firmSuffix: RegExp =
  /(?:公司|集团|银行|科技|网络|软件|工厂|制药|传媒|证券|保险|咨询|事务所|研究所|研究院|实验室|工作室|出版社|报社|电视台|物流|电子|汽车|航空|地产|能源|资本|控股|设计院)$/;

/** Ends of names of schools. */
export const schoolSuffix: RegExp =
  /(?:大学|学院|中学|小学|高中|初中|学校|幼儿园|研究院|附中|一中|二中|三中|师大|理工|北大|清华|复旦|交大|浙大)$/;

/** Companies known by a bare name. */
export const companies: ReadonlySet<string> = new Set(
  words(
    "阿里巴巴 腾讯 百度 字节跳动 华为 小米 京东 美团 网易 滴滴 拼多多 快手 哔哩哔哩 携程 新浪 搜狐 联想 海尔 格力 比亚迪 中兴 顺丰 蚂蚁集团 阿里 字节 大疆 商汤 旷视 谷歌 微软 苹果 亚马逊 脸书 特斯拉 英伟达 英特尔 甲骨文 高盛 摩根大通 麦肯锡 德勤 普华永道 安永 毕马威 西门子 宝马 奔驰 大众 丰田 索尼 三星 辉瑞 星巴克 麦当劳 宜家 优步 爱彼迎 奈飞 推特 领英 清华大学 北京大学",
  ),
);

/** Organisations that are some organisation, not one with a name. */
export const genericOrganization: RegExp =
  /^(?:一家|一个|一所|某|这家|那家|我们|他们|自己的?|私人|私立|公立|外资|国有|互联网|科技|软件|网络|大型|小型|外国|国外|本地|当地|市|县|初创|创业|上市|新的?|老|原来的?)*(?:公司|集团|银行|大学|学院|医院|中学|小学|高中|学校|工厂|餐厅|酒店|中心|研究所|研究院|实验室|工作室|事务所|出版社|图书馆|博物馆|单位|机构|商店|超市|咖啡店|咖啡馆|书店|店|企业|国企|外企|私企|大厂)$/;

/** Places that are some place, not one with a name. */
export const genericPlace: RegExp =
  /(?:家|家里|家中|楼|楼上|楼下|屋|房|房子|公寓|宿舍|酒店|宾馆|旅馆|附近|旁边|隔壁|对面|郊区|市区|市中心|中心|城里|城外|乡下|农村|村里|镇上|海边|河边|湖边|山里|山上|国外|外地|外国|外面|里面|这里|那里|这儿|那儿|一起|学校|公司|单位|医院|小区|社区|地方|城市|小镇|小城|老城|新家|老家|家乡|故乡|一线城市|大城市|公园|前面|后面)$/;

/** Professions, or how they end. */
export const profession: RegExp =
  /^(?:[\p{Script=Han}A-Za-z]{0,8}(?:工程师|设计师|律师|教师|厨师|会计师|摄影师|分析师|建筑师|药剂师|理发师|美容师|咨询师|营养师|化妆师|架构师|老师|医生|护士|大夫|司机|教授|讲师|程序员|公务员|服务员|售货员|销售员|研究员|飞行员|消防员|运动员|演员|会计|记者|编辑|作家|画家|歌手|音乐家|科学家|艺术家|数学家|物理学家|化学家|翻译|导演|导游|警察|军人|农民|工人|商人|经理|总监|主管|秘书|助理|顾问|校长|院长|教练|保安|保姆|模特|主播|博主|作者|诗人|牙医|兽医|法官|检察官|外科医生|程式设计师|产品经理|项目经理|数据科学家|首席执行官|创始人|董事长|总裁|总经理|CEO|CTO|CFO)|法医|空姐|实习生)$/u;

/** Before a profession, a sign that it is not one someone has. */
export const professionBlocker: RegExp =
  /打工人|的|好|坏|优秀|棒|出色|糟|伟大|厉害|前任|退休|未来|一样|真正|我的|你的|他的|她的|我们|他们|这|那|每|所有/;

/** Things that are played, not other things that the same verbs take. */
export const playable: RegExp =
  /(?:球|琴|吉他|鼓|笛子?|箫|二胡|琵琶|古筝|游戏|桥牌|扑克|麻将|象棋|围棋|太极|太极拳|尤克里里|贝斯|萨克斯|滑板|王者荣耀|乐器)$/;

/** Names of languages. */
export const language: RegExp =
  /^(?:[\p{Script=Han}]{1,5}(?:语|文|话)|普通话|广东话|粤语|闽南语|英文|中文|日文|法文)$/u;
