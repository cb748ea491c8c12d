-- A number of a million digits.
-- harm: cpu
local s = ("9"):rep(1000000)
while true do tonumber(s) end
