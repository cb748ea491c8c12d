-- Different strings without end.
-- harm: cpu
local t, i = {}, 0
while true do
  i = i + 1
  t[i] = ("x"):rep(1000) .. i
end
