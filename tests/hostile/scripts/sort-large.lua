-- Far too many items.
-- harm: cpu
local t = {}
for i = 1, 4000000 do t[i] = (i * 7919) % 1000003 end
table.sort(t, function(a, b) return a < b end)
