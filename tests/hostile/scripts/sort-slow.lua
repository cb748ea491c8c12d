-- Each comparison searches.
-- harm: cpu
local t = {}
for i = 1, 5000 do t[i] = -i end
table.sort(t, function(a, b) return not (("a"):rep(2000)):find(".-.-b") and a < b end)
