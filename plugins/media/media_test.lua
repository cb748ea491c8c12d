-- 运行 gongkai plugin test media。

local function body(text)
    local doc = document(text)
    equal(doc.findings, {})
    return doc.body
end

local function has(text, ...)
    for _, part in ipairs({...}) do
        if not text:find(part, 1, true) then error("没有“" .. part .. "”：" .. text, 2) end
    end
end

local function lacks(text, ...)
    for _, part in ipairs({...}) do
        if text:find(part, 1, true) then error("不该有“" .. part .. "”：" .. text, 2) end
    end
end

local function wrong(text, wanted, line)
    local found = document(text).findings
    equal(#found, 1)
    has(found[1].message, wanted)
    equal(found[1].line, line or 1)
    equal(found[1].severity, "error")
end

local VIDEO = '{{< video url="https://v.example/a.mp4" title="开馆" text="一天的工作" >}}\n'

test("视频有手机要的属性，不自动播放", function()
    local html = body(VIDEO)
    has(html, "<video", " controls", " playsinline",
        'preload="none"', 'width="960"', 'height="540"', 'src="https://v.example/a.mp4"',
        'title="开馆"', "<figcaption>", "一天的工作", "下载视频：开馆")
    lacks(html, "webkit-", "x5-", "autoplay", "muted", "loop", "<iframe", "<script", "style=")
end)

test("宽、高、封面、字幕", function()
    local html = body('{{< video url="https://v.example/a.mp4" title="甲" text="乙" width=640 height=360 >}}')
    has(html, 'width="640"', 'height="360"')
    html = document('{{< video src="a.mp4" poster="a.jpg" captions="a.vtt" title="甲" text="乙" >}}').body
    has(html, "poster=", "<track", 'kind="captions"', 'srclang="zh"', " default")
end)

test("文字稿收在可以打开的一栏里", function()
    local html = body('{{< video url="https://v.example/a.mp4" title="甲" >}}\n早上**七点**\n{{< /video >}}\n')
    has(html, "<details", "<summary>文字稿</summary>", "<strong>七点</strong>")
end)

test("没有文字替代是错误", function()
    wrong('{{< video url="https://v.example/a.mp4" title="甲" >}}', "视频没有文字替代")
    wrong('正文\n\n{{< audio url="https://v.example/a.mp3" title="甲" >}}', "音频没有文字替代", 3)
    wrong('{{< slides url="https://v.example/a.pdf" title="甲" >}}', "课件没有文字替代")
    wrong('{{< video url="https://v.example/a.mp4" title="甲" text="  " >}}', "视频没有文字替代")
    wrong('{{< audio url="https://v.example/a.mp3" title="甲" >}}\n\n{{< /audio >}}', "音频没有文字替代")
end)

test("文件写一处，也只写一处", function()
    wrong('{{< video title="甲" text="乙" >}}', "视频没有写文件")
    wrong('{{< audio src="a.mp3" url="https://v.example/a.mp3" title="甲" text="乙" >}}', "只写一个")
    wrong('{{< video url="javascript:1" title="甲" text="乙" >}}', "不是可用的网址")
    wrong('{{< video url="https://v.example/a.mp4" text="乙" >}}', "缺少参数“标题”")
    wrong('{{< video url="https://v.example/a.mp4" title="甲" text="乙" width=9 >}}', "不能小于 160")
    wrong('{{< vidoe url="https://v.example/a.mp4" >}}', "没有名为“vidoe”的短代码")
end)

test("音频", function()
    local html = body('{{< audio url="https://v.example/a.mp3" title="朗读" text="六分钟" >}}')
    has(html, "<audio controls", 'preload="none"', "下载音频：朗读", "六分钟")
    lacks(html, "autoplay")
end)

test("课件", function()
    local html = body('{{< slides url="https://v.example/a.pdf" title="党费" pages=18 >}}\n1. 基数\n{{< /slides >}}')
    has(html, 'type="application/pdf"', "PDF，18 页", "打开课件", "<summary>课件要点</summary>", "<li>基数</li>")
end)

test("图集：每张图片都要有说明", function()
    local html = document('{{< gallery title="整理" >}}\n![甲](a.jpg)\n![乙](b.jpg)\n{{< /gallery >}}').body
    has(html, 'class="media media-gallery"', 'alt="甲"', 'alt="乙"', "整理")
    wrong('{{< gallery >}}\n没有图片\n{{< /gallery >}}', "图集里没有图片")
    -- 没有说明的图片，程序自己先提示一次。
    for _, text in ipairs({"![](a.jpg)", "![甲](a.jpg) ![ ](b.jpg)"}) do
        local found = document("{{< gallery >}}\n" .. text .. "\n{{< /gallery >}}").findings
        has(found[#found].message, "没有说明")
        equal(found[#found].severity, "error")
    end
end)

test("文字一律转义", function()
    local html = body('{{< video url="https://v.example/a.mp4" title="<b>\\"&" text="<i>" >}}')
    has(html, "&lt;b&gt;&quot;&amp;", "&lt;i&gt;")
    lacks(html, "<b>\"", "<i>")
end)
