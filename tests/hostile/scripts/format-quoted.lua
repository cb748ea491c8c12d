-- %q of a long text
-- harm: cpu
local s = ("\n"):rep(1000000)
for _ = 1, 1000000 do string.format("%q", s) end
