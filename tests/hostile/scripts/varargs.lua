-- Arguments that double.
-- harm: cpu
local function f(...) return f(1, ..., ...) end
f(1)
