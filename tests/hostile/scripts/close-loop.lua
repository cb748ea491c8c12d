-- A variable whose closing never ends.
-- harm: cpu
local guard <close> = setmetatable({}, {__close = function() while true do end end})
