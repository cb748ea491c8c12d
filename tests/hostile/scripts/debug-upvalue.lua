-- Changes what another function keeps.
-- harm: output 2
local n = 1
local function f() return n end
debug.setupvalue(f, 1, 2)
print(f())
