-- 视频、音频、课件、图集。属性按手机浏览器（含微信）的需要写，没有脚本也能用。

local options = gongkai.options

local function source_of(call, what)
    local src, url = call.args.src, call.args.url
    if src and url then
        error(what .. "的 src 和 url 只写一个：随文稿放的用 src，放在别处的用 url。", 0)
    end
    if not (src or url) then
        error(what .. "没有写文件：随文稿放的用 src=\"文件名\"，放在别处的用 url=\"网址\"。", 0)
    end
    return src or url
end

-- 看不见、听不见的人读的文字：一句话说明，或两个标记之间的文字稿。
local function need_text(call, what)
    local text = call.args.text
    if not (text and text:match("%S") or call.body and tostring(call.body):match("%S")) then
        error(what .. "没有文字替代：用 text=\"……\" 写一句话说明，或把文字稿写在两个标记之间。", 0)
    end
end

local function transcript(call, label)
    if not call.body then return nil end
    return h("details", {class = "media-text"}, h("summary", nil, label), call.body)
end

local function caption(call)
    local text = call.args.text
    return h("figcaption", nil, h("b", nil, call.args.title),
             text and h("span", {class = "media-note"}, text))
end

local function figure(kind, call, player, text_label)
    return h("div", {class = "media media-" .. kind},
             h("figure", nil, player, caption(call)), transcript(call, text_label))
end

local function video(call)
    local src = source_of(call, "视频")
    need_text(call, "视频")
    local args = call.args
    local track = args.captions and h("track", {
        kind = "captions", src = args.captions, srclang = "zh", label = "中文字幕", default = true,
    })
    local player = h("video", {
        src = src, poster = args.poster, title = args.title, preload = "none", controls = true,
        playsinline = true, -- 微信要的两个同类属性由主题的脚本加上，写在网页里不合标准
        width = args.width or options.width, height = args.height or options.height,
    }, track, h("a", {href = src}, "下载视频：" .. args.title))
    return figure("video", call, player, "文字稿")
end

local function audio(call)
    local src = source_of(call, "音频")
    need_text(call, "音频")
    local player = h("audio", {
        src = src, title = call.args.title, preload = "none", controls = true,
    }, h("a", {href = src}, "下载音频：" .. call.args.title))
    return figure("audio", call, player, "文字稿")
end

local function slides(call)
    local src = source_of(call, "课件")
    need_text(call, "课件")
    local args = call.args
    local cover = args.cover and h("img", {
        src = args.cover, alt = "", loading = "lazy", decoding = "async",
    })
    local size = args.pages and h("small", nil, "PDF，" .. args.pages .. " 页") or
                 h("small", nil, "PDF")
    local player = h("a", {href = src, type = "application/pdf", class = "media-file"}, cover,
                     h("span", nil, "打开课件"), size)
    return figure("slides", call, player, "课件要点")
end

local function gallery(call)
    local body = call.body and tostring(call.body) or ""
    if not body:find("<img", 1, true) then
        error("图集里没有图片：在两个标记之间一行写一张，例如 ![会场全景](a.jpg)。", 0)
    end
    if body:find('<img[^>]- alt="%s*"') then
        error("图集里有图片没有说明：在方括号里写这张图片是什么，例如 ![会场全景](a.jpg)。", 0)
    end
    local title = call.args.title
    return h("figure", {class = "media media-gallery"},
             h("div", {class = "gallery"}, call.body),
             title and h("figcaption", nil, h("b", nil, title)))
end

return {shortcodes = {video = video, audio = audio, slides = slides, gallery = gallery}}
