-- 运行 gongkai plugin test privacy。
-- 这里的身份证号是国家标准 GB 11643 里的例子，银行卡号是各家公布的测试号码，手机号不存在。

local function codes(found)
    local list = {}
    for i, f in ipairs(found) do
        list[i] = f.code:gsub("PRIVACY%-", "") .. " " .. f.line .. ":" .. f.col
    end
    return table.concat(list, ", ")
end

local function check(text, expected)
    equal(codes(document(text).findings), expected)
end

test("手机号", function()
    check("电话13800000000。", "MOBILE 1:3")
    check("电话 138-0000-0000", "MOBILE 1:4")
    check("电话 138 0000 0000", "MOBILE 1:4")
    check("电话１３８００００００００", "MOBILE 1:3")
    check("138**0000**0000", "MOBILE 1:1")
    check("86 138 0000 0000，+86-13800000000，8613800000000", "MOBILE 1:4, MOBILE 1:22, MOBILE 1:34")
    check("13800000000/13900000000", "MOBILE 1:1, MOBILE 1:13")
    check("138 0000 0000 139 0000 0000", "MOBILE 1:1, MOBILE 1:15")
    check("1.13800000000 张某", "MOBILE 1:3")
    check("013800000000，138 00 00 00 00", "MOBILE 1:1, MOBILE 1:14")
    check("[拨打](tel:13800000000)", "MOBILE 1:10")
end)

test("手机号紧跟着字母，用点分开", function()
    check("Tel13800000000", "MOBILE 1:4")
    check("138.0000.0000", "MOBILE 1:1")
    check("192.168.10.200 IMG13800000000x1", "")
end)

test("不是手机号", function()
    check("0931-5550100 12800000000 138000000001 a13800000000", "")
    check("订单号 13800000000，编号：13800000000", "")
    check("https://a.example/13800000000 www.a.example/?t=13800000000", "")
    check("[甲](https://a.example/13800000000)", "")
    check("0.13800000000 123.13800000000 v1.13800000000", "")
    check("1500 2000 300", "")
    check("138****0000", "")
end)

test("身份证号", function()
    check("11010519491231002X", "ID 1:1")
    check("11010519491231002x", "ID 1:1")
    check("１１０１０５１９４９１２３１００２Ｘ", "ID 1:1")
    check("110105 19491231 002X", "ID 1:1")
    check("110105194912310021", "")
    check("身份证号：110105194912310021", "ID 1:6")
    check("旧证 110105491231002", "ID 1:4")
    check("附：证件号11010519491231002X.jpg", "ID 1:6")
end)

test("不是身份证号", function()
    check("110105194913310020 990105194912310020", "")
    check("统一社会信用代码 110105194912310029", "")
    check("订单号 110105491231002", "")
    check("110105991331002", "")
end)

test("银行卡号", function()
    check("4111 1111 1111 1111", "CARD 1:1")
    check("卡号6222021234567894", "CARD 1:3")
    check("4111111111111112 6222021234567890", "")
    check("发票 4111111111111111", "")
    check("9783161484100 ISBN 978-3-16-148410-0", "")
end)

test("出生日期", function()
    check("出生日期：2004-05-06", "BIRTH 1:1")
    check("出生年月: 2004年5月", "BIRTH 1:1")
    check("出生日期另行登记", "")
    local found = document("王某生于 2004 年 5 月 6 日").findings
    equal(found[1].severity, "warning")
    check("他生于1893年12月26日", "")
    check("| 姓名 | 出生日期 |\n|---|---|\n| 甲 | 2004-05-06 |\n| 乙 | 保密 |\n", "BIRTH 3:7")
    check("| 姓名 | 年龄 |\n|---|---|\n| 甲 | 20 |\n", "")
end)

test("出生的年月写在前面", function()
    local function level(text, expected)
        local found = document(text).findings
        equal(#found, 1)
        equal(found[1].code, "PRIVACY-BIRTH")
        equal(found[1].severity, expected)
    end
    level("王某，男，汉族，1990年3月生，2015年入职。", "error")
    level("王某（女，1990 年 3 月 7 日出生），馆员。", "error")
    level("王某，男，1990.03出生", "error")
    level("王某，1990年3月7日生于省城，性别男", "error")
    level("1990年3月出生的王某", "warning")
    level("他是 1950 年 3 月 7 日生，", "warning")
    level("出生年月 199003", "error")
    level("出生日期：19900307", "error")
    check("1990年3月生活困难 1990年3月7日生效 1990年3月出生人口", "")
    check("某某，男，1889年10月29日生", "")
    check("集体生日：2026年5月；2026年3月生。", "")
    check("出生年月 1990035", "")
    check("| 年份 | 出生人口 |\n|---|---|\n| 2004 | 12345 |\n", "")
end)

test("元数据和办公电话", function()
    check("---\nphone: 138 0000 0000\n---\n", "MOBILE 2:8")
    check("---\ncontact: {phone: 13800000000}\n---\n", "")
    check("---\nleader:\n  name: \"甲\\t13800000000\"\n---\n", "MOBILE 3:13")
    check("| 值班电话 | 手机 |\n|---|---|\n| 13800000000 | 13800000000 |\n", "MOBILE 3:17")
end)

test("数据文件", function()
    equal(codes(data("data/a.csv", "姓名,出生日期,手机\n甲,2004-05-06,\"138 0000 0000\"\n").findings),
          "MOBILE 2:15, BIRTH 2:3")
    equal(codes(data("data/a.json", "[{\"id\": \"11010519491231002X\"}]").findings), "ID 1:10")
    equal(codes(data("data/a.yaml", "hall:\n  office_phone: 13800000000\n").findings), "")
    equal(codes(data("data/a.yaml", "n: 13800000000\n").findings), "MOBILE 1:4")
end)

test("附件的文件名", function()
    equal(#file("notices/甲_11010519491231002X.pdf").findings, 1)
    equal(#file("notices/IMG_20261120093000.jpg").findings, 0)
end)

test("报告里不再写一遍号码", function()
    local found = document("13800000000").findings
    equal(found[1].message, "这里有手机号 138******00")
    equal(found[1].severity, "error")
end)

test("一篇里最多说五十处", function()
    equal(#document(("13800000000，"):rep(80)).findings, 50)
end)

test("遮盖", function()
    local mask = plugin.filters.mask
    equal(mask("13812345678"), "138****5678")
    equal(mask("138-1234-5678"), "138****5678")
    equal(mask("13812345678", {keep = 2}), "138******78")
    equal(mask("11010519491231002X"), "1101**********002X")
    equal(mask("电话 13812345678 转 12"), "电话 138****5678 转 12")
    equal(mask("张三丰"), "张**")
    equal(mask("张"), "张")
    equal(mask(nil), nil)
    equal(mask(13812345678), "138****5678")
end)
