-- a jump backwards with a growing chain
-- harm: memory
local x
::again::
x = {x}
goto again
