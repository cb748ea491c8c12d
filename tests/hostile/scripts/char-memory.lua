-- Characters without end.
-- harm: memory
local t = {}
while true do t[#t + 1] = string.char(table.unpack({65, 66, 67}, 1, 3)):rep(10000) .. #t end
