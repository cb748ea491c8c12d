-- Every level keeps its part.
-- harm: memory
local function f(n, s) return #f(n + 1, s .. ("x"):rep(10000)) end
f(1, "")
