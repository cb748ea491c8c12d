-- an order that changes its mind
-- harm: cpu
local t, n = {}, 0
for i = 1, 200000 do t[i] = i % 7 end
for _ = 1, 1000000 do pcall(table.sort, t, function() n = n + 1 return n % 3 == 0 end) end
