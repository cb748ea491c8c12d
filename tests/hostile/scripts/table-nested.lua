-- Tables in tables.
-- harm: memory
local t = {}
while true do t = {t, {}} end
