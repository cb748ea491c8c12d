-- A string that is joined to itself.
-- harm: memory
local s = "x"
for _ = 1, 60 do s = s .. s end
return s
