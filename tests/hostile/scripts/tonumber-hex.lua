-- numbers of millions of digits
-- harm: cpu
local s = "0x" .. ("f"):rep(4000000)
while true do local _ = tonumber(s) end
