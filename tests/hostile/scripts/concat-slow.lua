-- A string that grows by one.
-- harm: cpu
local s = ("x"):rep(100000)
while true do s = s .. "x" end
