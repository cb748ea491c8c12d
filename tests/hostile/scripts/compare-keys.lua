-- a table of long keys
-- harm: memory
local t = {}
while true do t[("a"):rep(4000000) .. #t] = 1; t[#t + 1] = ("b"):rep(1000000) .. #t end
