-- Tail calls need no stack.
-- harm: cpu
local function f() return f() end
f()
