-- A handler that tries again.
-- harm: cpu
local function again() return xpcall(error, again) end
while true do xpcall(error, again) end
