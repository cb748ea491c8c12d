-- A callback of a replacement that replaces.
-- harm: cpu
local function f() pcall(string.gsub, "aa", ".", f) end
f()
