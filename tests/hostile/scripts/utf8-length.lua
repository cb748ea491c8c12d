-- A long text, again and again.
-- harm: cpu
local s = ("字"):rep(1000000)
while true do utf8.len(s) end
