-- long strings that differ at the end
-- harm: cpu
local a = ("a"):rep(8000000)
local b = a .. "b"
while true do local _ = a < b end
