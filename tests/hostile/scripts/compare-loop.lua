-- Long strings that are alike.
-- harm: cpu
local a, b = ("x"):rep(4000000) .. "a", ("x"):rep(4000000) .. "a"
while true do if a < b then break end end
