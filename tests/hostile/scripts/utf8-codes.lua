-- long texts, a character at a time
-- harm: cpu
local s = ("中"):rep(1000000)
for _ = 1, 1000000 do for _ in utf8.codes(s) do end end
