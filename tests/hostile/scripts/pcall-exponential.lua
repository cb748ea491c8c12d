-- Every failure is tried twice.
-- harm: cpu
local function f()
  pcall(f)
  pcall(f)
end
f()
