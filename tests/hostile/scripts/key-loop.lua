-- Long strings as keys.
-- harm: cpu
local t, n = {}, 0
while true do
  n = n + 1
  t[("x"):rep(2000000) .. n % 10] = n
end
